"""The calls of the waiting list as docs/api.md has them."""

from datetime import datetime, time, timedelta

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from bookings import actions
from bookings.models import WaitlistEntry
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from homes.models import Space
from tests.factories.bookings import ReservationFactory, WaitlistEntryFactory
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
NINE, TEN = (f"2026-11-24T{hour:02}:00:00+08:00" for hour in (9, 10))
URL = "/api/v1/waitlist/"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(8), closes=time(22))
    space = SpaceFactory(home=home)
    arrange(home)
    return Space.objects.select_related("home").get(pk=space.pk)


@pytest.fixture
def booked(court):
    return ReservationFactory(space=court, starts_at=datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))


def client_of(person) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=person).key}")
    return client


@pytest.fixture
def api(worker):
    return client_of(worker)


def wish(court, **more) -> dict:
    return {"space": court.pk, "starts_at": NINE, "ends_at": TEN, **more}


def test_join_list_leave(api, court, booked):
    answer = api.post(URL, wish(court))
    turn = answer.json()
    assert answer.status_code == 201
    assert turn == {
        "id": turn["id"],
        "home": court.home.code,
        "home_name": court.home.name,
        "space": court.pk,
        "space_name": court.name,
        "starts_at": NINE,
        "ends_at": TEN,
        "places": 1,
        "state": "waiting",
        "ahead": 0,
        "booking": None,
        "offered_until": None,
        "joined_at": "2026-11-23T10:00:00+08:00",
    }
    again = api.post(URL, wish(court))
    assert (again.status_code, again.json()) == (200, turn)
    later = client_of(PersonFactory())
    assert later.post(URL, wish(court)).json()["ahead"] == 1
    assert api.get(URL).json()["results"] == [turn]
    left = api.post(f"{URL}{turn['id']}/leave/")
    assert (left.status_code, left.json()["state"], left.json()["ahead"]) == (200, "left", None)
    assert later.get(URL).json()["results"][0]["ahead"] == 0


def test_accept(api, court, booked):
    pk = api.post(URL, wish(court)).json()["id"]
    actions.cancel(reservation=booked, by=booked.person)
    turn = api.get(URL).json()["results"][0]
    assert (turn["state"], turn["ahead"]) == ("offered", None)
    assert turn["offered_until"] == "2026-11-23T10:30:00+08:00"
    answer = api.post(f"{URL}{pk}/accept/")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert answer.json()["id"] == turn["booking"]
    turn = api.get(URL).json()["results"][0]
    assert (turn["state"], turn["offered_until"]) == ("accepted", None)


def test_decline(api, court, booked):
    pk = api.post(URL, wish(court)).json()["id"]
    assert api.post(f"{URL}{pk}/decline/").json()["code"] == "no_offer"
    actions.cancel(reservation=booked, by=booked.person)
    assert api.post(f"{URL}{pk}/decline/").json()["state"] == "declined"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({}, 409, "free_now"),
        ({"ends_at": NINE}, 400, "invalid"),
        ({"space": 0}, 400, "invalid"),
        ({"places": 2}, 422, "places"),
        ({"starts_at": "2026-11-24T06:00:00+08:00"}, 422, "closed"),
    ],
)
def test_what_is_refused(api, court, more, status, code):
    answer = api.post(URL, wish(court, **more))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert WaitlistEntry.objects.count() == 0


def test_after_its_time(api, court, booked):
    pk = api.post(URL, wish(court)).json()["id"]
    actions.cancel(reservation=booked, by=booked.person)
    with clock.stopped_at(NOW + timedelta(hours=1)):
        answer = api.post(f"{URL}{pk}/accept/")
    assert (answer.status_code, answer.json()["code"]) == (409, "offer_lapsed")


@pytest.mark.parametrize("verb", ["accept", "decline", "leave"])
def test_another_s_is_not_found(api, verb):
    entry = WaitlistEntryFactory()
    assert api.post(f"{URL}{entry.pk}/{verb}/").status_code == 404


def test_an_account_is_needed():
    assert APIClient().get(URL).status_code == 401
    assert APIClient().post(URL, {}).status_code == 401


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_the_list_costs_the_same_for_any_number(api, worker, rows, django_assert_num_queries):
    WaitlistEntryFactory.create_batch(rows, person=worker)
    with django_assert_num_queries(3):
        assert api.get(URL).json()["count"] == rows
