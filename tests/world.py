"""One row of everything at a home of Quanzhou, and the people who look at it."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import models

from bookings.models import ApprovalPolicy, ConductPolicy
from common import audit
from common.models import AuditEntry, JobRun
from homes.models import CalendarDay, DoorPolicy, Home, TicketKind
from reports.models import Standard, TypicalRule
from reports.reference import load_standards
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
from tests.people import appointed, make_tree
from unions.models import Person, PointsPolicy, Union

ROLES = (
    "anonymous",
    "worker",
    "home_cadre",
    "county",
    "city",
    "province",
    "next_city",
    "superuser",
)


@dataclass
class World:
    """`rows` by model label; `people` by role, without the anonymous one."""

    tree: dict[str, Union]
    home: Home
    people: dict[str, Person]
    rows: dict[str, models.Model] = field(default_factory=dict)

    def keep(self, *rows: models.Model) -> None:
        self.rows |= {row._meta.label_lower: row for row in rows}


def make_world() -> World:
    """The row of each kind belongs to 石狮's home; what a worker can own, the worker owns."""
    tree = make_tree()
    home = homes.HomeFactory(code="350581-001", union=tree["350581"], hours=True)
    homes.HomeFactory(code="350206-001", union=tree["350206"])
    people = make_people(tree, home)
    world = World(tree, home, people)
    world.keep(home, *of_unions(world), *of_home(world))
    world.keep(*used(world), *served(world), *paid(world), *recorded(world))
    return world


def make_people(tree: dict[str, Union], home: Home) -> dict[str, Person]:
    return {
        "worker": unions.PersonFactory(member=True),
        "home_cadre": homes.HomeAppointmentFactory(home=home).person,
        "county": appointed(tree["350581"], "county"),
        "city": appointed(tree["350500"], "city"),
        "province": appointed(tree["350000"], "province"),
        "next_city": appointed(tree["350200"], "next_city"),
        "superuser": unions.PersonFactory(is_staff=True, is_superuser=True),
    }


def of_unions(world: World) -> list[models.Model]:
    county = world.tree["350581"]
    appointment = unions.AppointmentFactory(union=county)
    workplace = unions.WorkplaceFactory(division=county.division)
    return [county, county.division, appointment, appointment.person, workplace]


def of_home(world: World) -> list[models.Model]:
    home = world.home
    day = CalendarDay.objects.create(on="2026-10-01", kind="off", name="国庆节")
    space = homes.SpaceFactory(home=home)
    return [
        day,
        space,
        space.facility,
        homes.AgreementFactory(home=home, file=ContentFile(b"signed", "signed.txt")),
        homes.DoorCheckFactory(home=home),
        homes.DoorCallFactory(home=home),
        homes.InspectionFactory(home=home),
        homes.TicketFactory(home=home),
        homes.VisitFactory(home=home),
        homes.StopFactory(home=home),
        homes.HomeAppointmentFactory(home=home),
    ]


def used(world: World) -> list[models.Model]:
    worker = world.people["worker"]
    reservation = bookings.ReservationFactory(space=world.rows["homes.space"], person=worker)
    sign_up = services.SignUpFactory(session__activity__home=world.home, person=worker)
    appeal = bookings.AppealFactory(strike__reservation=reservation)
    block = bookings.BlockFactory(strike=appeal.strike)
    conduct = [appeal.strike, appeal, block]
    series = bookings.SeriesFactory(space=world.rows["homes.space"], person=worker)
    closure = bookings.ClosureFactory(homes=[world.home], by=world.people["home_cadre"])
    told = messaging.DeliveryFactory(notice__person=worker)
    turn = bookings.WaitlistEntryFactory(space=reservation.space, person=worker)
    feedback = services.FeedbackFactory(home=world.home)
    claim = bookings.PartnerWorkerFactory(agreement=world.rows["homes.agreement"], person=worker)
    world.keep(bookings.RuleSetFactory(home=world.home), bookings.QuotaFactory(home=world.home))
    world.keep(series, closure, sign_up, sign_up.session, sign_up.session.activity)
    feed = bookings.CalendarFeedFactory(person=worker)
    return [told, told.notice, reservation, turn, feedback, claim, feed, *conduct]


def served(world: World) -> list[models.Model]:
    home, worker = world.home, world.people["worker"]
    member = staffing.StaffMemberFactory(home=home, person=worker)
    assignment = staffing.AssignmentFactory(shift__home=home, member=member)
    contract = staffing.ContractFactory(home=home, provider__union=home.union)
    menu = services.MenuEntryFactory(home=home)
    return [member, assignment, assignment.shift, contract, contract.provider, menu, menu.item]


def paid(world: World) -> list[models.Model]:
    home = world.home
    category = funding.CategoryFactory()
    entry = funding.EntryFactory(home=home, payer=home.union, category=category)
    return [
        entry,
        category,
        funding.ProjectFactory(union=home.union),
        funding.PremisesFactory(home=home),
    ]


def recorded(world: World) -> list[models.Model]:
    waiting = reports.ReportFactory(union=world.tree["350500"])
    paper = reports.ReportFileFactory(report__union=world.tree["350500"])
    policy = DoorPolicy.objects.create()
    world.keep(PointsPolicy.objects.create(), ConductPolicy.objects.create())
    world.keep(JobRun.objects.create(task="common.tasks.say_alive"))
    world.keep(ApprovalPolicy.objects.create())
    batch = common.ImportBatchFactory(by=world.people["city"], state="checked")
    batch.files.create(role="original", content=b"")
    audit.record(action="example", target=world.home)
    load_standards()
    world.keep(TicketKind.objects.get(), AuditEntry.objects.latest("pk"), Standard.objects.first())
    return [waiting, paper, batch, policy, TypicalRule.objects.create()]
