from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from tests.factories.unions import (
    AppointmentFactory,
    DivisionFactory,
    PersonFactory,
    UnionFactory,
    WorkplaceFactory,
)
from unions.models import Person, Union

pytestmark = pytest.mark.django_db


def refused(make, name: str) -> bool:
    """Whether the constraint `name` refuses what `make` saves."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return name in str(error.value)


def test_a_number_is_kept_in_one_form():
    person = Person.objects.create_user("+86 138-0000-4321")
    assert (person.phone, person.has_usable_password()) == ("13800004321", False)
    assert Person.objects.get_by_natural_key("13800004321") == person


def test_a_superuser_may_use_the_admin():
    person = Person.objects.create_superuser("13800004322", "a long enough one")
    assert (person.is_staff, person.is_superuser) == (True, True)
    assert person.check_password("a long enough one")


def test_one_account_for_one_number():
    PersonFactory(phone="13800004323")
    assert refused(lambda: PersonFactory(phone="13800004323"), "phone")


@pytest.mark.parametrize("phone", ["0591-1234567", "1380000", "00000000001"])
def test_no_account_without_a_mobile_number(phone):
    assert refused(lambda: PersonFactory(phone=phone), "person_phone_is_mobile")


def test_the_form_says_which_number_it_wants():
    with pytest.raises(ValidationError) as error:
        PersonFactory.build(phone="0591", password="x").full_clean()
    assert "请填写 11 位手机号。" in str(error.value)


def test_a_person_is_shown_by_name_or_masked_number():
    assert str(PersonFactory(display_name="小陈")) == "小陈"
    nameless = PersonFactory(display_name="", phone="13800000007")
    assert (str(nameless), nameless.masked_phone) == ("138****0007", "138****0007")


def test_an_appointment_ends_after_it_starts(tree):
    def make():
        AppointmentFactory(
            union=tree["350581"], valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)
        )

    assert refused(make, "appointment_ends_after_start")


def test_the_same_appointment_once(tree, county):
    def make():
        AppointmentFactory(union=tree["350581"], person=county)

    assert refused(make, "appointment_once")


def test_a_union_in_use_cannot_be_deleted(tree, county):
    with pytest.raises(IntegrityError):
        tree["350581"].delete()
    assert Union.objects.filter(code="350581").exists()


def test_unions_come_in_the_order_of_the_tree(tree):
    UnionFactory(parent=tree["350500"], code="A")
    codes = list(Union.objects.within(tree["350500"]).values_list("code", flat=True))
    assert codes == ["350500", "350581", "350583", "A"]


def test_a_division_has_a_name_for_each_reader(tree):
    shishi = tree["350581"].division
    with override("en"):
        assert str(shishi) == "Shishi"
    with override("zh-hans"):
        assert str(shishi) == "石狮市"
    with override("en"):
        assert DivisionFactory(name="示例区", name_en="").label == "示例区"


def test_no_more_workers_in_new_forms_than_workers():
    def make():
        WorkplaceFactory(headcount=10, new_form=11)

    assert refused(make, "workplace_new_form_within_headcount")
