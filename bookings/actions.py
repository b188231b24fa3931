"""Every change to a reservation. The tree's lock gives order, the constraint gives proof."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from bookings import waitlist
from bookings.enums import HOLDING, Declaration, Source, State, Turn
from bookings.holding import hold, lock_person, lock_roots, lock_tree, locked
from bookings.models import ApprovalPolicy, Reservation, Series
from bookings.notices import ask, tell
from bookings.refusals import refuse
from bookings.rules import (
    CADRE_CHECKS,
    WORKER_CHECKS,
    Wish,
    can_cancel,
    can_check_in,
    can_move,
)
from common import audit, clock
from homes.models import Space
from unions.models import Person

# What nobody has said yes to by its start expires.
UNDECIDED = (State.REQUESTED, State.OFFERED)
MOVED = ["space", "home", "starts_at", "ends_at", "state", "decide_by", "escalated_at"]


@dataclass(frozen=True)
class Contact:
    """Somebody without an account, as the desk knows them."""

    name: str = ""
    phone: str = ""


NOBODY = Contact()


@transaction.atomic
def book(
    *,
    person: Person | None,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    places: int = 1,
    people: int = 1,
    declares: Collection[str] = (),
    source: str = Source.WEB,
    purpose: str = "",
    idempotency_key: str | None = None,
    series: Series | None = None,
    contact: Contact = NOBODY,
    by: Person | None = None,
) -> tuple[Reservation, bool]:
    """Book a space, or places in it; returns the reservation and whether it is new.

    `people` come to a space booked whole; `contact` is who comes where nobody has an account.
    The same person's same `idempotency_key` returns the first answer again. Raises Refusal with
    the code of the first rule that fails, `taken` (409) where the time is gone, `home_full` (409)
    where the home lets no more people in then; Space.DoesNotExist.
    """
    wish = Wish(
        person, space, starts_at, ends_at, places, people=people, declares=frozenset(declares)
    )
    if person is not None:
        lock_person(person)
        if idempotency_key and (known := _repeated(wish, idempotency_key)):
            return known, False
    wish = replace(wish, space=lock_tree(space))
    now = clock.now()
    for check in WORKER_CHECKS if source == Source.WEB else CADRE_CHECKS:
        check(wish, now)
    reservation = _create(wish, source, purpose, series, contact, idempotency_key)
    hold(reservation)
    if reservation.state == State.REQUESTED:
        ask(reservation)
    audit.record(action="book", target=reservation, actor=by or person, source=source)
    return reservation, True


def _create(
    wish: Wish, source: str, purpose: str, series: Series | None, contact: Contact, key: str | None
) -> Reservation:
    now, waits = clock.now(), wish.space.needs_approval and source == Source.WEB
    return Reservation.objects.create(
        home=wish.space.home,
        space=wish.space,
        person=wish.person,
        places=wish.places,
        people=wish.people,
        declares=[each.value for each in Declaration if each in wish.declares],
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        state=State.REQUESTED if waits else State.CONFIRMED,
        source=source,
        purpose=purpose,
        series=series,
        idempotency_key=key or None,
        contact_name=contact.name,
        contact_phone=contact.phone,
        created_at=now,
        decide_by=ApprovalPolicy.current().decide_by(now, wish.starts_at) if waits else None,
    )


def _repeated(wish: Wish, key: str) -> Reservation | None:
    known = Reservation.objects.filter(person=wish.person, idempotency_key=key).first()
    if known is None:
        return None
    same = (known.space_id, known.starts_at, known.ends_at, known.places, known.people)
    if same != (wish.space.pk, wish.starts_at, wish.ends_at, wish.places, wish.people):
        raise refuse("key_reused")
    return known


@transaction.atomic
def move(
    *,
    reservation: Reservation,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    note: str = "",
    with_session: bool = False,
    for_home: bool = False,
    quietly: bool = False,
) -> Reservation:
    """Give a reservation another space or time; it keeps its state, and its old time is free.

    Who booked moves it within the rules of a booking and of cancelling, a cadre within the
    hours; a cadre acts `for_home` even on an own booking. `quietly` leaves it to the caller to
    tell the person. Raises Refusal with the code of the first rule that fails, `taken` (409)
    where the wanted time is gone: then all is as before.
    """
    own = by.pk == reservation.person_id and not for_home
    if own:
        lock_person(by)
    old_root = Space.objects.values_list("root_id", flat=True).get(reservations=reservation.pk)
    lock_roots([old_root, space.root_id or space.pk])
    reservation = locked(reservation)
    can_move(reservation, clock.now(), own=own, with_session=with_session)
    space = Space.objects.select_related("home").get(pk=space.pk)
    wish = Wish(
        reservation.person,
        space,
        starts_at,
        ends_at,
        reservation.places,
        instead_of=reservation,
        people=reservation.people,
        declares=frozenset(reservation.declares),
    )
    for check in WORKER_CHECKS if own else CADRE_CHECKS:
        check(wish, clock.now())
    was = f"{reservation}"
    freed = (reservation.space, reservation.starts_at, reservation.ends_at)
    _put(reservation, wish, asks=own and space.needs_approval)
    waitlist.pass_on(space=freed[0], starts_at=freed[1], ends_at=freed[2])
    audit.record(action="move", target=reservation, actor=by, was=was, note=note)
    if own and reservation.state == State.REQUESTED:
        ask(reservation)
    if not own and not quietly:
        tell(reservation, "booking_moved", once=f"{clock.now().isoformat()}", note=note)
    return reservation


def _put(reservation: Reservation, wish: Wish, *, asks: bool) -> None:
    """Let go of what a reservation holds and take its new space and time; may need a new yes."""
    reservation.holds.all().delete()
    reservation.space, reservation.home = wish.space, wish.space.home
    reservation.starts_at, reservation.ends_at = wish.starts_at, wish.ends_at
    if asks:
        reservation.state = State.REQUESTED
        policy = ApprovalPolicy.current()
        reservation.decide_by = policy.decide_by(clock.now(), wish.starts_at)
        reservation.escalated_at = None
    reservation.save(update_fields=MOVED)
    hold(reservation)


def end(
    reservation: Reservation, state: str, *, turn: str = Turn.LAPSED, passing_on: bool = True
) -> None:
    """Bring a locked reservation to a state that holds nothing, and give its units back.

    They go to whose turn it is in the waiting list, unless not `passing_on`: then the caller
    takes some of them again and calls `waitlist.pass_on` itself. `turn`: what becomes of the
    place in line where this was a place kept for somebody.
    """
    was_offer = reservation.state == State.OFFERED
    reservation.state = state
    reservation.ended_at = clock.now()
    reservation.save(update_fields=["state", "ended_at", "note"])
    reservation.holds.all().delete()
    if was_offer:
        waitlist.settle(offer=reservation, turn=turn)
    if passing_on:
        waitlist.pass_on(
            space=reservation.space,
            starts_at=reservation.starts_at,
            ends_at=reservation.ends_at,
        )


@transaction.atomic
def cancel(
    *,
    reservation: Reservation,
    by: Person,
    note: str = "",
    with_session: bool = False,
    passing_on: bool = True,
    for_home: bool = False,
    quietly: bool = False,
) -> Reservation:
    """Cancel: the person within the deadline, a cadre at any time before the end.

    A cadre acts `for_home` even on an own booking; `quietly` leaves it to the caller to tell.
    A place kept for who waits is declined so, at any time. The space of an activity is given
    back only `with_session`, by who calls the session off. `passing_on` as in `end`.
    """
    reservation = locked(reservation)
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    own = by.pk == reservation.person_id and not for_home
    was_offer = reservation.state == State.OFFERED
    if own and not was_offer:
        can_cancel(reservation, clock.now())
    elif reservation.state not in HOLDING:
        raise refuse("state", state=reservation.get_state_display())
    reservation.note = note or reservation.note
    turn = Turn.DECLINED if own else Turn.REMOVED
    end(reservation, State.CANCELLED, turn=turn, passing_on=passing_on)
    if not own and not was_offer and not quietly:
        tell(reservation, "booking_cancelled", note=note)
    audit.record(action="cancel", target=reservation, actor=by, note=note)
    return reservation


@transaction.atomic
def decide(*, reservation: Reservation, approve: bool, by: Person, note: str = "") -> Reservation:
    """Approve or refuse a request. A refused one gives its time back."""
    reservation = locked(reservation)
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
    tell(reservation, "booking_approved" if approve else "booking_refused", note=note)
    audit.record(action="approve" if approve else "refuse", target=reservation, actor=by, note=note)
    return reservation


@transaction.atomic
def check_in(*, reservation: Reservation, by: Person) -> Reservation:
    """The person has come."""
    reservation = locked(reservation)
    if reservation.state == State.CHECKED_IN:
        return reservation
    can_check_in(reservation, clock.now())
    reservation.state, reservation.checked_in_at = State.CHECKED_IN, clock.now()
    reservation.save(update_fields=["state", "checked_in_at"])
    audit.record(action="check_in", target=reservation, actor=by)
    return reservation


def close_past(*, limit: int = 500) -> int:
    """Close what has ended: came → completed, did not → no-show, never decided → expired.

    A place kept for who waits, and never accepted, expires too.

    Each in its own transaction, so that a stop in the middle loses nothing; returns how many.
    """
    now = clock.now()
    over = Reservation.objects.filter(state__in=HOLDING, ends_at__lte=now)
    late = Reservation.objects.filter(state__in=UNDECIDED, starts_at__lte=now)
    due = over.union(late).values_list("pk", flat=True)[:limit]
    return sum(_close(pk, now) for pk in list(due))


@transaction.atomic
def _close(pk: int, now: datetime) -> bool:
    reservation = locked(Reservation(pk=pk))
    if reservation.state not in HOLDING:
        return False
    expected = reservation.person_id is not None or reservation.contact_name
    came = reservation.state == State.CHECKED_IN or not expected
    if reservation.state in UNDECIDED:
        end(reservation, State.EXPIRED)
    else:
        end(reservation, State.COMPLETED if came else State.NO_SHOW)
    return True
