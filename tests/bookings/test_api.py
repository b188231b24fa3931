"""The booking calls as others rely on them (docs/api.md)."""

from datetime import datetime, time

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from bookings.models import Reservation
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from homes.enums import Mode, Status
from homes.models import Space
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
NINE, TEN, ELEVEN = (f"2026-11-24T{hour:02}:00:00+08:00" for hour in (9, 10, 11))


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home():
    home = HomeFactory(lat=24.735, lon=118.648)
    HoursFactory(home=home, weekdays=[1, 2, 3, 4, 5, 6, 7], opens=time(8), closes=time(22))
    return home


@pytest.fixture
def court(home):
    space = SpaceFactory(home=home, mode=Mode.EXCLUSIVE)
    arrange(home)
    return Space.objects.get(pk=space.pk)


def client_of(person) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=person).key}")
    return client


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def api(person):
    return client_of(person)


def wish(court, starts_at=NINE, ends_at=TEN, **more) -> dict:
    return {"space": court.pk, "starts_at": starts_at, "ends_at": ends_at, **more}


def test_book_list_cancel(api, court, home):
    answer = api.post("/api/v1/bookings/", wish(court))
    booking = answer.json()
    assert answer.status_code == 201
    assert booking == {
        "id": booking["id"],
        "home": home.code,
        "home_name": home.name,
        "space": court.pk,
        "space_name": court.name,
        "starts_at": NINE,
        "ends_at": TEN,
        "places": 1,
        "people": 1,
        "declares": [],
        "check_in_code": booking["check_in_code"],
        "state": "confirmed",
        "purpose": "",
        "note": "",
        "created_at": "2026-11-23T10:00:00+08:00",
    }
    assert api.get("/api/v1/bookings/").json()["results"] == [booking]
    cancelled = api.post(f"/api/v1/bookings/{booking['id']}/cancel/")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    again = api.post(f"/api/v1/bookings/{booking['id']}/cancel/")
    assert (again.status_code, again.json()["code"]) == (422, "state")


def test_alternatives_are_what_the_same_person_can_book(api, court, home):
    client_of(PersonFactory()).post("/api/v1/bookings/", wish(court))
    rules = [{name: True} for name in ("members_only", "women_only", "adults_only")]
    rules += [{"max_minutes": 30}, {"lead_minutes": 3 * 24 * 60}, {"horizon_days": 0}]
    for number, rule in enumerate(rules):
        SpaceFactory(home=home, name=f"{number} 号馆", **rule)
    fit = SpaceFactory(home=home, name="新馆")
    arrange(home)
    found = api.post("/api/v1/bookings/", wish(court)).json()["alternatives"]
    assert {row["space"] for row in found} == {court.pk, fit.pk}
    assert found[0]["space"] == fit.pk


def test_taken_names_alternatives(api, court):
    client_of(PersonFactory()).post("/api/v1/bookings/", wish(court))
    answer = api.post("/api/v1/bookings/", wish(court))
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "taken")
    times = [row["starts_at"] for row in body["alternatives"]]
    assert times == [
        "2026-11-24T08:00:00+08:00",
        TEN,
        "2026-11-24T10:30:00+08:00",
        ELEVEN,
    ]
    assert set(body["alternatives"][0]) == {
        "home",
        "home_name",
        "space",
        "space_name",
        "starts_at",
        "ends_at",
    }
    booked = api.post("/api/v1/bookings/", wish(court, times[0], NINE))
    assert booked.status_code == 201


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"starts_at": "2026-11-24T07:00:00+08:00", "ends_at": "2026-11-24T08:00:00+08:00"},
            "closed",
        ),
        ({"starts_at": "2026-11-23T09:00:00+08:00"}, "past"),
        ({"places": 2}, "places"),
    ],
)
def test_refusals_are_422_with_code_and_sentence(api, court, change, code):
    answer = api.post(
        "/api/v1/bookings/", wish(court, ends_at="2026-11-24T11:00:00+08:00") | change
    )
    body = answer.json()
    if code == "past":
        assert (answer.status_code, body["code"]) == (422, "past")
    else:
        assert (answer.status_code, body["code"]) == (422, code)
    assert len(body["detail"]) > 5


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"space": 0, "starts_at": NINE, "ends_at": TEN},
        {"space": "x", "starts_at": NINE, "ends_at": TEN},
        {"starts_at": TEN, "ends_at": NINE},
        {"starts_at": "soon", "ends_at": NINE},
        {"places": 0},
        {"places": "many"},
    ],
)
def test_what_makes_no_sense_is_400(api, court, body):
    answer = api.post("/api/v1/bookings/", {**wish(court), **body} if body else {})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert Reservation.objects.count() == 0


