"""Homes as JSON, as others rely on them (docs/api.md)."""

from datetime import date, datetime, time, timedelta

import pytest
from rest_framework.test import APIClient

from common import clock
from common.clock import SHANGHAI
from homes.enums import Scene, Status
from homes.models import Home
from tests.factories.homes import (
    HomeFactory,
    HoursExceptionFactory,
    HoursFactory,
    SpaceFactory,
    StopFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def late():
    """Open until 22:00, with a badminton court, proved open an hour ago."""
    home = HomeFactory(name="夜间共享职工之家", lat=24.735, lon=118.648)
    HoursFactory(home=home, weekdays=EVERY_DAY, opens=time(8), closes=time(22))
    SpaceFactory(home=home, name="羽毛球场")
    home.last_proof_at = NOW - timedelta(hours=1)
    home.save(update_fields=["last_proof_at"])
    return home


@pytest.fixture
def early():
    """Shut since 18:00, half a kilometre from the other."""
    home = HomeFactory(name="日间共享职工之家", scene=Scene.COMMUNITY, lat=24.7395, lon=118.648)
    HoursFactory(home=home, weekdays=EVERY_DAY, opens=time(8), closes=time(18))
    return home


def listed(query: str = "") -> list[dict]:
    answer = APIClient().get(f"/api/v1/homes/{query}")
    assert answer.status_code == 200
    return answer.json()["results"]


def test_a_row_of_the_list(late):
    (row,) = listed("?near=24.735,118.648")
    keys = "code name scene lat lon distance_m walk_minutes open_now closes_at last_verified_open"
    assert {key: row[key] for key in keys.split()} == {
        "code": late.code,
        "name": "夜间共享职工之家",
        "scene": "park",
        "lat": 24.735,
        "lon": 118.648,
        "distance_m": 0,
        "walk_minutes": 1,
        "open_now": True,
        "closes_at": "2026-11-23T22:00:00+08:00",
        "last_verified_open": "2026-11-23T19:40:00+08:00",
    }


def test_nearest_first_and_distance(late, early):
    rows = listed("?near=24.7395,118.648")
    assert [row["code"] for row in rows] == [early.code, late.code]
    assert [row["distance_m"] for row in rows] == [0, 500]


def test_open_at_a_time(late, early):
    assert [row["code"] for row in listed("?open_at=now")] == [late.code]
    assert [row["code"] for row in listed("?open_at=2026-11-24T23:00:00%2B08:00")] == []
    noon = {row["code"] for row in listed("?open_at=2026-11-24T12:00:00+08:00")}
    assert noon == {late.code, early.code}
    assert {row["code"] for row in listed("?open_at=2026-11-24T12:00")} == noon


def test_open_throughout(late, early):
    def between(start: str, end: str) -> set[str]:
        return {row["code"] for row in listed(f"?open_from=2026-11-24T{start}&open_to={end}")}

    assert between("08:00", "2026-11-24T18:00") == {late.code, early.code}
    assert between("00:00Z", "2026-11-24T18:01") == {late.code}
    assert between("20:00", "2026-11-25T09:00") == set()


def test_who_may_enter_and_round_the_clock(late, early):
    early.hours.update(opens=time(0), closes=time(0))
    Home.objects.filter(pk=late.pk).update(admission="everyone")
    assert [row["code"] for row in listed("?admission=everyone")] == [late.code]
    assert len(listed("?admission=members")) == 2
    assert [row["code"] for row in listed("?all_day=1")] == [early.code]


def test_filters(late, early):
    assert [row["code"] for row in listed("?scene=community")] == [early.code]
    assert [row["code"] for row in listed("?facility=badminton")] == [late.code]
    for text in ("夜间", "yejian", "yjgx"):
        assert [row["code"] for row in listed(f"?q={text}")] == [late.code]


@pytest.mark.parametrize(
    "query",
    [
        "near=118.648,24.735",
        "near=here",
        "open_at=soon",
        "open_at=2026-02-30T10:00",
        "open_at=0001-01-01T00:00",
        "open_at=9999-12-31T23:59:59Z",
        "open_from=2026-11-24T10:00",
        "open_to=2026-11-24T10:00",
        "open_from=2026-11-24T10:00&open_to=2026-11-24T10:00",
        "open_from=2026-11-24T10:00&open_to=2026-12-24T10:00",
        "admission=host",
    ],
)
def test_nonsense_is_400_with_a_sentence(query):
    answer = APIClient().get(f"/api/v1/homes/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("status", [Status.PLANNED, Status.BUILDING, Status.CLOSED])
def test_what_is_not_public_is_not_shown(status):
    home = HomeFactory(status=status)
    assert listed() == []
    answer = APIClient().get(f"/api/v1/homes/{home.code}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_suspended_home_is_shown_and_shut(late):
    late.status = Status.SUSPENDED
    late.save(update_fields=["status"])
    assert [(row["open_now"], row["closes_at"]) for row in listed()] == [(False, None)]


def test_a_mobile_home_is_where_its_timetable_says():
    van = HomeFactory(scene=Scene.MOBILE, lat=None, lon=None)
    start, end = (datetime(2026, 11, 23, hour, tzinfo=SHANGHAI) for hour in (20, 21))
    StopFactory(home=van, lat=24.9, lon=118.7, starts_at=start, ends_at=end)
    (row,) = listed()
    assert (row["lat"], row["lon"], row["open_now"]) == (24.9, 118.7, True)


def test_one_home_in_full(late):
    HoursExceptionFactory(home=late, on=date(2026, 11, 24), reason="检修")
    body = APIClient().get(f"/api/v1/homes/{late.code}/").json()
    assert (body["code"], body["open_now"]) == (late.code, True)
    assert len(body["hours"]) == 13
    assert body["hours"][0] == {
        "opens_at": "2026-11-23T08:00:00+08:00",
        "closes_at": "2026-11-23T22:00:00+08:00",
    }
    assert body["hours"][1]["opens_at"] == "2026-11-25T08:00:00+08:00"
    space = late.spaces.get()
    expected = {
        "id": space.pk,
        "name": "羽毛球场",
        "facility": "badminton",
        "mode": "exclusive",
        "capacity": 1,
        "needs_approval": False,
    }
    assert {key: body["spaces"][0][key] for key in expected} == expected


@pytest.mark.parametrize("homes", [1, 3, 30])
def test_the_list_costs_the_same_queries_for_any_number_of_homes(homes, django_assert_num_queries):
    for _home in range(homes):
        HoursFactory(home=HomeFactory())
    with django_assert_num_queries(7):
        listed("?open_at=now")
