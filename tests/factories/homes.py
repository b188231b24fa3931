"""Homes and what belongs to them. A home is in operation, round the clock unless told."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from bookings.spaces import arrange
from common import clock
from homes import enums
from homes.models import (
    Agreement,
    Designation,
    DoorCall,
    DoorCheck,
    Facility,
    Home,
    HomeAppointment,
    Hours,
    HoursException,
    Inspection,
    LifeEvent,
    Photo,
    Space,
    Stop,
    Ticket,
    TicketKind,
    Visit,
    VisitByGroup,
)
from tests.factories.unions import DivisionFactory, PersonFactory, UnionFactory
from unions.enums import Role, WorkerGroup


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility
        django_get_or_create = ["code"]

    code = "badminton"
    name = factory.LazyAttribute(lambda row: "羽毛球场" if row.code == "badminton" else row.code)
    name_en = factory.LazyAttribute(lambda row: row.code.replace("_", " ").capitalize())
    zone = enums.Zone.SPORT


class HomeFactory(DjangoModelFactory):
    """An open home with its first life event; `hours=True` opens it from 8 to 22 every day."""

    class Meta:
        model = Home
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"H{n:05d}")
    name = factory.Sequence(lambda n: f"示例共享职工之家{n}")
    mechanism = enums.Mechanism.INNOVATIVE
    scene = enums.Scene.PARK
    union = factory.SubFactory(UnionFactory)
    division = factory.LazyAttribute(lambda row: row.union.division or DivisionFactory())
    address = "示例路 1 号"
    lat = 24.73
    lon = 118.65
    area_m2 = 500
    free_area_m2 = 200
    status = enums.Status.OPEN
    opened_on = date(2020, 1, 1)

    @factory.post_generation
    def life(home, create, given, **kwargs):
        LifeEvent.objects.create(home=home, on=home.opened_on, status=home.status)

    @factory.post_generation
    def hours(home, create, given, **kwargs):
        if given:
            HoursFactory(home=home)


class LifeEventFactory(DjangoModelFactory):
    class Meta:
        model = LifeEvent

    home = factory.SubFactory(HomeFactory)
    on = date(2024, 1, 1)
    status = enums.Status.SUSPENDED


class DesignationFactory(DjangoModelFactory):
    class Meta:
        model = Designation

    home = factory.SubFactory(HomeFactory)
    kind = enums.DesignationKind.PROVINCIAL
    year = 2020


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = Photo

    home = factory.SubFactory(HomeFactory)
    image = "homes/2024/example.jpg"
    caption = "正门"


class HomeAppointmentFactory(DjangoModelFactory):
    class Meta:
        model = HomeAppointment

    person = factory.SubFactory(PersonFactory, is_staff=True)
    home = factory.SubFactory(HomeFactory)
    role = Role.MANAGER
    valid_from = date(2020, 1, 1)


class HoursFactory(DjangoModelFactory):
    class Meta:
        model = Hours

    home = factory.SubFactory(HomeFactory)
    weekdays = factory.LazyFunction(lambda: [1, 2, 3, 4, 5, 6, 7])
    opens = time(8)
    closes = time(22)


class HoursExceptionFactory(DjangoModelFactory):
    """Closed on the day, unless `opens` and `closes` are given."""

    class Meta:
        model = HoursException

    home = factory.SubFactory(HomeFactory)
    on = date(2026, 10, 1)
    reason = "国庆节"


class SpaceFactory(DjangoModelFactory):
    """A space with its numbers given out, as the admin and the import do it."""

    class Meta:
        model = Space

    home = factory.SubFactory(HomeFactory)
    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"{n} 号场地")
    mode = enums.Mode.EXCLUSIVE

    class Params:
        places = factory.Trait(mode=enums.Mode.PLACES, capacity=20)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        space = super()._create(model_class, *args, **fields)
        arrange(space.home)
        space.refresh_from_db()
        return space


class StopFactory(DjangoModelFactory):
    class Meta:
        model = Stop

    home = factory.SubFactory(HomeFactory, scene=enums.Scene.MOBILE, lat=None, lon=None)
    site = "示例广场"
    lat = 24.74
    lon = 118.66
    starts_at = datetime(2026, 11, 24, 1, tzinfo=UTC)
    ends_at = datetime(2026, 11, 24, 4, tzinfo=UTC)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    home = factory.SubFactory(HomeFactory)
    partner = factory.Sequence(lambda n: f"示例合作单位{n}")
    starts_on = date(2020, 1, 1)


class DoorCheckFactory(DjangoModelFactory):
    class Meta:
        model = DoorCheck

    home = factory.SubFactory(HomeFactory)


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    home = factory.SubFactory(HomeFactory)
    on = date(2026, 11, 1)
    person_times = 100
    method = enums.CountMethod.TYPED


class VisitByGroupFactory(DjangoModelFactory):
    class Meta:
        model = VisitByGroup

    home = factory.SubFactory(HomeFactory)
    on = date(2026, 11, 1)
    worker_group = WorkerGroup.COURIER
    person_times = 10


class DoorCallFactory(DjangoModelFactory):
    class Meta:
        model = DoorCall

    home = factory.SubFactory(HomeFactory)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    home = factory.SubFactory(HomeFactory)
    drawn_on = date(2026, 11, 2)


class TicketKindFactory(DjangoModelFactory):
    class Meta:
        model = TicketKind
        django_get_or_create = ["code"]

    code = "locked"
    name = "大门锁着"
    name_en = "The door was locked"
    due_hours = 24


class TicketFactory(DjangoModelFactory):
    class Meta:
        model = Ticket

    home = factory.SubFactory(HomeFactory)
    kind = factory.SubFactory(TicketKindFactory)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(hours=24))
