"""The JSON of each kind of report: exact keys, definitions, hash."""

import json
from datetime import date, timedelta

import pytest

from homes.enums import Scene
from reports.enums import ReportKind
from reports.payloads import Subject, as_json, build, digest, frozen, step_count
from reports.period import Period
from tests.factories.bookings import ReservationFactory
from tests.factories.funding import EntryFactory, ProjectFactory
from tests.factories.homes import DesignationFactory, SpaceFactory, VisitFactory
from tests.factories.services import SessionFactory
from tests.factories.staffing import AssignmentFactory, ShiftFactory
from tests.reports.world import at, make_home, make_workplace

FRAME = {"kind", "union", "union_name", "from", "to", "compared", "definitions", "hash"}
FRAME |= {"generated_at"}
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def payload_of(tree, ten_minutes):
    def make(kind, code="350500", period=NOVEMBER):
        subject = Subject(ReportKind(kind), tree[code], period, ten_minutes)
        return frozen(subject, build(subject), at("2026-12-01T08:00"))

    return make


def test_coverage(tree, payload_of):
    home = make_home(tree["350581"], scene=Scene.COMMERCIAL)
    make_workplace(tree["350581"], 30)
    make_workplace(tree["350583"], 10, lat=26)
    DesignationFactory(home=home)
    VisitFactory(home=home, person_times=100)
    SessionFactory(activity__home=home, held=True, person_times=20)
    payload = payload_of("coverage")
    assert set(payload) == FRAME | {
        "standard",
        "workers",
        "covered",
        "share",
        "radius_m",
        "by_county",
        "homes",
        "homes_by_scene",
        "homes_by_mechanism",
        "provincial_designations",
        "counties_without_home",
        "person_times",
        "person_times_by_count",
        "sessions",
    }
    assert (payload["workers"], payload["covered"], payload["share"]) == (40, 30, 0.75)
    assert payload["radius_m"] == 10 * 60 * 1.2 / 1.3
    assert (payload["homes"], payload["provincial_designations"]) == (1, 1)
    assert payload["homes_by_scene"]["commercial"] == 1
    assert (payload["person_times"], payload["sessions"]) == (120, 1)
    assert payload["counties_without_home"] == ["350583"]


def test_funding(tree, payload_of):
    home = make_home(tree["350581"], free_area_m2=1500)
    own = make_home(tree["350500"], free_area_m2=0)
    province, city, county = tree["350000"], tree["350500"], tree["350581"]
    facts = {"on": date(2026, 11, 5)}
    given = {"source": "province", "amount_fen": 40_000, **facts}
    EntryFactory(payer=province, payee=city, home=None, **given)
    EntryFactory(payer=city, payee=county, home=None, **given)
    project = ProjectFactory(union=county)
    EntryFactory(payer=county, home=home, project=project, **given)
    EntryFactory(payer=county, home=home, amount_fen=1_859_999, **facts)
    EntryFactory(payer=city, home=own, source="city", amount_fen=1, **facts)
    payload = payload_of("funding")
    assert {k: v for k, v in payload.items() if k not in FRAME} == {
        "invested_fen": 1_900_000,
        "by_source_fen": {
            "province": 40_000,
            "city": 1,
            "county": 1_859_999,
            "primary": 0,
            "government": 0,
            "enterprise": 0,
            "society": 0,
        },
        "transfers_fen": 40_000,
        "leverage": 46.5,
        "projects": 1,
        "free_area_m2": 1500,
        "by_union": [
            {"code": "350581", "invested_fen": 1_899_999},
            {"code": "350583", "invested_fen": 0},
        ],
        "own_homes_fen": 1,
        "union_names": {"350581": "石狮市总工会", "350583": "南安市总工会"},
    }
    assert (payload["union"], payload["from"], payload["to"]) == (
        "350500",
        "2026-11-01",
        "2026-11-30",
    )


def test_funding_without_money_from_the_province_has_no_leverage(payload_of):
    payload = payload_of("funding")
    assert (payload["leverage"], payload["invested_fen"]) == (None, 0)


def test_operations(tree, payload_of):
    space = SpaceFactory(home=make_home(tree["350581"]), check_in_required=True)
    start = at("2026-11-05T10:00")
    for day, state in enumerate(("completed", "checked_in", "no_show", "cancelled")):
        came = start if state in ("completed", "checked_in") else None
        moment = start + timedelta(days=day)
        ReservationFactory(space=space, starts_at=moment, state=state, checked_in_at=came)
    payload = payload_of("operations")
    assert payload["bookings"] == 4
    assert payload["bookings_by_state"] == {
        "completed": 1,
        "checked_in": 1,
        "no_show": 1,
        "cancelled": 1,
    }
    assert payload["no_show_share"] == 1 / 3


def test_staffing(tree, payload_of):
    home = make_home(tree["350581"])
    shift = ShiftFactory(home=home, starts_at=at("2026-11-05T09:00"), volunteers=2)
    AssignmentFactory(shift=shift)
    payload = payload_of("staffing")
    figures = ("shifts", "places", "filled", "filled_share")
    assert [payload[figure] for figure in figures] == [1, 2, 1, 0.5]


def test_the_periods_it_is_compared_with(tree, payload_of):
    home = make_home(tree["350581"])
    for on, count in ((date(2026, 10, 31), 5), (date(2025, 11, 1), 70), (date(2026, 11, 2), 900)):
        VisitFactory(home=home, on=on, person_times=count)
    payload = payload_of("operations")
    assert payload["person_times"] == 900
    before, year_before = payload["compared"]["period_before"], payload["compared"]["year_before"]
    assert (before["from"], before["to"], before["person_times"]) == (
        "2026-10-01",
        "2026-10-31",
        5,
    )
    assert (year_before["from"], year_before["person_times"]) == ("2025-11-01", 70)


@pytest.mark.parametrize("kind", ReportKind.values)
def test_every_kind_says_how_many_steps_it_has_and_defines_its_figures(
    tree, ten_minutes, payload_of, kind
):
    subject = Subject(ReportKind(kind), tree["350500"], NOVEMBER, ten_minutes)
    assert len(list(build(subject))) == step_count(ReportKind(kind))
    payload = payload_of(kind)
    assert json.loads(as_json(payload)) == payload
    headline = set(payload["compared"]["period_before"]) - {"from", "to"}
    assert headline <= set(payload["definitions"])
    assert all(payload["definitions"].values())


def test_the_radius_is_defined_by_its_standard(payload_of):
    text = payload_of("coverage")["definitions"]["radius_m"]
    assert all(number in text for number in ("10", "1.2", "1.3", "553.8"))


def test_equal_figures_have_equal_hashes_and_other_figures_have_others(tree, payload_of):
    first, again = payload_of("funding"), payload_of("funding")
    assert first["hash"] == again["hash"] == digest(first)
    assert digest({**first, "generated_at": "later"}) == first["hash"]
    assert digest({**first, "invested_fen": 1}) != first["hash"]
    EntryFactory(home=make_home(tree["350581"]), on=date(2026, 11, 5))
    assert payload_of("funding")["hash"] != first["hash"]
