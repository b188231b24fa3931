"""Tickets: reported by anybody, answered in time or taken up, closed in public."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes import tickets
from homes.enums import TicketLevel, TicketState
from homes.models import Ticket, TicketKind
from tests.factories.homes import HomeFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday_evening():
    cache.clear()
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def kind():
    return TicketKind.objects.create(
        code="locked", name="门没开", name_en="Locked", due_hours=4, climb_hours=24
    )


@pytest.fixture
def ticket(kind):
    return tickets.report(home=HomeFactory(), kind=kind, text="门锁着", sender=sender("device"))


@pytest.fixture
def cadre():
    return PersonFactory()


def sender(device: str) -> tickets.Sender:
    return tickets.Sender(device, "10.0.0.1")


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def history(ticket) -> list[str]:
    return list(ticket.events.values_list("what", flat=True))


def test_a_report_has_a_number_and_a_due_time(ticket):
    assert len(ticket.number) == 10
    assert (ticket.state, ticket.level, ticket.due_at) == (
        TicketState.OPEN,
        TicketLevel.HOME,
        NOW + 4 * HOUR,
    )
    assert history(ticket) == ["reported"]


def test_one_sender_cannot_flood(kind):
    home = HomeFactory()
    for _turn in range(5):
        tickets.report(home=home, kind=kind, text="", sender=sender("one"))
    assert code_of(lambda: tickets.report(home=home, kind=kind, text="", sender=sender("one"))) == (
        "too_many"
    )
    assert tickets.report(home=home, kind=kind, text="", sender=sender("another")).pk
    assert Ticket.objects.count() == 6


def test_one_address_cannot_flood_with_new_devices(kind):
    home = HomeFactory()
    for turn in range(30):
        tickets.report(home=home, kind=kind, text="", sender=sender(f"d{turn}"))
    refused = sender("d30")
    assert code_of(lambda: tickets.report(home=home, kind=kind, text="", sender=refused)) == (
        "too_many"
    )
    elsewhere = tickets.Sender("d31", "10.0.0.2")
    assert tickets.report(home=home, kind=kind, text="", sender=elsewhere).pk


def test_closing_needs_a_public_answer(ticket, cadre):
    assert code_of(lambda: tickets.close(ticket=ticket, answer="  ", by=cadre)) == "no_answer"
    closed = tickets.close(ticket=ticket, answer="门禁已修好。", by=cadre)
    assert (closed.state, closed.answer, closed.closed_at) == (
        TicketState.CLOSED,
        "门禁已修好。",
        NOW,
    )
    assert code_of(lambda: tickets.close(ticket=ticket, answer="又", by=cadre)) == "state"
    assert history(ticket) == ["reported", "closed"]


def test_overdue_tickets_climb_to_county_then_city_and_stay(ticket):
    assert tickets.escalate() == 0
    with clock.stopped_at(NOW + 4 * HOUR):
        assert tickets.escalate() == 1
        assert tickets.escalate() == 0
    ticket.refresh_from_db()
    assert (ticket.level, ticket.due_at) == (TicketLevel.COUNTY, NOW + 28 * HOUR)
    with clock.stopped_at(NOW + 28 * HOUR):
        assert tickets.escalate() == 1
    with clock.stopped_at(NOW + 99 * HOUR):
        assert tickets.escalate() == 0
    ticket.refresh_from_db()
    assert ticket.level == TicketLevel.CITY
    assert history(ticket) == ["reported", "escalated", "escalated"]


def test_a_closed_ticket_does_not_climb(ticket, cadre):
    tickets.close(ticket=ticket, answer="已处理", by=cadre)
    with clock.stopped_at(NOW + 99 * HOUR):
        assert tickets.escalate() == 0


def test_reopening_goes_a_level_up_for_two_weeks(ticket, cadre):
    assert code_of(lambda: tickets.reopen(ticket=ticket, text="", sender=sender("x"))) == "state"
    tickets.close(ticket=ticket, answer="已处理", by=cadre)
    again = tickets.reopen(ticket=ticket, text="还是锁着", sender=sender("x"))
    assert (again.state, again.level, again.due_at) == (
        TicketState.REOPENED,
        TicketLevel.COUNTY,
        NOW + 24 * HOUR,
    )
    tickets.close(ticket=ticket, answer="换锁了", by=cadre)
    with clock.stopped_at(NOW + timedelta(days=15)):
        assert (
            code_of(lambda: tickets.reopen(ticket=ticket, text="", sender=sender("y"))) == "too_old"
        )
    assert history(ticket) == ["reported", "closed", "reopened", "closed"]
