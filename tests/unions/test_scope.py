"""Who sees which row: a table of every owned model against the named people."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from common import clock
from homes.models import Home
from tests.factories import (
    bookings,
    common,
    funding,
    homes,
    messaging,
    reports,
    services,
    staffing,
    unions,
)
from unions.enums import Power, Role, UnionLevel
from unions.models import Appointment, Person, Union, Workplace
from unions.scope import union_scope

pytestmark = pytest.mark.django_db

PEOPLE = [
    "worker",
    "home_cadre",
    "county",
    "city",
    "province",
    "next_city",
    "next_home_cadre",
    "viewer",
    "finance",
    "superuser",
]
OF_HOME = {"home_cadre", "county", "city", "province", "viewer", "finance", "superuser"}
OF_UNION = OF_HOME - {"home_cadre"}

ROWS = {
    "common.ImportBatch": (lambda home: common.ImportBatchFactory(), {"superuser"}),
    "homes.Home": (lambda home: home, OF_HOME),
    "homes.HomeAppointment": (lambda home: homes.HomeAppointmentFactory(home=home), OF_HOME),
    "homes.LifeEvent": (lambda home: home.life.get(), OF_HOME),
    "homes.Designation": (lambda home: homes.DesignationFactory(home=home), OF_HOME),
    "homes.Photo": (lambda home: homes.PhotoFactory(home=home), OF_HOME),
    "homes.Hours": (lambda home: home.hours.get(), OF_HOME),
    "homes.HoursException": (lambda home: homes.HoursExceptionFactory(home=home), OF_HOME),
    "homes.Space": (lambda home: homes.SpaceFactory(home=home), OF_HOME),
    "homes.Stop": (lambda home: homes.StopFactory(home=home), OF_HOME),
    "homes.Agreement": (lambda home: homes.AgreementFactory(home=home), OF_HOME),
    "homes.DoorCheck": (lambda home: homes.DoorCheckFactory(home=home), OF_HOME),
    "homes.DoorCall": (lambda home: homes.DoorCallFactory(home=home), OF_HOME),
    "homes.Inspection": (lambda home: homes.InspectionFactory(home=home), OF_HOME),
    "homes.Ticket": (lambda home: homes.TicketFactory(home=home), OF_HOME),
    "homes.VisitByGroup": (lambda home: homes.VisitByGroupFactory(home=home), OF_HOME),
    "homes.Visit": (lambda home: homes.VisitFactory(home=home), OF_HOME),
    "bookings.Reservation": (
        lambda home: bookings.ReservationFactory(space__home=home),
        OF_HOME,
    ),
    "bookings.Strike": (
        lambda home: bookings.StrikeFactory(reservation__space__home=home),
        OF_HOME,
    ),
    "bookings.Block": (
        lambda home: bookings.BlockFactory(strike__reservation__space__home=home),
        OF_HOME,
    ),
    "bookings.Appeal": (
        lambda home: bookings.AppealFactory(strike__reservation__space__home=home),
        OF_HOME,
    ),
    "unions.PointsEntry": (lambda home: unions.PointsEntryFactory(), set()),
    "bookings.WaitlistEntry": (
        lambda home: bookings.WaitlistEntryFactory(space__home=home),
        OF_HOME,
    ),
    "bookings.RuleSet": (lambda home: bookings.RuleSetFactory(home=home), OF_HOME),
    "bookings.Quota": (lambda home: bookings.QuotaFactory(union=home.union), OF_UNION),
    "bookings.PartnerWorker": (
        lambda home: bookings.PartnerWorkerFactory(agreement__home=home),
        OF_HOME,
    ),
    "bookings.Closure": (lambda home: bookings.ClosureFactory(homes=[home]), OF_HOME),
    "bookings.Series": (lambda home: bookings.SeriesFactory(space__home=home), OF_HOME),
    "bookings.CalendarFeed": (lambda home: bookings.CalendarFeedFactory(), set()),
    "messaging.Notice": (lambda home: messaging.NoticeFactory(), set()),
    "messaging.Preferences": (lambda home: messaging.PreferencesFactory(), set()),
    "messaging.Choice": (lambda home: messaging.ChoiceFactory(), set()),
    "messaging.Delivery": (lambda home: messaging.DeliveryFactory(), {"province", "superuser"}),
    "services.MenuEntry": (lambda home: services.MenuEntryFactory(home=home), OF_HOME),
    "services.Activity": (lambda home: services.ActivityFactory(home=home), OF_HOME),
    "services.Session": (lambda home: services.SessionFactory(activity__home=home), OF_HOME),
    "services.SignUp": (
        lambda home: services.SignUpFactory(session__activity__home=home),
        OF_HOME,
    ),
    "services.Feedback": (lambda home: services.FeedbackFactory(home=home), OF_HOME),
    "staffing.Provider": (lambda home: staffing.ProviderFactory(union=home.union), OF_UNION),
    "staffing.Contract": (
        lambda home: staffing.ContractFactory(home=home, provider__union=home.union),
        OF_HOME,
    ),
    "staffing.StaffMember": (lambda home: staffing.StaffMemberFactory(home=home), OF_HOME),
    "staffing.Shift": (lambda home: staffing.ShiftFactory(home=home), OF_HOME),
    "staffing.Assignment": (lambda home: staffing.AssignmentFactory(shift__home=home), OF_HOME),
    "funding.Project": (lambda home: funding.ProjectFactory(union=home.union), OF_UNION),
    "funding.Entry": (
        lambda home: funding.EntryFactory(home=home, payer=None, payer_name="示例企业"),
        OF_HOME,
    ),
    "funding.PremisesInKind": (lambda home: funding.PremisesFactory(home=home), OF_HOME),
    "reports.Report": (lambda home: reports.ReportFactory(union=home.union), OF_UNION),
    "unions.Union": (lambda home: home.union, OF_UNION),
    "unions.Workplace": (
        lambda home: unions.WorkplaceFactory(division=home.division),
        OF_UNION,
    ),
    "unions.Appointment": (
        lambda home: unions.AppointmentFactory(union=home.union, person__display_name=""),
        OF_UNION,
    ),
    "unions.Person": (
        lambda home: unions.AppointmentFactory(union=home.union, person__display_name="").person,
        OF_UNION,
    ),
}


@pytest.fixture
def people(request) -> dict[str, Person]:
    return {name: request.getfixturevalue(name) for name in PEOPLE}


@pytest.mark.parametrize("label", ROWS)
def test_who_sees_the_row(label, people, home, next_home):
    make, seers = ROWS[label]
    row = make(home)
    rows = type(row)._default_manager
    found = {name for name, user in people.items() if row in rows.visible_to(user)}
    assert found == seers


@pytest.mark.parametrize("label", ROWS)
def test_nobody_outside_sees_a_row(label, home):
    row = ROWS[label][0](home)
    retired = unions.PersonFactory(is_active=False, is_superuser=True)
    visible = type(row)._default_manager.visible_to
    assert [visible(AnonymousUser()).count(), visible(retired).exclude(pk=retired.pk).count()] == [
        0,
        0,
    ]


def test_every_owned_model_is_in_the_table():
    owned = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model._default_manager.all(), "visible_to")
    }
    assert owned == set(ROWS)


@pytest.mark.parametrize(
    ("role", "powers"),
    [
        (Role.MANAGER, {"view", "edit", "manage", "finance"}),
        (Role.EDITOR, {"view", "edit"}),
        (Role.FINANCE, {"view", "finance"}),
        (Role.AUDITOR, {"view"}),
        (Role.VIEWER, {"view"}),
    ],
)
def test_powers_of_a_role(role, powers, home, tree):
    cadre = unions.AppointmentFactory(union=tree["350500"], role=role).person
    keeper = homes.HomeAppointmentFactory(home=home, role=role).person
    for person in (cadre, keeper):
        assert {
            power for power in Power if home in Home.objects.visible_to(person, power)
        } == powers


@pytest.mark.parametrize(
    ("begins", "ends", "seen"),
    [(-30, None, 1), (-30, 0, 1), (0, None, 1), (-30, -1, 0), (1, None, 0)],
)
def test_an_appointment_counts_from_its_first_to_its_last_day(begins, ends, seen, home, tree):
    today = clock.today()
    term = {
        "valid_from": today + timedelta(days=begins),
        "valid_to": None if ends is None else today + timedelta(days=ends),
    }
    cadre = unions.AppointmentFactory(union=tree["350581"], **term).person
    keeper = homes.HomeAppointmentFactory(home=home, **term).person
    assert Home.objects.visible_to(cadre).count() == seen
    assert Home.objects.visible_to(keeper).count() == seen
    assert cadre.has_perm("homes.view_home") is bool(seen)
    assert keeper.has_perm("homes.view_home") is bool(seen)


def test_two_appointments_add_up(tree, home, next_home):
    cadre = unions.AppointmentFactory(union=tree["350581"]).person
    unions.AppointmentFactory(person=cadre, union=tree["350206"], role=Role.VIEWER)
    assert set(Home.objects.visible_to(cadre)) == {home, next_home}
    cadre = Person.objects.get(pk=cadre.pk)
    assert set(Home.objects.visible_to(cadre, Power.EDIT)) == {home}


def test_scope_is_the_subtree_and_nothing_beside_it(tree):
    """Forty siblings give paths that look alike; three levels below them give long ones."""
    parent, below = tree["350583"], {}
    for _ in range(40):
        sibling = unions.UnionFactory(parent=parent, level=UnionLevel.TOWNSHIP)
        below[sibling] = unions.UnionFactory(parent=sibling)
    for sibling, primary in below.items():
        cadre = unions.AppointmentFactory(union=sibling).person
        assert set(Union.objects.visible_to(cadre)) == {sibling, primary}
        assert set(Union.objects.within(sibling)) == {sibling, primary}


def test_workplaces_follow_the_divisions_of_the_subtree(tree, city, next_city):
    own = unions.WorkplaceFactory(division=tree["350583"].division)
    assert set(Workplace.objects.visible_to(city)) == {own}
    assert not Workplace.objects.visible_to(next_city).exists()
    assert set(Workplace.objects.within(tree["350000"])) == {own}


def test_industry_union_without_a_division_sees_no_workplaces(tree):
    industry = unions.UnionFactory(parent=tree["350000"], level=UnionLevel.INDUSTRY)
    unions.WorkplaceFactory(division=tree["350581"].division)
    cadre = unions.AppointmentFactory(union=industry).person
    assert not Workplace.objects.visible_to(cadre).exists()


def test_everyone_sees_oneself(worker, member):
    assert set(Person.objects.visible_to(worker)) == {worker}


def test_past_appointments_stay_visible_to_those_above(tree, city):
    past = unions.AppointmentFactory(
        union=tree["350581"], valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)
    )
    assert past in Appointment.objects.visible_to(city)


def test_paths_and_homes_are_read_once(home, city, django_assert_num_queries):
    with django_assert_num_queries(4):
        list(Home.objects.visible_to(city))
        list(Union.objects.filter(union_scope(city, "")))
