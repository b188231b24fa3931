"""The pages behind the QR and of tickets, as visitors, staff and outsiders meet them."""

from datetime import datetime, time

import pytest
from django.core.cache import cache
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from homes.enums import Status, TicketState
from homes.models import DoorCheck, Ticket, TicketKind, Visit
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeAppointmentFactory, HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_evening():
    cache.clear()
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home():
    home = HomeFactory(lat=24.735, lon=118.648)
    HoursFactory(home=home, opens=time(8), closes=time(22))
    home.refresh_from_db()
    return home


@pytest.fixture
def kind():
    return TicketKind.objects.create(code="locked", name="门没开", name_en="Locked", due_hours=4)


@pytest.fixture
def keeper(home):
    return HomeAppointmentFactory(home=home).person


def door(home, name="door") -> str:
    return reverse(f"homes:{name}", args=[home.door_token])


def test_the_door_is_open_to_everybody(client, home):
    page = client.get(door(home))
    assert page.status_code == 200
    assert home.name in page.content.decode()
    assert door(home, "door_check") not in page.content.decode()


def test_an_old_plaque_and_a_closed_home_lead_nowhere(client, home):
    assert client.get("/d/00000000-0000-4000-8000-000000000000/").status_code == 404
    home.status = Status.CLOSED
    home.save(update_fields=["status"])
    assert client.get(door(home)).status_code == 404


def test_a_visit_counts_once_for_a_browser(client, home):
    for _turn in range(2):
        answer = client.post(door(home, "door_visit"), {"worker_group": "courier"})
        assert (answer.status_code, answer.url) == (302, door(home))
    assert Visit.objects.get().person_times == 1
    assert client.get(door(home, "door_visit")).status_code == 405


def test_an_unknown_group_is_counted_without_it(client, home):
    client.post(door(home, "door_visit"), {"worker_group": "astronaut"})
    assert (Visit.objects.get().person_times, home.visits_by_group.count()) == (1, 0)


def test_staff_prove_the_door_and_others_cannot(client, home, keeper):
    place = {"lat": "24.7351", "lon": "118.648"}
    url = door(home, "door_check")
    assert client.post(url, place).status_code == 302
    client.force_login(PersonFactory())
    assert client.post(url, place).status_code == 404
    client.force_login(HomeAppointmentFactory().person)
    assert client.post(url, place).status_code == 404
    assert DoorCheck.objects.count() == 0
    client.force_login(keeper)
    assert url in client.get(door(home)).content.decode()
    assert client.post(url, {}).status_code == 302
    assert DoorCheck.objects.count() == 0
    assert client.post(url, place).status_code == 302
    assert DoorCheck.objects.get().person == keeper


def test_my_booking_is_offered_for_check_in_at_the_door(client, home):
    person = PersonFactory()
    space = SpaceFactory(home=home)
    start, end = (datetime(2026, 11, 23, hour, tzinfo=SHANGHAI) for hour in (21, 22))
    mine = ReservationFactory(space=space, person=person, starts_at=start, ends_at=end)
    client.force_login(person)
    assert reverse("bookings:check_in", args=[mine.pk]) in client.get(door(home)).content.decode()
    client.force_login(PersonFactory())
    page = client.get(door(home)).content.decode()
    assert reverse("bookings:check_in", args=[mine.pk]) not in page


def test_report_follow_close_reopen(client, home, kind, keeper):
    answer = client.post(
        reverse("homes:report", args=[home.code]), {"kind": "locked", "text": "八点还没开门"}
    )
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("homes:ticket", args=[ticket.number]))
    assert ticket.number in client.get(answer.url).content.decode()
    typed = f"{ticket.number[:5].lower()} {ticket.number[5:]}"
    found = client.get(reverse("homes:ticket_find"), {"number": typed})
    assert found.url == answer.url
    public = client.get(reverse("homes:detail", args=[home.code])).content.decode()
    assert "门没开" in public
    assert "八点还没开门" not in public

    client.force_login(keeper)
    admin = reverse("admin:homes_ticket_change", args=[ticket.pk])
    assert "八点还没开门" in client.get(admin).content.decode()
    client.post(admin, {"reply": "", **NO_INLINES})
    ticket.refresh_from_db()
    assert ticket.state == TicketState.OPEN
    assert client.post(admin, {"reply": "钥匙已配齐。", **NO_INLINES}).status_code == 302
    client.logout()

    public = client.get(reverse("homes:detail", args=[home.code])).content.decode()
    assert "钥匙已配齐。" in public
    again = reverse("homes:ticket_reopen", args=[ticket.number])
    assert client.post(again, {"text": ""}).status_code == 200
    assert client.post(again, {"text": "还是锁着"}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, "county")


NO_INLINES = {
    "events-TOTAL_FORMS": "0",
    "events-INITIAL_FORMS": "0",
    "events-MIN_NUM_FORMS": "0",
    "events-MAX_NUM_FORMS": "0",
}


def test_a_report_without_a_kind_keeps_what_was_typed(client, home, kind):
    page = client.post(reverse("homes:report", args=[home.code]), {"text": "灯坏了", "phone": "12"})
    assert page.status_code == 200
    assert "灯坏了" in page.content.decode()
    assert set(page.context["form"].errors) == {"kind", "phone"}
    assert Ticket.objects.count() == 0


def test_the_sixth_report_of_a_browser_must_wait(client, home, kind):
    url = reverse("homes:report", args=[home.code])
    answers = [client.post(url, {"kind": "locked"}).status_code for _turn in range(7)]
    assert answers[:5] == [302] * 5
    assert answers[-1] == 429


def test_an_unknown_number_is_said_to_be_unknown(client):
    page = client.get(reverse("homes:ticket_find"), {"number": "ABCDEFGHJK"})
    assert (page.status_code, set(page.context["form"].errors)) == (200, {"number"})
    assert client.get(reverse("homes:ticket", args=["ABCDEFGHJK"])).status_code == 404


def test_the_plaque_is_for_those_who_keep_the_home(client, home, keeper):
    url = reverse("homes:plaque", args=[home.code])
    assert client.get(url).status_code == 302
    client.force_login(HomeAppointmentFactory().person)
    assert client.get(url).status_code == 404
    client.force_login(keeper)
    page = client.get(url)
    assert page.status_code == 200
    assert page.context["url"].endswith(door(home))
    assert "<svg" in page.content.decode()
