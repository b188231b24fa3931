"""Who booked is reminded the evening before and two hours before, once each."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from bookings import actions
from bookings.enums import State
from bookings.reminders import remind
from common import clock
from common.clock import SHANGHAI
from homes.models import Space
from messaging import outbox
from messaging.enums import Group, Level
from messaging.models import Delivery, Notice
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory
from tests.factories.messaging import ChoiceFactory

pytestmark = pytest.mark.django_db
KIND = "booking_reminder"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


EARLY = at(20, 12)


@pytest.fixture
def booked(worker, home):
    """The worker's hour from 10:00 on the 25th, booked days before."""
    return ReservationFactory(
        person=worker, space__home=home, starts_at=at(25, 10), created_at=EARLY
    )


def reminded(*moments: datetime) -> list[int]:
    """How many reminders are new at each moment."""
    found = []
    for moment in moments:
        with clock.stopped_at(moment):
            found.append(remind())
    return found


def test_the_evening_before_and_two_hours_before(booked):
    assert reminded(at(24, 18, 55), at(24, 19), at(24, 19, 5)) == [0, 1, 0]
    assert reminded(at(25, 7, 55), at(25, 8), at(25, 8, 5), at(25, 10)) == [0, 1, 0, 0]
    notice = Notice.objects.first()
    assert (notice.person, notice.not_after) == (booked.person, booked.starts_at)
    assert "11月25日（周三）10:00" in notice.text
    assert not Delivery.objects.exists()  # by SMS only for those who want it


@pytest.mark.parametrize("records", [True, False])
def test_how_to_check_in_where_the_home_records_it(booked, sms, records):
    Space.objects.filter(pk=booked.space_id).update(check_in_required=records)
    ChoiceFactory(person=booked.person, group=Group.REMINDERS, level=Level.ALL)
    assert reminded(at(24, 19)) == [1]
    with clock.stopped_at(at(24, 19)):
        outbox.send_due()
    [message] = sms
    code = f"到场请扫门口二维码签到，或报签到码{booked.code}。"
    assert message.text.endswith(code) == records
    assert (booked.code in message.text) == records
    with override("en"):
        english = f"scan the QR code at the door or tell the code {booked.code}."
        assert Notice.objects.get().text.endswith(english) == records


def test_an_outage_is_caught_up_with_one(booked):
    assert reminded(at(25, 9, 30), at(25, 9, 35)) == [1, 0]


def test_never_for_what_has_begun(booked):
    assert reminded(at(25, 10), at(25, 10, 30)) == [0, 0]


@pytest.mark.parametrize(
    ("created", "new"), [(at(24, 18, 59), [1, 1]), (at(24, 19), [0, 1]), (at(25, 8), [0, 0])]
)
def test_none_for_who_booked_after_its_moment(created, new, booked):
    booked.created_at = created
    booked.save(update_fields=["created_at"])
    first = at(24, 19, 1) if created < at(25, 0) else at(25, 8)
    assert reminded(first, at(25, 8, 1)) == new


@pytest.mark.parametrize(
    "state", [State.REQUESTED, State.CANCELLED, State.CHECKED_IN, State.REFUSED]
)
def test_only_for_what_is_confirmed(state, booked):
    booked.state = state
    booked.save(update_fields=["state"])
    assert reminded(at(24, 20)) == [0]


def test_not_for_a_closed_account_or_nobody(booked):
    booked.person.is_active = False
    booked.person.save()
    ReservationFactory(person=None, starts_at=at(25, 10), created_at=EARLY)
    assert reminded(at(24, 20)) == [0]


def moved(booked, moment: datetime, starts_at: datetime, by) -> None:
    with clock.stopped_at(moment):
        actions.move(
            reservation=booked,
            space=booked.space,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            by=by,
        )


def test_what_was_moved_is_reminded_of_at_its_new_time(booked, home_cadre):
    assert reminded(at(24, 19)) == [1]
    moved(booked, at(24, 20), at(26, 15), home_cadre)
    assert reminded(at(25, 8), at(25, 19), at(26, 13)) == [0, 1, 1]


def test_who_has_just_been_told_of_the_new_time_is_not_reminded(booked, home_cadre):
    moved(booked, at(24, 20), at(25, 15), home_cadre)
    assert reminded(at(24, 20, 5), at(25, 13)) == [0, 1]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_when_all_are_reminded_three_queries_are_left(count, home, django_assert_num_queries):
    space = SpaceFactory(home=home, places=True)
    ReservationFactory.create_batch(count, space=space, starts_at=at(25, 10), created_at=EARLY)
    assert reminded(at(24, 19)) == [count]
    with django_assert_num_queries(3):  # the bookings, when they were moved, the reminders
        assert reminded(at(24, 19, 5)) == [0]


def test_who_was_granted_it_just_now_is_not_reminded_at_once(booked, home_cadre):
    booked.state = State.REQUESTED
    booked.save(update_fields=["state"])
    with clock.stopped_at(at(24, 20)):
        actions.decide(reservation=booked, approve=True, by=home_cadre)
    assert reminded(at(24, 20, 5), at(25, 8)) == [0, 1]


@pytest.mark.parametrize("change", ["cancel", "move", "nothing"])
def test_one_that_waits_for_its_gateway_is_not_sent_of_what_is_no_longer_so(booked, sms, change):
    ChoiceFactory(person=booked.person, group=Group.REMINDERS, level=Level.ALL)
    assert reminded(at(24, 19)) == [1]
    with clock.stopped_at(at(24, 19, 30)):
        if change == "cancel":
            actions.cancel(reservation=booked, by=booked.person)
        elif change == "move":
            times = {"starts_at": at(26, 10), "ends_at": at(26, 11)}
            actions.move(reservation=booked, space=booked.space, by=booked.person, **times)
        outbox.send_due()
    delivery = Delivery.objects.get(notice__kind=KIND)
    known = {"nothing": ("sent", "")}
    assert (delivery.state, delivery.error) == known.get(change, ("skipped", "no longer so"))
