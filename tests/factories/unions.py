"""Divisions, unions, people and their appointments."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from unions.enums import DivisionLevel, MemberStatus, PointsReason, Role, UnionLevel
from unions.models import Appointment, Division, Person, PointsEntry, Union, Workplace


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = Division
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"35{n:04d}")
    name = factory.LazyAttribute(lambda row: f"示例县{row.code}")
    name_en = factory.LazyAttribute(lambda row: f"Example County {row.code}")
    level = DivisionLevel.COUNTY
    lat = 24.73
    lon = 118.65


class UnionFactory(DjangoModelFactory):
    """A union below `parent`, or a root without one."""

    class Meta:
        model = Union

    code = factory.Sequence(lambda n: f"U{n:05d}")
    name = factory.LazyAttribute(lambda row: f"示例工会{row.code}")
    level = UnionLevel.PRIMARY

    @classmethod
    def _create(cls, model_class, *args, parent: Union | None = None, **fields):
        if parent is None:
            return model_class.objects.add_root(fields)
        return model_class.objects.add_child(model_class.objects.get(pk=parent.pk), fields)


class PersonFactory(DjangoModelFactory):
    """A worker with a verified number and no password; give `password` for one."""

    class Meta:
        model = Person

    phone = factory.Sequence(lambda n: f"137{n:08d}")
    phone_verified = True
    display_name = factory.Sequence(lambda n: f"示例职工{n}")

    class Params:
        member = factory.Trait(member_status=MemberStatus.MEMBER)

    @classmethod
    def _create(cls, model_class, *args, phone: str, password: str | None = None, **fields):
        return model_class.objects.create_user(phone, password, **fields)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory, is_staff=True)
    union = factory.SubFactory(UnionFactory)
    role = Role.MANAGER
    valid_from = date(2020, 1, 1)


class WorkplaceFactory(DjangoModelFactory):
    class Meta:
        model = Workplace

    code = factory.Sequence(lambda n: f"W{n:05d}")
    name = factory.Sequence(lambda n: f"示例企业{n}")
    division = factory.SubFactory(DivisionFactory)
    lat = 24.73
    lon = 118.65
    headcount = 100
    new_form = 20


class PointsEntryFactory(DjangoModelFactory):
    class Meta:
        model = PointsEntry

    person = factory.SubFactory(PersonFactory)
    points = 5
    reason = PointsReason.CHECK_IN
    key = factory.Sequence(lambda n: f"example:{n}:0")
