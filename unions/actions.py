"""What changes people (the first sign-in, taking office, leaving) and the union tree."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import password_validation
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import Token

from common import audit, clock
from common.errors import Refusal
from unions import followers
from unions.models import Person, Union
from unions.phones import closed_phone
from unions.rules import can_close

UNPROVEN_FOR = timedelta(days=1)


@transaction.atomic
def meet(*, phone: str) -> Person | None:
    """The new account of a number that asks for a code; None where an account was closed.

    It is nobody's until the code is typed: `forget_unproven` removes it after a day.
    """
    person = Person(phone=phone)
    person.set_unusable_password()
    Person.objects.bulk_create([person], ignore_conflicts=True)
    return Person.objects.filter(phone=phone, is_active=True).first()


@transaction.atomic
def forget_unproven(*, limit: int = 1000) -> int:
    """Delete accounts whose number was never proven and that nothing refers to."""
    due = Person.objects.unproven().filter(joined_at__lt=clock.now() - UNPROVEN_FOR)
    deleted, _by_model = Person.objects.filter(pk__in=due.values("pk")[:limit]).delete()
    return deleted


@transaction.atomic
def close_account(*, person: Person) -> None:
    """Turn an account into a row without a name or number, so that figures stay right.

    The number is free for a new account. Raises Refusal `appointed` for a cadre in office.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    can_close(person)
    AccessAttempt.objects.filter(username=person.phone).delete()
    Token.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.phone = closed_phone(person.pk)
    person.phone_verified = person.is_active = person.is_staff = False
    person.display_name = person.worker_group = ""
    person.set_unusable_password()
    person.save()
    audit.record(action="close_account", target=person, actor=person)


@transaction.atomic
def admit_cadre(*, phone: str, by: Person, display_name: str = "", password: str = "") -> Person:
    """The account of a number, made where there is none, which may now use the admin.

    A name and a password are given to new accounts only: nobody takes over an account by
    appointing it. Raises Refusal `inactive` for an account that is switched off.
    """
    person = Person.objects.select_for_update().filter(phone=phone).first()
    if person is None:
        person = Person.objects.create_user(phone, password or None, display_name=display_name)
    if not person.is_active:
        raise Refusal("inactive", _("This account is switched off. Switch it on first."))
    if not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        audit.record(action="admit_cadre", target=person, actor=by)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person) -> None:
    """Give a cadre a new password. Raises ValidationError where it is too weak."""
    password_validation.validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record(action="set_password", target=person, actor=by)


@transaction.atomic
def plant_union(*, union: Union, parent: Union, by: Person) -> Union:
    """Add an unsaved union below `parent`."""
    parent = Union.objects.select_for_update().get(pk=parent.pk)
    planted = Union.objects.add_child(parent, instance=union)
    audit.record(action="plant_union", target=planted, actor=by, parent=parent.code)
    return planted


@transaction.atomic
def move_union(*, union: Union, parent: Union, by: Person) -> Union:
    """Bring a union with all below it under another parent. Raises Refusal `own_subtree`."""
    union, parent = Union.objects.get(pk=union.pk), Union.objects.get(pk=parent.pk)
    if parent.path.startswith(union.path):
        raise Refusal("own_subtree", _("A union can't report to itself or to one below it."))
    Union.objects.move(union, parent, "last-child")
    audit.record(action="move_union", target=union, actor=by, parent=parent.code)
    union = Union.objects.get(pk=union.pk)
    followers.moved(union__path__startswith=union.path)
    return union


@transaction.atomic
def register_worker(*, phone: str, display_name: str, by: Person) -> Person:
    """The account of a worker for whom a cadre acts at the desk, made where there is none.

    A known account keeps its own name. Raises Refusal `inactive` for a closed one.
    """
    person = Person.objects.select_for_update().filter(phone=phone).first()
    if person is None:
        person = Person.objects.create_user(phone, display_name=display_name)
        audit.record(action="register_worker", target=person, actor=by)
    if not person.is_active:
        raise Refusal("inactive", _("This account is switched off. Switch it on first."))
    return person
