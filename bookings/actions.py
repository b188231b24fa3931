"""Every change to a reservation. The tree's lock gives order, the constraint gives proof.

Locks are taken in one order: the person, then the root of the space's tree, then the
reservation. Nobody waits in a circle, and nobody checks what another may still change.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bookings.enums import HOLDING, Source, State
from bookings.free_time import pick
from bookings.models import Hold, Reservation
from bookings.refusals import refuse
from bookings.rules import (
    CADRE_CHECKS,
    WORKER_CHECKS,
    Wish,
    can_cancel,
    can_check_in,
)
from common import audit, clock
from common.ranges import bounds, during, units
from homes.enums import Mode
from homes.models import Space
from unions.models import Person


@transaction.atomic
def book(
    *,
    person: Person | None,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    places: int = 1,
    source: str = Source.WEB,
    purpose: str = "",
    idempotency_key: str | None = None,
    by: Person | None = None,
) -> tuple[Reservation, bool]:
    """Book a space, or places in it; returns the reservation and whether it is new.

    The same person's same `idempotency_key` returns the first answer again. Raises Refusal with
    the code of the first rule that fails, `taken` (409) where the time is gone.
    """
    wish = Wish(person, space, starts_at, ends_at, places)
    if person is not None:
        Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
        if idempotency_key and (known := _repeated(wish, idempotency_key)):
            return known, False
    wish = replace(wish, space=lock_tree(space))
    now = clock.now()
    for check in WORKER_CHECKS if source == Source.WEB else CADRE_CHECKS:
        check(wish, now)
    waits = wish.space.needs_approval and source == Source.WEB
    reservation = Reservation.objects.create(
        home_id=wish.space.home_id,
        space=wish.space,
        person=person,
        places=places,
        starts_at=starts_at,
        ends_at=ends_at,
        state=State.REQUESTED if waits else State.CONFIRMED,
        source=source,
        purpose=purpose,
        idempotency_key=idempotency_key or None,
        created_at=now,
    )
    hold(reservation)
    audit.record(action="book", target=reservation, actor=by or person, source=source)
    return reservation, True


def _repeated(wish: Wish, key: str) -> Reservation | None:
    known = Reservation.objects.filter(person=wish.person, idempotency_key=key).first()
    if known is None:
        return None
    same = (known.space_id, known.starts_at, known.ends_at, known.places)
    if same != (wish.space.pk, wish.starts_at, wish.ends_at, wish.places):
        raise refuse("key_reused")
    return known


def lock_tree(space: Space) -> Space:
    """Lock the root of the space's tree until the transaction ends; the space as it is now."""
    Space.objects.select_for_update(no_key=True).filter(pk=space.root_id or space.pk).values(
        "pk"
    ).first()
    return Space.objects.select_related("home").get(pk=space.pk)


def hold(reservation: Reservation) -> None:
    """Take the units of a reservation for its time; the tree must be locked."""
    space = reservation.space
    pause = timedelta(minutes=space.buffer_minutes)
    span = during(reservation.starts_at, reservation.ends_at + pause)
    chosen = free_units(space, span, reservation.places)
    try:
        with transaction.atomic():
            Hold.objects.bulk_create(
                Hold(
                    reservation=reservation,
                    home_id=reservation.home_id,
                    units=units(lower, upper),
                    during=span,
                )
                for lower, upper in chosen
            )
    except IntegrityError as error:
        raise refuse("taken", status=409) from error


def free_units(space: Space, span, places: int) -> Sequence[tuple[int, int]]:
    """Free units for `places` in `span`, as ranges; the whole range of a space booked whole."""
    lower, upper = bounds(space.units)
    taken = [
        bounds(found)
        for found in Hold.objects.filter(
            units__overlap=space.units, during__overlap=span
        ).values_list("units", flat=True)
    ]
    if space.mode != Mode.PLACES:
        if taken:
            raise refuse("taken", status=409)
        return [(lower, upper)]
    chosen = pick(lower, upper, taken, places)
    if chosen is None:
        raise refuse("taken", status=409)
    return chosen


def _locked(reservation: Reservation) -> Reservation:
    return (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space", "home")
        .get(pk=reservation.pk)
    )


def end(reservation: Reservation, state: str) -> None:
    """Bring a locked reservation to a state that holds nothing, and give its units back."""
    reservation.state = state
    reservation.ended_at = clock.now()
    reservation.save(update_fields=["state", "ended_at", "note"])
    reservation.holds.all().delete()


@transaction.atomic
def cancel(
    *, reservation: Reservation, by: Person, note: str = "", with_session: bool = False
) -> Reservation:
    """Cancel: the person within the deadline, a cadre at any time before the end.

    The space of an activity is given back only `with_session`, by who calls the session off.
    """
    reservation = _locked(reservation)
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    if by.pk == reservation.person_id:
        can_cancel(reservation, clock.now())
    elif reservation.state not in HOLDING:
        raise refuse("state", state=reservation.get_state_display())
    reservation.note = note or reservation.note
    end(reservation, State.CANCELLED)
    audit.record(action="cancel", target=reservation, actor=by, note=note)
    return reservation


@transaction.atomic
def decide(*, reservation: Reservation, approve: bool, by: Person, note: str = "") -> Reservation:
    """Approve or refuse a request. A refused one gives its time back."""
    reservation = _locked(reservation)
    if reservation.state != State.REQUESTED:
        raise refuse("state", state=reservation.get_state_display())
    if reservation.starts_at <= clock.now():
        raise refuse("past")
    reservation.decided_at, reservation.decided_by = clock.now(), by
    reservation.note = note
    reservation.state = State.CONFIRMED
    reservation.save(update_fields=["decided_at", "decided_by", "note", "state"])
    if not approve:
        end(reservation, State.REFUSED)
    audit.record(action="approve" if approve else "refuse", target=reservation, actor=by, note=note)
    return reservation


@transaction.atomic
def check_in(*, reservation: Reservation, by: Person) -> Reservation:
    """The person has come."""
    reservation = _locked(reservation)
    if reservation.state == State.CHECKED_IN:
        return reservation
    can_check_in(reservation, clock.now())
    reservation.state, reservation.checked_in_at = State.CHECKED_IN, clock.now()
    reservation.save(update_fields=["state", "checked_in_at"])
    audit.record(action="check_in", target=reservation, actor=by)
    return reservation


def close_past(*, limit: int = 500) -> int:
    """Close what has ended: came → completed, did not → no-show, never decided → expired.

    Each in its own transaction, so that a stop in the middle loses nothing; returns how many.
    """
    now = clock.now()
    over = Reservation.objects.filter(state__in=HOLDING, ends_at__lte=now)
    late = Reservation.objects.filter(state=State.REQUESTED, starts_at__lte=now)
    due = over.union(late).values_list("pk", flat=True)[:limit]
    return sum(_close(pk, now) for pk in list(due))


@transaction.atomic
def _close(pk: int, now: datetime) -> bool:
    reservation = (
        Reservation.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(pk=pk, state__in=HOLDING)
        .first()
    )
    if reservation is None:
        return False
    came = reservation.state == State.CHECKED_IN or reservation.person_id is None
    if reservation.state == State.REQUESTED:
        end(reservation, State.EXPIRED)
    else:
        end(reservation, State.COMPLETED if came else State.NO_SHOW)
    return True
