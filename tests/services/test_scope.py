"""Cadres see the sessions and sign-ups of their own homes."""

import pytest
from django.contrib.auth.models import AnonymousUser

from services.models import Activity, MenuEntry, Session, SignUp
from tests.factories.services import (
    ActivityFactory,
    MenuEntryFactory,
    SessionFactory,
    SignUpFactory,
)
from unions.enums import Power

MODELS = [Activity, MenuEntry, Session, SignUp]


@pytest.fixture
def rows(home, next_home):
    for each in (home, next_home):
        SignUpFactory(session=SessionFactory(activity=ActivityFactory(home=each)))
        MenuEntryFactory(home=each)


def homes_seen(model, person, power=Power.VIEW) -> set[str]:
    path = {Session: "activity__home__code", SignUp: "session__activity__home__code"}
    seen = model.objects.visible_to(person, power)
    return set(seen.values_list(path.get(model, "home__code"), flat=True))


@pytest.mark.parametrize("model", MODELS)
def test_each_sees_what_lies_in_their_scope(
    rows, model, worker, home_cadre, county, city, province, next_city, viewer
):
    shishi, huli = "350581-001", "350206-001"
    assert homes_seen(model, worker) == set()
    assert homes_seen(model, AnonymousUser()) == set()
    for person in (home_cadre, county, city, viewer):
        assert homes_seen(model, person) == {shishi}
    assert homes_seen(model, next_city) == {huli}
    assert homes_seen(model, province) == {shishi, huli}
    assert homes_seen(model, viewer, Power.EDIT) == set()
    assert homes_seen(model, home_cadre, Power.EDIT) == {shishi}


def test_a_worker_has_their_own_sign_ups(rows, worker):
    own = SignUpFactory(person=worker)
    assert list(SignUp.objects.own(worker)) == [own]
