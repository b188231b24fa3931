"""Cadres see the staff, shifts and contracts of their own homes."""

import pytest
from django.contrib.auth.models import AnonymousUser

from staffing.models import Assignment, Contract, Provider, Shift, StaffMember
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import (
    AssignmentFactory,
    ContractFactory,
    ProviderFactory,
    ShiftFactory,
    StaffMemberFactory,
)
from unions.enums import Power

SHISHI, HULI = "350581-001", "350206-001"


@pytest.fixture
def rows(home, next_home):
    for each in (home, next_home):
        AssignmentFactory(shift=ShiftFactory(home=each))
        ContractFactory(home=each, provider=ProviderFactory(union=each.union))


def homes_seen(model, person, power=Power.VIEW) -> set[str]:
    path = "shift__home__code" if model is Assignment else "home__code"
    return set(model.objects.visible_to(person, power).values_list(path, flat=True))


@pytest.mark.parametrize("model", [StaffMember, Shift, Assignment, Contract])
def test_each_sees_what_lies_in_their_scope(
    rows, model, worker, home_cadre, county, city, province, next_city, viewer
):
    assert homes_seen(model, worker) == set()
    assert homes_seen(model, AnonymousUser()) == set()
    for person in (home_cadre, county, city, viewer):
        assert homes_seen(model, person) == {SHISHI}
    assert homes_seen(model, next_city) == {HULI}
    assert homes_seen(model, province) == {SHISHI, HULI}
    assert homes_seen(model, viewer, Power.EDIT) == set()
    assert homes_seen(model, home_cadre, Power.EDIT) == {SHISHI}


def test_providers_belong_to_the_union_that_keeps_them(rows, home_cadre, county, next_city):
    def seen(person) -> set[str]:
        return set(Provider.objects.visible_to(person).values_list("union__code", flat=True))

    assert seen(county) == {"350581"}
    assert seen(next_city) == {"350206"}
    assert seen(home_cadre) == set()


def test_a_volunteer_sees_their_own_assignments_and_changes_none(rows, home, worker):
    own = AssignmentFactory(
        shift=ShiftFactory(home=home, starts_at=tomorrow_at(14)),
        member=StaffMemberFactory(home=home, person=worker),
    )
    assert list(Assignment.objects.visible_to(worker)) == [own]
    assert list(Assignment.objects.visible_to(worker, Power.EDIT)) == []
