"""What a constraint says to a person."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from common.violations import SENTENCES, UNKNOWN, sentence_for
from tests.factories.homes import SpaceFactory, VisitFactory

OURS = {"common", "unions", "homes", "bookings", "staffing", "services", "funding", "reports"}


def test_every_sentence_belongs_to_a_constraint():
    names = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
    }
    assert set(SENTENCES) - names == set()


@pytest.mark.django_db
def test_the_sentence_of_the_broken_one(home):
    SpaceFactory(home=home, name="1 号场地")
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        SpaceFactory(home=home, name="1 号场地")
    assert sentence_for(error.value) == SENTENCES["space_name_once_in_home"]


@pytest.mark.django_db
def test_any_other_says_what_to_do(home):
    VisitFactory(home=home)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        VisitFactory(home=home)
    assert "visit_once_a_day" not in SENTENCES
    assert sentence_for(error.value) == UNKNOWN
