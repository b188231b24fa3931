from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from rest_framework.authtoken.models import Token

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from tests.factories.unions import AppointmentFactory, PersonFactory
from unions import actions
from unions.models import Person
from unions.tasks import forget_unproven

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


def test_meet_makes_one_account():
    first = actions.meet(phone="13800001111")
    assert actions.meet(phone="13800001111") == first
    assert Person.objects.count() == 1
    assert not first.has_usable_password()
    assert not first.phone_verified


def test_meet_gives_none_for_a_blocked_number():
    PersonFactory(phone="13800001112", is_active=False)
    assert actions.meet(phone="13800001112") is None


def test_unproven_numbers_are_forgotten_after_a_day(tree):
    with clock.stopped_at(NOON):
        forgotten = actions.meet(phone="13800001113")
        proven = actions.meet(phone="13800001114")
        named = PersonFactory(phone_verified=False, display_name="示例")
        cadre = AppointmentFactory(
            union=tree["350581"], person__phone_verified=False, person__display_name=""
        ).person
        Person.objects.filter(pk=proven.pk).update(phone_verified=True)
    with clock.stopped_at(NOON + timedelta(hours=23)):
        assert forget_unproven() == 0
    with clock.stopped_at(NOON + timedelta(hours=25)):
        assert forget_unproven() == 1
        assert forget_unproven() == 0
    assert set(Person.objects.all()) == {proven, named, cadre}
    assert forgotten not in Person.objects.all()


def test_closed_account_keeps_nothing_that_names(worker):
    phone = worker.phone
    Token.objects.create(user=worker)
    Authenticator.objects.create(user=worker, type=Authenticator.Type.TOTP, data={})
    AccessAttempt.objects.create(username=phone, failures_since_start=1)
    actions.close_account(person=worker)
    closed = Person.objects.get(pk=worker.pk)
    assert (closed.phone, closed.display_name, closed.is_active) == (
        f"0{worker.pk:010d}",
        "",
        False,
    )
    assert not closed.has_usable_password()
    kept = [Token, Authenticator, AccessAttempt]
    assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert AuditEntry.objects.get(action="close_account").row == str(worker.pk)


def test_number_of_a_closed_account_is_free(worker):
    phone = worker.phone
    actions.close_account(person=worker)
    again = actions.meet(phone=phone)
    assert again.pk != worker.pk


def test_cadre_in_office_cannot_close(county):
    with pytest.raises(Refusal) as refusal:
        actions.close_account(person=county)
    assert refusal.value.code == "appointed"
    county.appointments.update(valid_to=clock.today() - timedelta(days=1))
    actions.close_account(person=county)
    assert not Person.objects.get(pk=county.pk).is_active


def test_superuser_cannot_close(superuser):
    with pytest.raises(Refusal):
        actions.close_account(person=superuser)
