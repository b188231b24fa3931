"""Coverage out of the portal's rows: who counts, which homes serve, when and where."""

from datetime import date, time, timedelta

import pytest

from common import clock
from homes.enums import Scene, Status
from reports.reach import When, demand_of, reach, service_points
from tests.factories.homes import (
    DoorCheckFactory,
    HoursExceptionFactory,
    HoursFactory,
    StopFactory,
)
from tests.factories.unions import UnionFactory
from tests.reports.world import at, make_home, make_workplace
from unions.enums import UnionLevel
from unions.models import Division

TODAY = date(2026, 11, 23)
NOW = at("2026-11-23T12:00")


@pytest.fixture(autouse=True)
def _a_monday_noon():
    with clock.stopped_at(NOW):
        yield


def numbers(answer):
    return answer.workers, answer.covered


def test_workers_within_the_radius_of_the_standard_are_covered(tree, ten_minutes, one_km):
    make_home(tree["350581"])
    make_workplace(tree["350581"], 10, lat=25.004)
    make_workplace(tree["350581"], 200, lat=25.008)
    make_workplace(tree["350581"], 3000, lat=25.012)
    assert numbers(reach(tree["350581"], ten_minutes, When.today())) == (3210, 10)
    assert numbers(reach(tree["350581"], one_km, When.today())) == (3210, 210)


def test_the_json_of_coverage(tree, one_km):
    make_home(tree["350581"])
    make_workplace(tree["350581"], 30)
    make_workplace(tree["350581"], 10, lat=26)
    answer = reach(tree["350500"], one_km, When.today()).as_json()
    assert answer == {
        "workers": 40,
        "covered": 30,
        "share": 0.75,
        "radius_m": 1000.0,
        "by_county": [
            {"code": "350581", "name": "石狮市", "workers": 40, "covered": 30, "share": 0.75},
            {"code": "350583", "name": "南安市", "workers": 0, "covered": 0, "share": 0.0},
        ],
    }


def test_a_union_answers_for_its_own_workers_whoever_runs_the_home(tree, ten_minutes):
    make_home(tree["350206"])
    make_workplace(tree["350581"], 5)
    make_workplace(tree["350206"], 70)
    assert numbers(reach(tree["350581"], ten_minutes, When.today())) == (5, 5)
    assert numbers(reach(tree["350500"], ten_minutes, When.today())) == (5, 5)
    assert numbers(reach(tree["350000"], ten_minutes, When.today())) == (75, 75)


def test_divisions_out_of_denominators_stay_out(tree, ten_minutes):
    Division.objects.filter(pk=tree["350583"].division_id).update(counted=False)
    make_home(tree["350581"])
    make_workplace(tree["350581"], 5)
    make_workplace(tree["350583"], 70)
    answer = reach(tree["350500"], ten_minutes, When.today())
    assert numbers(answer) == (5, 5)
    assert [row.division.code for row in answer.by_county] == ["350581"]


@pytest.mark.parametrize(
    ("status", "covered"),
    [
        (Status.PLANNED, 0),
        (Status.BUILDING, 0),
        (Status.TRIAL, 5),
        (Status.OPEN, 5),
        (Status.SUSPENDED, 0),
        (Status.RECTIFYING, 0),
        (Status.CLOSED, 0),
    ],
)
def test_only_homes_in_operation_count(tree, ten_minutes, status, covered):
    make_home(tree["350581"], status=status)
    make_workplace(tree["350581"], 5)
    assert reach(tree["350581"], ten_minutes, When.today()).covered == covered


def test_the_dated_history_decides_for_a_day_in_the_past(tree, ten_minutes):
    home = make_home(tree["350581"], life=[(date(2024, 6, 1), Status.CLOSED)])
    HoursFactory(home=home, opens=time(9), closes=time(17))
    make_workplace(tree["350581"], 5)

    def then(when):
        return reach(tree["350581"], ten_minutes, when).covered

    assert then(When(date(2019, 12, 31))) == 0
    assert then(When(date(2020, 1, 1))) == 5
    assert then(When(date(2024, 5, 31))) == 5
    assert then(When(date(2024, 6, 1))) == 0
    assert then(When.moment(at("2024-05-31T10:00"))) == 5
    assert then(When.moment(at("2024-06-03T10:00"))) == 0


@pytest.mark.parametrize(
    ("moment", "covered"),
    [
        ("2026-11-28T08:59", 0),
        ("2026-11-28T09:00", 5),
        ("2026-11-28T16:59", 5),
        ("2026-11-28T17:00", 0),
        ("2026-11-29T10:00", 0),
        ("2026-12-05T10:00", 0),
    ],
)
def test_at_a_moment_only_open_homes_count(tree, ten_minutes, moment, covered):
    home = make_home(tree["350581"])
    HoursFactory(home=home, opens=time(9), closes=time(17), weekdays=[6])
    HoursExceptionFactory(home=home, on=date(2026, 12, 5), reason="台风")
    make_workplace(tree["350581"], 5)
    assert reach(tree["350581"], ten_minutes, When.moment(at(moment))).covered == covered


