"""Who is on duty at a home, as its page shows it, and the shifts of one person."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q

from common import clock
from common.ranges import during
from homes.models import Home
from staffing.enums import FILLING, AssignmentState, StaffRole
from staffing.models import Assignment, Shift, StaffMember
from staffing.rules import NEEDS
from unions.models import Person

AHEAD = timedelta(days=14)
# A shift that has just ended can still be looked up.
BEHIND = timedelta(days=1)


@dataclass(frozen=True)
class OnDuty:
    """People of one role at one home. Only cadres are named, as the home's staff list does."""

    role: StaffRole
    names: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Duty:
    """Who is at the home now, and from when to when somebody is there next."""

    now: tuple[OnDuty, ...]
    next: tuple[datetime, datetime] | None


def duty_of(home: Home) -> Duty | None:
    """Duty at a home now and within a day; None where its roster is empty. One query."""
    now = clock.now()
    rows = (
        Assignment.objects.filling()
        .filter(shift__home=home, during__overlap=during(now, now + timedelta(days=1)))
        .select_related("shift", "member")
        .order_by("shift__starts_at", "member__name")
    )
    present = [row.member for row in rows if row.shift.starts_at <= now]
    coming = [row.shift for row in rows if row.shift.starts_at > now]
    if not present and not coming:
        return None
    following = (coming[0].starts_at, coming[0].ends_at) if coming else None
    return Duty(by_role(present), following)


def by_role(members: list[StaffMember]) -> tuple[OnDuty, ...]:
    """Cadres by name, social workers and volunteers by number, in the order of the roles."""
    counts = Counter(member.role for member in members)
    cadres = tuple(member.name for member in members if member.role == StaffRole.CADRE)
    return tuple(
        OnDuty(role, cadres if role == StaffRole.CADRE else (), counts[role])
        for role in StaffRole
        if counts[role]
    )


def own_assignments(person: Person) -> list[Assignment]:
    """A person's shifts that are running, to come or just over, and offers; in time order."""
    shown = (*FILLING, AssignmentState.OFFERED, AssignmentState.ABSENT)
    rows = Assignment.objects.filter(
        member__person=person, state__in=shown, shift__ends_at__gt=clock.now() - BEHIND
    )
    return list(rows.select_related("shift__home", "member").order_by("shift__starts_at", "pk"))


@dataclass(frozen=True)
class Vacancy:
    """A place in a shift that this staff row could take."""

    shift: Shift
    member: StaffMember
    left: int


def vacancies(person: Person, members: list[StaffMember]) -> list[Vacancy]:
    """Shifts of the next 14 days that the person can take as one of `members`; three queries.

    Left out: what overlaps a shift they have, and what is offered to them and waits for a yes.
    """
    busy = busy_times(person)
    found = []
    for shift in open_shifts(person, members):
        if any(start < shift.ends_at and shift.starts_at < end for start, end in busy):
            continue
        places = (vacancy(shift, member) for member in members)
        found.extend([place for place in places if place is not None][:1])
    return found


def open_shifts(person: Person, members: list[StaffMember]):
    """Shifts of the members' homes in the next 14 days, with who has taken them as `full`."""
    now = clock.now()
    offered = Assignment.objects.filter(
        shift=OuterRef("pk"), member__person=person, state=AssignmentState.OFFERED
    )
    full = Prefetch(
        "assignments", Assignment.objects.filling().select_related("member"), to_attr="full"
    )
    shifts = Shift.objects.filter(
        ~Exists(offered),
        home__in={member.home_id for member in members},
        ends_at__gt=now,
        starts_at__lt=now + AHEAD,
    )
    return shifts.select_related("home").prefetch_related(full).order_by("starts_at", "home__code")


def serving(person: Person) -> list[StaffMember]:
    """The rows by which a person serves at homes today or later."""
    rows = person.staff_rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()))
    return list(rows.select_related("home"))


def busy_times(person: Person) -> list[tuple[datetime, datetime]]:
    """When the person is on duty already."""
    rows = Assignment.objects.filling().filter(
        member__person=person, shift__ends_at__gt=clock.now()
    )
    return list(rows.values_list("shift__starts_at", "shift__ends_at"))


def vacancy(shift: Shift, member: StaffMember) -> Vacancy | None:
    """The place that this member could take in a shift whose `full` is loaded, if any."""
    day = shift.starts_at.astimezone(clock.SHANGHAI).date()
    serves = member.starts_on <= day and (member.ends_on is None or day <= member.ends_on)
    if member.home_id != shift.home_id or not serves:
        return None
    full: list[Assignment] = shift.full  # type: ignore[attr-defined]  # by a Prefetch
    taken = sum(row.member.role == member.role for row in full)
    left = getattr(shift, NEEDS[StaffRole(member.role)]) - taken
    return Vacancy(shift, member, left) if left > 0 else None
