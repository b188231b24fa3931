"""Projects, ledger entries and premises in kind."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from funding.enums import MoneySource
from funding.models import Category, Entry, PremisesInKind, Project
from tests.factories.homes import HomeFactory
from tests.factories.unions import UnionFactory


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["code"]

    code = "capital"
    name = "资本性支出"
    version = "2021"


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"示例项目{n}")
    union = factory.SubFactory(UnionFactory)
    year = 2020


class EntryFactory(DjangoModelFactory):
    """¥1,000 from the county to a home; give `payee` and `home=None` for a transfer."""

    class Meta:
        model = Entry

    on = date(2020, 6, 1)
    voucher = factory.Sequence(lambda n: f"记-{n:04d}")
    source = MoneySource.COUNTY
    payer = factory.SubFactory(UnionFactory)
    payer_name = factory.LazyAttribute(lambda row: row.payer.name if row.payer else "示例单位")
    home = factory.SubFactory(HomeFactory)
    amount_fen = 100_000


class PremisesFactory(DjangoModelFactory):
    class Meta:
        model = PremisesInKind

    home = factory.SubFactory(HomeFactory)
    provider = "示例企业"
    area_m2 = 200
    starts_on = date(2020, 1, 1)
