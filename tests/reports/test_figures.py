"""Each figure: what it counts, and what it leaves out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from bookings.enums import State
from homes.enums import CountMethod, DesignationKind, Mechanism, Scene, Status
from reports import figures
from reports.period import Period
from staffing.enums import AssignmentState
from tests.factories.bookings import ReservationFactory
from tests.factories.funding import EntryFactory, PremisesFactory, ProjectFactory
from tests.factories.homes import DesignationFactory, HomeFactory, SpaceFactory, VisitFactory
from tests.factories.services import SessionFactory
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory
from tests.reports.world import at, make_home

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
LAST_DAY = date(2026, 11, 30)


@pytest.fixture
def quanzhou(tree):
    return tree["350500"]


@pytest.fixture
def shishi_home(tree):
    return make_home(tree["350581"], scene=Scene.COMMERCIAL)


@pytest.fixture
def foreign_home(tree):
    return make_home(tree["350206"])


def test_homes_are_those_of_the_subtree_in_operation_on_the_day(tree, quanzhou, shishi_home):
    make_home(tree["350206"])
    make_home(tree["350583"], life=[(date(2026, 11, 30), Status.CLOSED)])
    make_home(tree["350583"], life=[(date(2026, 12, 1), Status.CLOSED)])
    make_home(tree["350581"], opened_on=date(2026, 12, 1))
    HomeFactory(union=tree["350581"], parent=shishi_home)
    assert figures.homes_on(quanzhou, LAST_DAY).count() == 2
    assert figures.homes_on(quanzhou, date(2026, 11, 29)).count() == 3
    assert figures.homes_on(tree["350000"], LAST_DAY).count() == 3


def test_homes_by_scene_and_mechanism_have_every_choice(quanzhou, shishi_home):
    make_home(shishi_home.union, scene=Scene.PARK, mechanism=Mechanism.HOST_BASED)
    by_scene = figures.homes_by("scene", quanzhou, LAST_DAY)
    assert by_scene == dict.fromkeys(Scene.values, 0) | {"commercial": 1, "park": 1}
    by_mechanism = figures.homes_by("mechanism", quanzhou, LAST_DAY)
    assert by_mechanism == {"host_based": 1, "innovative": 1}


def test_provincial_designations_that_stand(tree, quanzhou, shishi_home, foreign_home):
    DesignationFactory(home=shishi_home, year=2020)
    DesignationFactory(home=shishi_home, year=2026)
    DesignationFactory(home=make_home(tree["350581"]), year=2027)
    DesignationFactory(home=make_home(tree["350581"]), revoked_on=LAST_DAY)
    DesignationFactory(home=make_home(tree["350581"]), revoked_on=date(2026, 12, 1))
    DesignationFactory(home=make_home(tree["350581"]), kind=DesignationKind.PILOT)
    DesignationFactory(home=foreign_home)
    assert figures.provincial_designations(quanzhou, LAST_DAY) == 2


def test_person_times_by_how_they_were_counted(quanzhou, shishi_home, foreign_home):
    for on in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)):
        VisitFactory(home=shishi_home, on=on, person_times=10)
        SessionFactory(activity__home=shishi_home, held=True, on=on, person_times=300)
    scanned = {"method": CountMethod.SCANNED, "person_times": 7}
    VisitFactory(home=shishi_home, on=date(2026, 11, 9), **scanned)
    VisitFactory(home=foreign_home, on=date(2026, 11, 9))
    SessionFactory(activity__home=foreign_home, held=True)
    SessionFactory(activity__home=shishi_home, held=True, person_times=None)
    SessionFactory(activity__home=shishi_home, starts_at=at("2026-11-09T10:00"))
    assert figures.person_times(quanzhou, NOVEMBER) == {
        "scanned": 7,
        "typed": 20,
        "sessions": 600,
    }
    assert figures.sessions_in(quanzhou, NOVEMBER).count() == 3


def test_person_times_of_an_empty_period(quanzhou):
    assert figures.person_times(quanzhou, NOVEMBER) == {"scanned": 0, "typed": 0, "sessions": 0}


def test_bookings_begin_within_the_period(quanzhou, shishi_home, foreign_home):
    moments = ("2026-10-31T23:30", "2026-11-01T00:00", "2026-11-30T23:30", "2026-12-01T00:00")
    for moment in moments:
        ReservationFactory(space__home=shishi_home, starts_at=at(moment), state=State.COMPLETED)
    ReservationFactory(
        space__home=shishi_home, starts_at=at("2026-11-05T10:00"), state=State.NO_SHOW
    )
    ReservationFactory(space__home=foreign_home, starts_at=at("2026-11-05T10:00"))
    assert figures.bookings_by_state(quanzhou, NOVEMBER) == {"completed": 2, "no_show": 1}


def test_no_shows_are_a_share_of_what_was_recorded_only(quanzhou, shishi_home):
    """A home without check-ins takes everybody to have come: that must not thin out the share."""
    start = at("2026-11-05T10:00")
    recording = SpaceFactory(home=shishi_home, check_in_required=True)
    silent = SpaceFactory(home=shishi_home)
    assert figures.no_show_share(quanzhou, NOVEMBER) is None
    for day in range(9):
        moment = start + timedelta(days=day)
        ReservationFactory(space=silent, starts_at=moment, state=State.COMPLETED)
    assert figures.no_show_share(quanzhou, NOVEMBER) is None
    # Before its check-ins were recorded, and a miss that a cadre noted where none are.
    ReservationFactory(space=recording, starts_at=start, state=State.COMPLETED)
    ReservationFactory(space=silent, starts_at=start + timedelta(days=9), state=State.NO_SHOW)
    assert figures.no_show_share(quanzhou, NOVEMBER) is None
    for day, state in enumerate(
        (State.NO_SHOW, State.COMPLETED, State.CHECKED_IN, State.CONFIRMED)
    ):
        moment = start + timedelta(days=day + 1)
        came = moment if state in (State.COMPLETED, State.CHECKED_IN) else None
        ReservationFactory(space=recording, starts_at=moment, state=state, checked_in_at=came)
    assert figures.no_show_share(quanzhou, NOVEMBER) == 1 / 3
    assert figures.recorded_in(quanzhou, NOVEMBER).count() == 3


def test_money_ends_in_homes_of_the_subtree(tree, quanzhou, shishi_home, foreign_home):
    province, shishi = tree["350000"], tree["350581"]
    facts = {"on": date(2026, 11, 5), "source": "province"}
    EntryFactory(payer=province, payee=quanzhou, home=None, amount_fen=500, **facts)
    EntryFactory(payer=quanzhou, payee=shishi, home=None, amount_fen=500, **facts)
    EntryFactory(payer=shishi, home=shishi_home, amount_fen=500, **facts)
    EntryFactory(payer=province, home=foreign_home, amount_fen=9, **facts)
    EntryFactory(payer=shishi, home=shishi_home, amount_fen=77, on=date(2026, 10, 31))
    society = {"source": "society", "payer": None, "payer_name": "示例公司"}
    EntryFactory(home=shishi_home, amount_fen=2000, on=LAST_DAY, **society)
    city = figures.money(quanzhou, NOVEMBER, [shishi.path])
    assert {k: v for k, v in city.by_source.items() if v} == {"province": 500, "society": 2000}
    assert (city.invested_fen, city.transfers_fen) == (2500, 500)
    assert city.by_child == {shishi.path: 2500}
    everything = figures.money(province, NOVEMBER)
    assert (everything.invested_fen, everything.transfers_fen) == (2509, 1000)


def test_projects_count_once_and_only_with_money_in_them(tree, quanzhou, shishi_home):
    shishi = tree["350581"]
    spent, passed_on = ProjectFactory(union=shishi), ProjectFactory(union=shishi)
    facts = {"on": date(2026, 11, 5), "payer": shishi}
    EntryFactory(home=shishi_home, project=spent, **facts)
    EntryFactory(home=shishi_home, project=spent, **facts)
    EntryFactory(home=shishi_home, project=None, **facts)
    EntryFactory(home=None, payee=quanzhou, project=passed_on, **facts)
    undone = EntryFactory(home=shishi_home, project=ProjectFactory(union=shishi), **facts)
    EntryFactory(
        home=shishi_home,
        project=undone.project,
        amount_fen=-undone.amount_fen,
        reverses=undone,
        **facts,
    )
    assert figures.projects(quanzhou, NOVEMBER) == 1


def test_free_area_is_what_is_on_record_else_what_is_registered(tree, quanzhou, foreign_home):
    make_home(tree["350581"], free_area_m2=Decimal("100.50"))
    on_record = make_home(tree["350581"], free_area_m2=900)
    PremisesFactory(home=on_record, area_m2=40)
    PremisesFactory(home=on_record, area_m2=2, starts_on=date(2026, 12, 1))
    PremisesFactory(home=on_record, area_m2=5, starts_on=date(2019, 1, 1), ends_on=LAST_DAY)
    PremisesFactory(
        home=on_record, area_m2=7, starts_on=date(2018, 1, 1), ends_on=date(2026, 11, 29)
    )
    make_home(tree["350583"], free_area_m2=3000, life=[(date(2026, 1, 1), Status.CLOSED)])
    assert figures.free_area_m2(quanzhou, LAST_DAY) == Decimal("145.50")


def test_shifts_and_who_took_them(quanzhou, shishi_home, foreign_home):
    start = at("2026-11-05T09:00")
    shift = ShiftFactory(home=shishi_home, starts_at=start, volunteers=2, cadres=1)
    ShiftFactory(home=shishi_home, starts_at=start + timedelta(days=1), social_workers=4)
    ShiftFactory(home=foreign_home, starts_at=start)
    ShiftFactory(home=shishi_home, starts_at=at("2026-12-01T00:00"))
    for state in AssignmentState.values:
        member = StaffMemberFactory(home=shishi_home)
        AssignmentFactory(shift=shift, member=member, state=state)
    counts = figures.shift_places(quanzhou, NOVEMBER)
    assert counts == {"shifts": 2, "places": 8, "filled": 2}


def test_by_month_cuts_at_midnight_in_shanghai(quanzhou, shishi_home):
    for moment in ("2026-10-31T23:30", "2026-11-01T00:30", "2026-11-30T23:30"):
        ReservationFactory(space__home=shishi_home, starts_at=at(moment), state=State.COMPLETED)
    both = Period(date(2026, 10, 1), LAST_DAY)
    bookings = figures.bookings_in(quanzhou, both)
    assert figures.by_month(bookings, "starts_at", Count("pk")) == {
        date(2026, 10, 1): 1,
        date(2026, 11, 1): 2,
    }
    VisitFactory(home=shishi_home, on=date(2026, 10, 31), person_times=4)
    visits = figures.visits_in(quanzhou, both)
    by_month = figures.by_month(visits, "on", Sum("person_times"))
    assert by_month == {date(2026, 10, 1): 4}
