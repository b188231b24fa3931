"""The checks that a shift and an assignment must pass, each small, each with its reason code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from common import clock
from staffing.enums import AssignmentState, StaffRole
from staffing.models import Assignment, Shift, StaffMember
from staffing.refusals import refuse

LONGEST_SHIFT = timedelta(hours=24)
# The column of a shift that says how many people of a role it needs.
NEEDS = {
    StaffRole.CADRE: "cadres",
    StaffRole.SOCIAL_WORKER: "social_workers",
    StaffRole.VOLUNTEER: "volunteers",
}


@dataclass(frozen=True)
class Plan:
    """A shift as somebody wants it: how many people by role."""

    starts_at: datetime
    ends_at: datetime
    needs: dict[str, int] = field(default_factory=dict)


def check_plan(plan: Plan) -> None:
    """Refuse a shift that makes no sense."""
    if plan.ends_at <= plan.starts_at:
        raise refuse("times")
    if plan.ends_at - plan.starts_at > LONGEST_SHIFT:
        raise refuse("too_long_shift", hours=24)
    if not any(plan.needs.values()):
        raise refuse("nobody_needed")


def filled(shift: Shift, role: str) -> int:
    """How many people of the role have taken the shift."""
    return Assignment.objects.filling().filter(shift=shift, member__role=role).count()


def check_member(shift: Shift, member: StaffMember, now: datetime) -> None:
    if member.home_id != shift.home_id:
        raise refuse("other_home", name=member.name)
    day = shift.starts_at.astimezone(clock.SHANGHAI).date()
    if day < member.starts_on or (member.ends_on is not None and day > member.ends_on):
        raise refuse("not_serving", name=member.name)


def check_time(shift: Shift, member: StaffMember, now: datetime) -> None:
    if shift.ends_at <= now:
        raise refuse("past")


def check_need(shift: Shift, member: StaffMember, now: datetime) -> None:
    needed = getattr(shift, NEEDS[StaffRole(member.role)])
    if not needed:
        raise refuse("role_not_needed", role=member.get_role_display())
    if filled(shift, member.role) >= needed:
        raise refuse("shift_full", status=409)


TAKE_CHECKS = (check_time, check_member, check_need)


def can_withdraw(assignment: Assignment, now: datetime) -> None:
    """Refuse unless the person may still step back: until the shift begins."""
    if assignment.state not in (AssignmentState.OFFERED, AssignmentState.TAKEN):
        raise refuse("state", state=assignment.get_state_display())
    if assignment.shift.starts_at <= now:
        raise refuse("begun")


def can_note(assignment: Assignment, now: datetime) -> None:
    """Refuse unless it can be noted whether somebody came."""
    noted = (AssignmentState.TAKEN, AssignmentState.ATTENDED, AssignmentState.ABSENT)
    if assignment.state not in noted:
        raise refuse("state", state=assignment.get_state_display())
    if assignment.shift.starts_at > now:
        raise refuse("not_begun")
