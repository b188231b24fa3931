"""What a cadre does at the desk: let somebody in at once, take a space out of use, forget."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from bookings.actions import NOBODY, Contact
from bookings.availability import free_times, on_step
from bookings.enums import Source, State
from bookings.free_time import Free
from bookings.holding import hold, lock_person, lock_tree
from bookings.models import Hold, Reservation
from bookings.presence import give_points
from bookings.refusals import refuse
from bookings.rules import SPACE_CHECKS, Wish
from common import audit, clock
from common.ranges import during
from homes.enums import Mode
from homes.hours import is_open
from homes.models import Space
from unions.models import Person

SHORTEST_WALK_IN = 10


@transaction.atomic
def walk_in(
    *,
    space: Space,
    minutes: int,
    places: int = 1,
    people: int = 1,
    person: Person | None = None,
    contact: Contact = NOBODY,
    purpose: str = "",
    by: Person,
) -> Reservation:
    """Somebody stands at the desk: the space is theirs from now on, and they are checked in.

    It ends at the first step after `minutes`, or before, where the next booking begins or the
    home closes. Raises Refusal `closed`, `taken` (409) or `too_short_a_while`.
    """
    if person is not None:
        lock_person(person)
    space = lock_tree(space)
    now = clock.now()
    start = now.replace(second=0, microsecond=0)
    wish = Wish(person, space, start, start + timedelta(minutes=minutes), places, people=people)
    for check in SPACE_CHECKS:
        check(wish, now)
    ends_at = _end_of_walk_in(space, now, minutes, places)
    reservation = Reservation.objects.create(
        home_id=space.home_id,
        space=space,
        person=person,
        contact_name=contact.name,
        contact_phone=contact.phone,
        places=places,
        people=people,
        starts_at=start,
        ends_at=ends_at,
        state=State.CHECKED_IN,
        source=Source.WALK_IN,
        purpose=purpose,
        created_at=now,
        checked_in_at=now,
    )
    hold(reservation)
    audit.record(action="walk_in", target=reservation, actor=by)
    give_points(reservation, by)
    return reservation


def _end_of_walk_in(space: Space, now: datetime, minutes: int, places: int) -> datetime:
    wanted = on_step(now + timedelta(minutes=minutes), space.step_minutes)
    free = free_times([space], now, wanted)[space.pk]
    # Free times begin no earlier than they were asked for, a moment after `now`.
    ends_at = reach(free, clock.now(), places)
    if ends_at is None:
        soon = now + timedelta(minutes=1)
        raise refuse("taken", status=409) if is_open(space.home, now, soon) else refuse("closed")
    if ends_at - now < timedelta(minutes=SHORTEST_WALK_IN):
        raise refuse("too_short_a_while", minutes=SHORTEST_WALK_IN)
    return ends_at


def reach(free: Iterable[Free], start: datetime, places: int) -> datetime | None:
    """How long `places` are free from `start` on without a break; None: not even then."""
    end = start
    for row in sorted(free):
        if row.starts_at <= end < row.ends_at and row.places >= places:
            end = row.ends_at
    return end if end > start else None


def in_the_way(space: Space, starts_at: datetime, ends_at: datetime) -> list[Reservation]:
    """Reservations of the space, of what it is part of and of its parts, in that time."""
    time = during(starts_at, ends_at)
    held = Hold.objects.filter(units__overlap=space.units, during__overlap=time)
    rows = Reservation.objects.filter(pk__in=held.values("reservation"))
    rows = rows.select_related("space__facility", "home", "person")
    return list(rows.order_by("starts_at", "pk"))


@transaction.atomic
def block(
    *, space: Space, starts_at: datetime, ends_at: datetime, reason: str, by: Person
) -> Reservation:
    """Take a space, with all its places and parts, out of use from … to …, at any hour.

    Raises Refusal `in_the_way` (409) while anything is booked in that time, `past` where it is
    over already.
    """
    space = lock_tree(space)
    if ends_at <= clock.now():
        raise refuse("past")
    found = in_the_way(space, starts_at, ends_at)
    if found:
        raise refuse("in_the_way", status=409, count=len(found))
    reservation = Reservation.objects.create(
        home_id=space.home_id,
        space=space,
        places=space.capacity if space.mode == Mode.PLACES else 1,
        starts_at=starts_at,
        ends_at=ends_at,
        state=State.CONFIRMED,
        source=Source.MAINTENANCE,
        purpose=reason,
        created_at=clock.now(),
    )
    Hold.objects.create(
        reservation=reservation,
        home_id=space.home_id,
        units=space.units,
        during=during(starts_at, ends_at),
    )
    audit.record(action="block", target=reservation, actor=by, reason=reason)
    return reservation


def forget_contacts(*, limit: int = 500) -> int:
    """Erase who came without an account, CONTACT_DAYS after the end; returns how many.

    Safe to run twice and to stop in the middle.
    """
    before = clock.now() - timedelta(days=settings.CONTACT_DAYS)
    known = ~Q(contact_name="", contact_phone="")
    due = Reservation.objects.filter(known, ends_at__lt=before).values_list("pk", flat=True)
    return sum(_forget(pk) for pk in list(due[:limit]))


@transaction.atomic
def _forget(pk: int) -> bool:
    row = Reservation.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    if row is None:
        return False
    row.contact_name = row.contact_phone = ""
    row.contact_texts = False
    row.save(update_fields=["contact_name", "contact_phone", "contact_texts"])
    audit.record(action="forget_contact", target=row)
    return True
