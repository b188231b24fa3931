"""Plain SQL gives what Django's own queries give."""

import pytest

from common.sql import fetch, selected
from tests.factories.unions import PersonFactory
from unions.models import Person

pytestmark = pytest.mark.django_db


def test_a_row_is_what_get_returns():
    PersonFactory()
    person = PersonFactory(display_name="示例")
    found = fetch(Person, person.pk)
    wanted = Person.objects.get(pk=person.pk)
    fields = [field.attname for field in Person._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(wanted, name) for name in fields]


def test_a_row_that_is_not_there():
    with pytest.raises(Person.DoesNotExist):
        fetch(Person, 0)


def test_selected():
    person = PersonFactory()
    assert selected("SELECT phone FROM unions_person WHERE id = %s", [person.pk]) == [
        (person.phone,)
    ]