def test_a_moment_with_another_offset_is_the_same_moment(tree, ten_minutes):
    HoursFactory(home=make_home(tree["350581"]), opens=time(9), closes=time(17), weekdays=[6])
    make_workplace(tree["350581"], 5)
    moment = at("2026-11-28T09:00").astimezone(tz=None)
    assert reach(tree["350581"], ten_minutes, When.moment(moment)).covered == 5


@pytest.mark.parametrize(
    ("checked", "covered"),
    [
        (NOW, 5),
        (NOW - timedelta(days=7), 0),
        (NOW - timedelta(days=7) + timedelta(seconds=1), 5),
        (NOW + timedelta(hours=1), 0),
    ],
)
def test_verified_counts_homes_with_a_fresh_door_check_only(tree, ten_minutes, checked, covered):
    DoorCheckFactory(home=make_home(tree["350581"]), at=checked)
    make_workplace(tree["350581"], 5)
    make_home(tree["350581"], lat=25.1)
    make_workplace(tree["350581"], 80, lat=25.1)
    assert reach(tree["350581"], ten_minutes, When.today(verified=True)).covered == covered


def test_verified_at_a_moment_needs_a_proof_before_it(tree, ten_minutes):
    home = make_home(tree["350581"])
    HoursFactory(home=home, opens=time(9), closes=time(17))
    DoorCheckFactory(home=home, at=at("2026-11-10T10:00"))
    make_workplace(tree["350581"], 5)

    def then(moment):
        return reach(tree["350581"], ten_minutes, When.moment(at(moment), verified=True)).covered

    assert then("2026-11-10T09:30") == 0
    assert then("2026-11-10T10:30") == 5
    assert then("2026-11-10T20:00") == 0
    assert then("2026-11-16T10:30") == 5
    assert then("2026-11-18T10:30") == 0


def test_a_mobile_home_is_where_its_timetable_says(tree, ten_minutes):
    van = make_home(tree["350581"], lat=25.5, scene=Scene.MOBILE)
    for lat, day in ((25.1, "2026-11-24"), (25.2, "2026-11-25"), (25.3, "2026-12-24")):
        StopFactory(
            home=van,
            lat=lat,
            lon=118.0,
            starts_at=at(f"{day}T17:00"),
            ends_at=at(f"{day}T20:00"),
        )
    for lat, workers in ((25.1, 1), (25.2, 20), (25.3, 300), (25.5, 4000)):
        make_workplace(tree["350581"], workers, lat=lat)

    def then(when):
        return reach(tree["350581"], ten_minutes, when).covered

    assert then(When.moment(at("2026-11-24T17:00"))) == 1
    assert then(When.moment(at("2026-11-24T20:00"))) == 0
    assert then(When.moment(at("2026-12-24T19:00"))) == 300
    assert then(When.today()) == 21
    assert then(When(date(2026, 6, 1))) == 4000  # no timetable near: where it is registered


def test_an_industry_union_has_no_workers_of_its_own(tree, ten_minutes):
    union = UnionFactory(parent=tree["350000"], level=UnionLevel.INDUSTRY)
    make_workplace(tree["350581"], 5)
    assert numbers(reach(union, ten_minutes, When.today())) == (0, 0)


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_homes_and_workplaces(
    tree, ten_minutes, django_assert_num_queries, size
):
    for i in range(size):
        home = make_home(tree["350581"], lat=25 + i / 10)
        HoursFactory(home=home, opens=time(9), closes=time(17))
        DoorCheckFactory(home=home, at=NOW)
        make_workplace(tree["350581"], 5, lat=25 + i / 10)
    van = make_home(tree["350581"], scene=Scene.MOBILE)
    DoorCheckFactory(home=van, at=NOW)
    StopFactory(home=van, lat=26, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    with django_assert_num_queries(10):
        answer = reach(tree["350500"], ten_minutes, When.moment(NOW, verified=True))
    assert answer.covered == 5 * size


def test_demand_numbers_each_workplace_by_its_division(tree):
    make_workplace(tree["350581"], 5)
    make_workplace(tree["350500"], 7)
    demand = demand_of(tree["350500"])
    named = [demand.divisions[i].code for i in demand.groups.tolist()]
    assert sorted(zip(named, demand.workers.tolist(), strict=True)) == [
        ("350500", 7),
        ("350581", 5),
    ]


def test_a_planned_home_without_a_point_serves_nowhere(tree, ten_minutes):
    make_home(tree["350581"], lat=None, lon=None, status=Status.PLANNED)
    assert len(service_points(ten_minutes, When.today())) == 0
