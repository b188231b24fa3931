"""Requests: what speaks for and against each, deciding many, passing on what is overdue."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from bookings.actions import decide
from bookings.enums import HOLDING, State
from bookings.holding import locked
from bookings.models import ApprovalPolicy, Reservation, WaitlistEntry
from bookings.notices import tell_cadres
from common import audit, clock
from common.errors import Refusal
from unions.enums import Power, UnionLevel
from unions.models import Person, Union
from unions.roles import roles_with
from unions.scope import current

LOOK_BACK = timedelta(days=90)


@dataclass
class History:
    """How somebody's bookings of the last 90 days ended; numbers only."""

    completed: int = 0
    no_show: int = 0
    cancelled: int = 0


@dataclass
class Request:
    """A reservation that waits, with what a cadre should know before deciding."""

    row: Reservation
    overdue: bool
    history: History
    # Others in the same hall, room or gym at that time, and the person's own elsewhere.
    beside: list[Reservation] = field(default_factory=list)
    elsewhere: list[Reservation] = field(default_factory=list)
    # How many stand in line for what this takes.
    in_line: int = 0


def with_background(rows: Iterable[Reservation]) -> list[Request]:
    """The requests with conflicts and histories; four queries for any number."""
    rows, now = list(rows), clock.now()
    histories = _histories({row.person_id for row in rows if row.person_id})
    near, lines = _around(rows), _lines(rows)
    return [
        Request(
            row,
            bool(row.decide_by and row.decide_by < now),
            histories.get(row.person_id or 0, History()),
            [o for o in near if o.pk != row.pk and _together(row, o) and _one_tree(row, o)],
            [o for o in near if o.pk != row.pk and _together(row, o) and _own(row, o)],
            sum(_together(row, entry) and _one_tree(row, entry) for entry in lines),
        )
        for row in rows
    ]


def _together(row: Reservation, other: Reservation | WaitlistEntry) -> bool:
    return other.starts_at < row.ends_at and row.starts_at < other.ends_at


def _one_tree(row: Reservation, other: Reservation | WaitlistEntry) -> bool:
    return row.space.root_id == other.space.root_id


def _own(row: Reservation, other: Reservation) -> bool:
    return row.person_id == other.person_id is not None and not _one_tree(row, other)


def _around(rows: list[Reservation]) -> list[Reservation]:
    """All that holds time while one of the requests would, in their trees or by their people."""
    if not rows:
        return []
    trees = {row.space.root_id for row in rows}
    people = {row.person_id for row in rows if row.person_id}
    found = Reservation.objects.filter(
        Q(space__root__in=trees) | Q(person__in=people),
        state__in=HOLDING,
        starts_at__lt=max(row.ends_at for row in rows),
        ends_at__gt=min(row.starts_at for row in rows),
    )
    return list(found.select_related("space__facility", "home", "person").order_by("starts_at"))


def _lines(rows: list[Reservation]) -> list[WaitlistEntry]:
    """Who waits in the trees of the requests, at whatever time of theirs."""
    trees = {row.space.root_id for row in rows}
    return list(
        WaitlistEntry.objects.waiting().filter(space__root__in=trees).select_related("space")
    )


def _histories(people: set[int]) -> dict[int, History]:
    counts = (
        Reservation.objects.filter(person__in=people, ends_at__gte=clock.now() - LOOK_BACK)
        .filter(state__in=(State.COMPLETED, State.NO_SHOW, State.CANCELLED))
        .order_by()
        .values_list("person", "state")
        .annotate(count=Count("pk"))
    )
    found: dict[int, History] = {}
    for person, state, count in counts:
        setattr(found.setdefault(person, History()), state, count)
    return found


@dataclass(frozen=True)
class Decided:
    """What became of one of many: an empty `refusal` says that it was done."""

    row: Reservation
    refusal: str


def decide_each(
    *, rows: Iterable[Reservation], approve: bool, by: Person, note: str = ""
) -> list[Decided]:
    """Decide each by itself: one that can't be does not stop the others."""
    done = []
    for row in rows:
        try:
            decide(reservation=row, approve=approve, by=by, note=note)
        except Refusal as refusal:
            done.append(Decided(row, str(refusal)))
        else:
            done.append(Decided(row, ""))
    return done


def escalate(*, limit: int = 500) -> int:
    """Pass on requests whose deadline is over, once; returns how many. Safe to run twice."""
    now = clock.now()
    _set_deadlines(limit)
    due = Reservation.objects.filter(
        state=State.REQUESTED, decide_by__lt=now, escalated_at=None, starts_at__gt=now
    )
    passed_on = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with suppress(Refusal):  # it is being moved just now; the next time comes soon
            passed_on += _escalate(pk)
    return passed_on


def _set_deadlines(limit: int) -> None:
    """Requests that came in without a deadline get one."""
    policy = ApprovalPolicy.current()
    rows = Reservation.objects.filter(state=State.REQUESTED, decide_by=None)
    for row in list(rows.only("created_at", "starts_at")[:limit]):
        rows.filter(pk=row.pk).update(decide_by=policy.decide_by(row.created_at, row.starts_at))


@transaction.atomic
def _escalate(pk: int) -> bool:
    row = locked(Reservation(pk=pk))
    now = clock.now()
    late = row.decide_by is not None and row.decide_by < now < row.starts_at
    if row.state != State.REQUESTED or row.escalated_at or not late:
        return False
    row.escalated_at = now
    row.save(update_fields=["escalated_at"])
    url = reverse("admin:bookings_reservation_change", args=[row.pk])
    tell_cadres(row, cadres_above(row), "request_overdue", url=url)
    audit.record(action="escalate", target=row)
    return True


def cadres_above(row: Reservation) -> list[Person]:
    """Who may decide at the county's union of the home, or at the union in charge above that;
    where nobody is in office there, at the nearest union above with somebody."""
    union = union_above(row.home.union)
    for each in (union, *reversed(Union.objects.get_ancestors(union))):
        office = each.appointments.filter(current(), role__in=roles_with(Power.EDIT))
        people = Person.objects.filter(pk__in=office.values("person"), is_active=True)
        if found := list(people.order_by("pk")):
            return found
    return []


def union_above(union: Union) -> Union:
    """The county's union over a home; where there is none, the one in charge itself."""
    chain = [*Union.objects.get_ancestors(union), union]
    county = [above for above in chain if above.level == UnionLevel.COUNTY]
    return county[-1] if county else union
