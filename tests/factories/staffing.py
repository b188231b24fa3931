"""Providers, contracts, staff, shifts and who takes them."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from common.ranges import during
from staffing.enums import StaffRole
from staffing.models import Assignment, Contract, Provider, Shift, StaffMember
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import HomeFactory
from tests.factories.unions import UnionFactory


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"示例社工机构{n}")
    union = factory.SubFactory(UnionFactory)


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = Contract

    provider = factory.SubFactory(ProviderFactory)
    home = factory.SubFactory(HomeFactory)
    number = factory.Sequence(lambda n: f"HT-{n:04d}")
    amount_fen = 12_000_000
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)


class StaffMemberFactory(DjangoModelFactory):
    class Meta:
        model = StaffMember

    home = factory.SubFactory(HomeFactory)
    name = factory.Sequence(lambda n: f"示例志愿者{n}")
    role = StaffRole.VOLUNTEER
    starts_on = date(2020, 1, 1)


class ShiftFactory(DjangoModelFactory):
    """Tomorrow from 9 to 12, one volunteer needed."""

    class Meta:
        model = Shift

    home = factory.SubFactory(HomeFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(9))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=3))
    volunteers = 1


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    shift = factory.SubFactory(ShiftFactory)
    member = factory.SubFactory(StaffMemberFactory, home=factory.SelfAttribute("..shift.home"))
    human = factory.LazyAttribute(lambda row: row.member.person_id or -row.member.pk)
    during = factory.LazyAttribute(lambda row: during(row.shift.starts_at, row.shift.ends_at))
