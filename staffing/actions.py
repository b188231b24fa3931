"""Every change to shifts and assignments.

Locks are taken in one order: the human, then the shift. Two people can't take the last place,
and one can't take two shifts at once: the first by the shift's lock, the second by the
database's constraint, with the human's lock so that two attempts don't wait for each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from common import audit, clock
from common.ranges import during
from homes.models import Home
from staffing.enums import AssignmentState
from staffing.models import Assignment, Shift, StaffMember
from staffing.refusals import refuse
from staffing.rules import NEEDS, TAKE_CHECKS, Plan, can_note, can_withdraw, check_plan, filled
from unions.models import Person

# From these states a person may come (back) to a shift.
FREE = (AssignmentState.OFFERED, AssignmentState.WITHDRAWN)
NOTED = (AssignmentState.ATTENDED, AssignmentState.ABSENT)


@transaction.atomic
def add_shift(
    *,
    home: Home,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    cadres: int = 0,
    social_workers: int = 0,
    volunteers: int = 0,
    note: str = "",
) -> Shift:
    """Ask for people at a home. Raises Refusal: `times`, `too_long_shift`, `nobody_needed`,
    `shift_exists`."""
    needs = {"cadres": cadres, "social_workers": social_workers, "volunteers": volunteers}
    check_plan(Plan(starts_at, ends_at, needs))
    shift = Shift(home=home, starts_at=starts_at, ends_at=ends_at, note=note, **needs)
    _save_once(shift)
    audit.record(action="add_shift", target=shift, actor=by)
    return shift


@transaction.atomic
def change_shift(
    *,
    shift: Shift,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    cadres: int = 0,
    social_workers: int = 0,
    volunteers: int = 0,
    note: str = "",
) -> Shift:
    """Move a shift or change its needs; those who took it move along.

    Raises what `add_shift` raises, `attended` once attendance is noted, `below_filled` where
    fewer are wanted than have taken it, `double_duty` where the new time clashes for somebody.
    """
    needs = {"cadres": cadres, "social_workers": social_workers, "volunteers": volunteers}
    check_plan(Plan(starts_at, ends_at, needs))
    _lock_humans(shift)
    shift = _locked(shift)
    _check_nobody_attended(shift)
    for role, column in NEEDS.items():
        if needs[column] < (people := filled(shift, role)):
            raise refuse("below_filled", people=people)
    shift.starts_at, shift.ends_at, shift.note = starts_at, ends_at, note
    for column, count in needs.items():
        setattr(shift, column, count)
    _save_once(shift)
    with _one_place_at_a_time():
        shift.assignments.update(during=during(starts_at, ends_at))
    audit.record(action="change_shift", target=shift, actor=by)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, by: Person) -> None:
    """Take a shift off the roster with all who took it. Raises Refusal `attended`."""
    shift = _locked(shift)
    _check_nobody_attended(shift)
    audit.record(action="remove_shift", target=shift, actor=by, people=shift.assignments.count())
    shift.delete()


@transaction.atomic
def offer(*, shift: Shift, member: StaffMember, by: Person) -> Assignment:
    """Ask somebody to take a shift; it stays free for others until they say yes.

    Raises Refusal: `past`, `other_home`, `not_serving`, `role_not_needed`, `shift_full`; `state`
    where the person has the shift already.
    """
    shift = _locked(shift)
    assignment = _assignment_for(shift, member)
    if assignment.pk and assignment.state != AssignmentState.WITHDRAWN:
        raise refuse("state", state=assignment.get_state_display())
    _check(shift, member)
    assignment.state = AssignmentState.OFFERED
    assignment.save()
    audit.record(action="offer_shift", target=assignment, actor=by)
    return assignment


@transaction.atomic
def take(*, shift: Shift, member: StaffMember, by: Person | None) -> Assignment:
    """Put somebody on a shift, by themselves or by a cadre.

    Raises Refusal: `past`, `other_home`, `not_serving`, `role_not_needed`, `shift_full` (409),
    `double_duty` (409); `state` where they have it already.
    """
    _lock_human(member)
    shift = _locked(shift)
    assignment = _assignment_for(shift, member)
    if assignment.pk and assignment.state not in FREE:
        raise refuse("state", state=assignment.get_state_display())
    _check(shift, member)
    assignment.state = AssignmentState.TAKEN
    with _one_place_at_a_time():
        assignment.save()
    audit.record(action="take_shift", target=assignment, actor=by)
    return assignment


@transaction.atomic
def withdraw(*, assignment: Assignment, by: Person) -> Assignment:
    """Give a shift back, or decline an offer, before it begins. Raises Refusal `begun`, `state`."""
    assignment = _locked_assignment(assignment)
    can_withdraw(assignment, clock.now())
    assignment.state = AssignmentState.WITHDRAWN
    assignment.save(update_fields=["state"])
    audit.record(action="withdraw_shift", target=assignment, actor=by)
    return assignment


@transaction.atomic
def attend(*, assignment: Assignment, came: bool, by: Person) -> Assignment:
    """Note whether somebody came, once the shift has begun; may be corrected later.

    Raises Refusal: `not_begun`, `state`, `double_duty` where a correction clashes.
    """
    _lock_human(assignment.member)
    assignment = _locked_assignment(assignment)
    can_note(assignment, clock.now())
    assignment.state = AssignmentState.ATTENDED if came else AssignmentState.ABSENT
    with _one_place_at_a_time():
        assignment.save(update_fields=["state"])
    audit.record(action="attend_shift", target=assignment, actor=by, came=came)
    return assignment


@transaction.atomic
def link_account(*, member: StaffMember, person: Person | None, by: Person) -> StaffMember:
    """Say which account a staff row belongs to; its shifts to come count for that human.

    Raises Refusal `double_duty` where the person already has another shift at such a time.
    """
    member = StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    member.person = person
    member.save(update_fields=["person"])
    _lock_human(member)
    with _one_place_at_a_time():
        member.assignments.filter(shift__ends_at__gt=clock.now()).update(human=_human(member))
    audit.record(action="link_account", target=member, actor=by)
    return member


def _human(member: StaffMember) -> int:
    return member.person_id or -member.pk


def _lock_human(member: StaffMember) -> None:
    rows = Person.objects.filter(pk=member.person_id)
    if member.person_id is None:
        rows = StaffMember.objects.filter(pk=member.pk)
    rows.select_for_update(no_key=True).values("pk").first()


def _lock_humans(shift: Shift) -> None:
    members = StaffMember.objects.filter(assignments__shift=shift)
    people = Person.objects.filter(pk__in=members.values("person_id")).order_by("pk")
    list(people.select_for_update(no_key=True).values("pk"))
    alone = StaffMember.objects.filter(pk__in=members.filter(person=None)).order_by("pk")
    list(alone.select_for_update(no_key=True).values("pk"))


@contextmanager
def _one_place_at_a_time() -> Iterator[None]:
    """The constraint's violation as a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refuse("double_duty", status=409) from error


def _locked(shift: Shift) -> Shift:
    return Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)


def _locked_assignment(assignment: Assignment) -> Assignment:
    _locked(Shift(pk=assignment.shift_id))
    return Assignment.objects.select_related("shift", "member").get(pk=assignment.pk)


def _assignment_for(shift: Shift, member: StaffMember) -> Assignment:
    """The row of this person on this shift, new where there is none, with the shift's time."""
    known = Assignment.objects.filter(shift=shift, member=member).first()
    assignment = known or Assignment(shift=shift, member=member)
    assignment.human = _human(member)
    assignment.during = during(shift.starts_at, shift.ends_at)
    return assignment


def _check(shift: Shift, member: StaffMember) -> None:
    now = clock.now()
    for check in TAKE_CHECKS:
        check(shift, member, now)


def _check_nobody_attended(shift: Shift) -> None:
    if shift.assignments.filter(state__in=NOTED).exists():
        raise refuse("attended")


def _save_once(shift: Shift) -> None:
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        raise refuse("shift_exists", status=409) from error