def test_idempotency_key(api, court):
    first = api.post("/api/v1/bookings/", wish(court), headers={"Idempotency-Key": "k1"})
    again = api.post("/api/v1/bookings/", wish(court), headers={"Idempotency-Key": "k1"})
    other = api.post(
        "/api/v1/bookings/", wish(court, TEN, ELEVEN), headers={"Idempotency-Key": "k1"}
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Reservation.objects.count() == 1


def test_nobody_reaches_the_bookings_of_others(api, court):
    theirs = client_of(PersonFactory()).post("/api/v1/bookings/", wish(court)).json()["id"]
    assert api.get("/api/v1/bookings/").json()["results"] == []
    assert api.post(f"/api/v1/bookings/{theirs}/cancel/").status_code == 404
    assert api.post(f"/api/v1/bookings/{theirs}/check-in/").status_code == 404
    anonymous = APIClient()
    assert anonymous.get("/api/v1/bookings/").status_code == 401
    assert anonymous.post("/api/v1/bookings/", wish(court)).json()["code"] == "not_authenticated"


def test_check_in(api, court):
    booking = api.post("/api/v1/bookings/", wish(court)).json()["id"]
    early = api.post(f"/api/v1/bookings/{booking}/check-in/")
    assert (early.status_code, early.json()["code"]) == (422, "too_early_to_check_in")
    with clock.stopped_at(datetime(2026, 11, 24, 8, 45, tzinfo=SHANGHAI)):
        assert api.post(f"/api/v1/bookings/{booking}/check-in/").json()["state"] == "checked_in"


def test_availability_of_a_space(api, court):
    api.post("/api/v1/bookings/", wish(court))
    answer = APIClient().get(f"/api/v1/spaces/{court.pk}/availability/?from=2026-11-24&days=1")
    assert answer.json() == {
        "free": [
            {"starts_at": "2026-11-24T08:00:00+08:00", "ends_at": NINE, "places": 1},
            {"starts_at": TEN, "ends_at": "2026-11-24T22:00:00+08:00", "places": 1},
        ]
    }


@pytest.mark.parametrize("query", ["from=tomorrow", "days=0", "days=99", "days=x"])
def test_availability_rejects_nonsense(court, query):
    answer = APIClient().get(f"/api/v1/spaces/{court.pk}/availability/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_availability_of_a_closed_home_is_404(court, home):
    home.status = Status.CLOSED
    home.save(update_fields=["status"])
    assert APIClient().get(f"/api/v1/spaces/{court.pk}/availability/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_availability_costs_the_same_queries_for_any_number_of_holds(
    rows, home, court, django_assert_num_queries
):
    Space.objects.filter(pk=court.pk).update(daily_quota=None)
    for hour in range(rows):
        client_of(PersonFactory()).post(
            "/api/v1/bookings/",
            wish(
                court,
                f"2026-11-24T{8 + hour:02}:00:00+08:00",
                f"2026-11-24T{9 + hour:02}:00:00+08:00",
            ),
        )
    with django_assert_num_queries(5):
        APIClient().get(f"/api/v1/spaces/{court.pk}/availability/?from=2026-11-24")


def test_time_first_search(court, home):
    far = HomeFactory(lat=26.08, lon=119.3)
    HoursFactory(home=far, weekdays=[2], opens=time(12), closes=time(20))
    SpaceFactory(home=far, mode=Mode.EXCLUSIVE, facility=court.facility)
    arrange(far)
    answer = APIClient().get(
        f"/api/v1/availability/?date=2026-11-24&facility={court.facility_id}"
        "&near=24.735,118.648&minutes=60"
    )
    rows = answer.json()["results"]
    assert [(row["home"], row["starts_at"][11:16], row["distance_m"] == 0) for row in rows] == [
        (home.code, "08:00", True),
        (far.code, "12:00", False),
    ]
    bad = APIClient().get("/api/v1/availability/?near=118.648,24.735")
    assert (bad.status_code, bad.json()["code"]) == (400, "invalid")


# ---- moving ----


def moved(api, booking, **body):
    return api.post(f"/api/v1/bookings/{booking['id']}/move/", body, format="json")


@pytest.fixture
def booked(api, court) -> dict:
    return api.post("/api/v1/bookings/", wish(court), format="json").json()


def test_a_booking_is_moved(api, court, booked):
    answer = moved(api, booked, starts_at=TEN, ends_at=ELEVEN)
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["starts_at"]) == (booked["id"], TEN)


def test_to_another_space(api, home, booked):
    other = SpaceFactory(home=home)
    answer = moved(api, booked, space=other.pk, starts_at=NINE, ends_at=TEN)
    assert answer.json()["space"] == other.pk


def test_a_taken_time_leaves_it_as_it_was(api, court, booked):
    client_of(PersonFactory()).post("/api/v1/bookings/", wish(court, TEN, ELEVEN), format="json")
    answer = moved(api, booked, starts_at=TEN, ends_at=ELEVEN)
    assert (answer.status_code, answer.json()["code"]) == (409, "taken")
    assert answer.json()["alternatives"][0]["starts_at"] == ELEVEN
    assert Reservation.objects.get(pk=booked["id"]).starts_at == datetime.fromisoformat(NINE)


def test_alternatives_of_a_move_take_all_who_come(api, home):
    hall, _small, large = (
        SpaceFactory(home=home, name=name, capacity=capacity, daily_quota=None)
        for name, capacity in (("甲厅", 8), ("乙厅", 2), ("丙厅", 8))
    )
    made = api.post("/api/v1/bookings/", wish(hall) | {"people": 6}, format="json").json()
    client_of(PersonFactory()).post("/api/v1/bookings/", wish(hall, TEN, ELEVEN), format="json")
    found = moved(api, made, starts_at=TEN, ends_at=ELEVEN).json()["alternatives"]
    assert {row["space"] for row in found} == {hall.pk, large.pk}


def test_a_move_needs_sense_and_ones_own_booking(api, booked):
    assert moved(api, booked, starts_at=TEN, ends_at=NINE).status_code == 400
    assert moved(api, booked, space=0, starts_at=NINE, ends_at=TEN).status_code == 400
    other = client_of(PersonFactory())
    assert moved(other, booked, starts_at=TEN, ends_at=ELEVEN).status_code == 404
