"""Series over the API; on Monday 23 November 2026, 10:00."""

import pytest
from rest_framework.test import APIClient

from bookings import series as doing
from bookings.enums import Scope
from bookings.models import Reservation, Series
from homes.models import Space
from tests.bookings.series.club import TUESDAYS, at
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory
from unions.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
URL = "/api/v1/series/"


@pytest.fixture
def call():
    """call(user, path, body): a POST as that user."""

    def send(user, path: str, body: dict):
        client = APIClient()
        client.force_authenticate(user)
        return client.post(f"{URL}{path}", body, format="json")

    return send


def body(court, **more) -> dict:
    pattern = {"weekdays": [2], "starts": "19:00", "ends": "20:00", "purpose": "俱乐部"}
    dates = {"first_on": str(TUESDAYS[0]), "last_on": str(TUESDAYS[-1])}
    return {"space": court.pk, **pattern, **dates, **more}


def test_planning_saves_nothing(call, home_cadre, court):
    ReservationFactory(space=court, starts_at=at(TUESDAYS[1], 19))
    answer = call(home_cadre, "plan/", body(court)).json()
    assert [row["verdict"] for row in answer["occurrences"]] == ["free", "taken", "free", "free"]
    assert answer["occurrences"][1]["options"][0]["space"] == court.pk
    assert not Series.objects.exists()


def test_all_or_the_chosen(call, home_cadre, worker, court):
    ReservationFactory(space=court, starts_at=at(TUESDAYS[1], 19))
    refused = call(home_cadre, "", body(court, phone=worker.phone))
    assert (refused.status_code, refused.json()["code"]) == (409, "changed")
    rows = call(home_cadre, "plan/", body(court)).json()["occurrences"]
    turns = [
        {"space": court.pk, "starts_at": row["starts_at"], "ends_at": row["ends_at"]}
        for row in rows
        if row["verdict"] == "free"
    ]
    answer = call(home_cadre, "", body(court, phone=worker.phone, turns=turns))
    assert (answer.status_code, answer.json()["dates_left"]) == (201, 3)
    assert Series.objects.get().person == worker


@pytest.mark.parametrize(
    "more", [{"phone": "13800009999"}, {"purpose": ""}, {"weekdays": [8]}, {"space": 0},
             {"turns": [{"space": 0, "starts_at": "2026-11-24T19:00:00+08:00",
                         "ends_at": "2026-11-24T20:00:00+08:00"}]}]
)  # fmt: skip
def test_what_makes_no_sense(call, home_cadre, court, more):
    assert call(home_cadre, "", body(court, **more)).status_code == 400


def test_workers_and_others_scope(call, worker, next_city, viewer, court):
    assert call(worker, "", body(court)).status_code == 403
    assert call(viewer, "", body(court)).status_code == 403
    assert call(next_city, "", body(court)).status_code == 400


def test_the_list_is_of_ones_own_and_ones_homes(worker, member, home_cadre, next_city, series):
    for user, count in ((worker, 1), (home_cadre, 1), (member, 0), (next_city, 0)):
        client = APIClient()
        client.force_authenticate(user)
        assert client.get(URL).json()["count"] == count


def test_cancelling_by_its_person_and_by_a_cadre(call, worker, member, home_cadre, viewer, series):
    last = doing.coming(series, Scope.ALL).last()
    one = {"scope": "one", "booking": last.pk}
    assert call(member, f"{series.pk}/cancel/", {}).status_code == 404
    assert call(viewer, f"{series.pk}/cancel/", {}).status_code == 403
    assert call(worker, f"{series.pk}/cancel/", {"scope": "one"}).status_code == 400
    assert call(worker, f"{series.pk}/cancel/", one).json()["dates_left"] == 3
    assert call(home_cadre, f"{series.pk}/cancel/", {}).json()["state"] == "called_off"


def test_changing_is_for_cadres_and_planned_on_demand(call, worker, home_cadre, series, court):
    url, later = f"{series.pk}/change/", {"starts": "20:00", "ends": "21:00"}
    assert call(worker, url, later).status_code == 403
    plan = call(home_cadre, url, {**later, "dry_run": True}).json()
    assert [row["verdict"] for row in plan["occurrences"]] == ["free"] * 4
    assert Reservation.objects.filter(starts_at=at(TUESDAYS[0], 20)).count() == 0
    assert call(home_cadre, url, later).status_code == 200
    assert Reservation.objects.filter(starts_at=at(TUESDAYS[0], 20)).count() == 1
    ReservationFactory(space=court, starts_at=at(TUESDAYS[0], 12))
    noon = {"starts": "12:00", "ends": "13:00"}
    refused = call(home_cadre, url, noon)
    assert refused.json()["plan"]["occurrences"][0]["verdict"] == "taken"
    assert Reservation.objects.filter(starts_at=at(TUESDAYS[1], 12)).count() == 0


def test_what_a_confidential_room_is_used_for_stays_hidden(call, worker, home_cadre, series, court):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    Space.objects.filter(pk=court.pk).update(facility=facility)
    editor = HomeAppointmentFactory(home=court.home, role=Role.EDITOR).person
    told = {}
    for user in (worker, home_cadre, editor):
        client = APIClient()
        client.force_authenticate(user)
        told[user] = client.get(URL).json()["results"][0]["purpose"]
    assert told == {worker: "羽毛球俱乐部", home_cadre: "羽毛球俱乐部", editor: ""}


def test_a_date_that_ends_before_it_begins_is_refused(call, home_cadre, court):
    times = {"starts_at": "2026-11-24T20:00:00+08:00", "ends_at": "2026-11-24T19:00:00+08:00"}
    answer = call(home_cadre, "", body(court, turns=[{"space": court.pk, **times}]))
    assert answer.status_code == 400
    assert not Series.objects.exists()
