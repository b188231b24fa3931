"""Every factory makes a row that the database accepts."""

import importlib

import pytest
from factory.django import DjangoModelFactory

APPS = ["common", "unions", "homes", "bookings", "services", "staffing", "funding", "reports"]
FACTORIES = {
    f"{app}.{name}": factory
    for app in APPS
    for name, factory in vars(importlib.import_module(f"tests.factories.{app}")).items()
    if isinstance(factory, type)
    and issubclass(factory, DjangoModelFactory)
    and factory.__module__.endswith(app)
    and factory is not DjangoModelFactory
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FACTORIES)
def test_makes_a_row(name):
    row = FACTORIES[name]()
    row.full_clean(exclude=["password"])
    assert type(row).objects.filter(pk=row.pk).exists()
    assert str(row)


@pytest.mark.django_db
def test_named_people_differ(
    worker, member, home_cadre, next_home_cadre, county, city, province, next_city, superuser
):
    people = {worker, member, home_cadre, next_home_cadre, county, city, province, next_city}
    assert len(people | {superuser}) == 9
