from datetime import date

import pytest

from common.errors import Refusal
from tests.factories.unions import AppointmentFactory
from unions.enums import Role
from unions.models import Person
from unions.rules import can_close, manages_province

pytestmark = pytest.mark.django_db


def test_only_managers_of_the_province_manage_it(tree, province, city, superuser, worker):
    editor = AppointmentFactory(union=tree["350000"], role=Role.EDITOR).person
    asked = [province, superuser, city, editor, worker]
    assert [manages_province(person) for person in asked] == [True, True, False, False, False]


def test_it_is_asked_once(province, django_assert_num_queries):
    person = Person.objects.get(pk=province.pk)
    assert manages_province(person)
    with django_assert_num_queries(0):
        assert manages_province(person)


def test_who_may_leave(worker, county, superuser, tree):
    retired = AppointmentFactory(
        union=tree["350581"], valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)
    ).person
    for person in (worker, retired):
        can_close(person)
    for person in (county, superuser):
        with pytest.raises(Refusal, match="请先联系负责人解除任职"):
            can_close(person)
