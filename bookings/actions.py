"""Every change to a reservation. The tree's lock gives order, the constraint gives proof."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from bookings import waitlist
from bookings.conduct import lock_owner, record_miss
from bookings.enums import (
    HOLDING,
    Declaration,
    Source,
    State,
    StrikeKind,
    Turn,
)
from bookings.holding import hold, lock_person, lock_roots, lock_tree, locked
from bookings.models import ApprovalPolicy, Reservation, Series
from bookings.notices import ask, tell, tell_of_move
from bookings.own_requests import can_approve, needs_another
from bookings.refusals import refuse
from bookings.rules import (
    CADRE_CHECKS,
    WORKER_CHECKS,
    Wish,
    can_cancel,
    can_move,
    is_late_to_cancel,
)
from common import audit, clock
from homes.models import Space
from unions.models import Person

MOVED = ["space", "home", "starts_at", "ends_at", "state", "decide_by", "escalated_at"]


@dataclass(frozen=True)
class Contact:
    """Somebody without an account, as the desk knows them; `texts`: who wants to be told by SMS."""

    name: str = ""
    phone: str = ""
    texts: bool = False


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
    The same person's same `idempotency_key` returns the first answer again. A cadre's own booking
    at the desk waits for somebody else where the space needs approval. Raises Refusal with the
    code of the first rule that fails, `taken` (409) where the time is gone, `home_full` (409)
    where the home lets no more people in then; Space.DoesNotExist.
    """
    said = frozenset(declares)
    wish = Wish(person, space, starts_at, ends_at, places, people=people, declares=said)
    if person is not None:
        lock_person(person)
        if idempotency_key and (known := _repeated(wish, idempotency_key)):
            return known, False
    wish = replace(wish, space=lock_tree(space))
    as_worker = source == Source.WEB
    _check(wish, as_worker=as_worker)
    own = source == Source.CADRE and needs_another(wish.space.home, person=person, by=by)
    reservation = _made(
        wish,
        _first_state(wish.space, as_worker=as_worker or own),
        source=source,
        purpose=purpose,
        series=series,
        idempotency_key=idempotency_key or None,
        contact_name=contact.name,
        contact_phone=contact.phone,
        contact_texts=contact.texts,
    )
    ask(reservation)
    if contact.texts:
        tell(reservation, "contact_booked")
    audit.record(action="book", target=reservation, actor=by or person, source=source)
    return reservation, True


def _made(wish: Wish, state: State, **fields) -> Reservation:
    """The reservation of a wish that passed its checks, holding its units."""
    reservation = Reservation.objects.create(
        home=wish.space.home,
        space=wish.space,
        person=wish.person,
        places=wish.places,
        people=wish.people,
        declares=[each.value for each in Declaration if each in wish.declares],
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        state=state,
        decide_by=_decide_by(state, wish.starts_at),
        **fields,
    )
    hold(reservation)
    return reservation


def _first_state(space: Space, *, as_worker: bool) -> State:
    return State.REQUESTED if as_worker and space.needs_approval else State.CONFIRMED


def _decide_by(state: str, starts_at: datetime) -> datetime | None:
    """Until when the home must answer; None where nobody asks."""
    if state != State.REQUESTED:
        return None
    return ApprovalPolicy.current().decide_by(clock.now(), starts_at)


def _check(wish: Wish, *, as_worker: bool) -> None:
    """Raise the Refusal of the first rule that fails."""
    now = clock.now()
    for check in WORKER_CHECKS if as_worker else CADRE_CHECKS:
        check(wish, now)


def _repeated(wish: Wish, key: str) -> Reservation | None:
    known = Reservation.objects.filter(person=wish.person, idempotency_key=key).first()
    if known is None:
        return None
    same = (known.space_id, known.starts_at, known.ends_at, known.places, known.people)
    if same != (wish.space.pk, wish.starts_at, wish.ends_at, wish.places, wish.people):
        raise refuse("key_reused")
    return known


def _wish_instead(
    reservation: Reservation, space: Space, starts_at: datetime, ends_at: datetime
) -> Wish:
    """The same for another space or time."""
    return Wish(
        reservation.person,
        space,
        starts_at,
        ends_at,
        reservation.places,
        instead_of=reservation,
        people=reservation.people,
        declares=frozenset(reservation.declares),
    )


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
    passing_on: bool = True,
    for_home: bool = False,
    quietly: bool = False,
) -> Reservation:
    """Give a reservation another space or time; its old time is free.

    Who booked moves it within the rules of a booking and of cancelling, approval included; a
    cadre moves it within the hours, and it keeps its state. A cadre acts `for_home` even on an
    own booking. `passing_on` as in `end`; `quietly` leaves it to the caller to tell the person.
    Raises Refusal with the code of the first rule that fails, `taken` (409) where the wanted time
    is gone: then all is as before.
    """
    own = by.pk == reservation.person_id and not for_home
    if own:
        lock_person(by)
    old_root = Space.objects.values_list("root_id", flat=True).get(reservations=reservation.pk)
    lock_roots([old_root, space.root_id or space.pk])
    reservation = locked(reservation)
    if reservation.space.root_id != old_root:
        raise refuse("moved", status=409)
    can_move(reservation, clock.now(), own=own, with_session=with_session)
    space = Space.objects.select_related("home").get(pk=space.pk)
    _check(_wish_instead(reservation, space, starts_at, ends_at), as_worker=own)
    was = f"{reservation}"
    freed = (reservation.space, reservation.starts_at, reservation.ends_at)
    reservation.holds.all().delete()
    reservation.space, reservation.home = space, space.home
    reservation.starts_at, reservation.ends_at = starts_at, ends_at
    _decide_anew(reservation, own=own)
    reservation.save(update_fields=MOVED)
    hold(reservation)
    if passing_on:
        waitlist.pass_on(space=freed[0], starts_at=freed[1], ends_at=freed[2])
    audit.record(action="move", target=reservation, actor=by, was=was, note=note)
    tell_of_move(reservation, was_at=freed[1], own=own, quietly=quietly, note=note)
    return reservation


def _decide_anew(reservation: Reservation, *, own: bool) -> None:
    """What its person has moved is asked for anew.

    The home gives itself no more time to answer by moving what it was asked for.
    """
    if own:
        reservation.state = _first_state(reservation.space, as_worker=True)
    elif reservation.state != State.REQUESTED:
        return
    decide_by = _decide_by(reservation.state, reservation.starts_at)
    if own:
        reservation.decide_by, reservation.escalated_at = decide_by, None
    else:
        reservation.decide_by = min(filter(None, (reservation.decide_by, decide_by)))


def end(
    reservation: Reservation, state: str, *, turn: str = Turn.LAPSED, passing_on: bool = True
) -> None:
    """Bring a locked reservation to a state that holds nothing, and give its units back.

    They go to whose turn it is in the waiting list, unless not `passing_on`: then the caller
    takes some of them again and lets the waiting list look itself. `turn`: what becomes of the
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
    """Cancel: the person before the start, a cadre at any time before the end.

    After the deadline it is a late cancel, which counts where the space's rule says so. A place
    kept for who waits is declined so, at any time. The space of an activity is given back only
    `with_session`, by who calls the session off. `passing_on` as in `end`. A cadre acts `for_home`
    even on an own booking; `quietly` leaves it to the caller to tell.
    """
    own = by.pk == reservation.person_id and not for_home
    lock_owner(by.pk if own else None)
    reservation = locked(reservation)
    was_offer = reservation.state == State.OFFERED
    late = own and is_late_to_cancel(reservation, clock.now())
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    if own and not was_offer:
        can_cancel(reservation, clock.now())
    elif reservation.state not in HOLDING:
        raise refuse("state", state=reservation.get_state_display())
    reservation.note = note or reservation.note
    turn = Turn.DECLINED if own else Turn.REMOVED
    end(reservation, State.CANCELLED, turn=turn, passing_on=passing_on)
    if not own and not was_offer and not quietly:
        tell(reservation, "booking_cancelled", note=note)
    audit.record(action="cancel", target=reservation, actor=by, note=note, late=late)
    if late:
        record_miss(reservation=reservation, kind=StrikeKind.LATE_CANCEL)
    return reservation


@transaction.atomic
def decide(*, reservation: Reservation, approve: bool, by: Person, note: str = "") -> Reservation:
    """Approve or refuse a request. A refused one gives its time back.

    Raises Refusal `state`, `past`, `own_request` where somebody else must approve it.
    """
    reservation = locked(reservation)
    if reservation.state != State.REQUESTED:
        raise refuse("state", state=reservation.get_state_display())
    if reservation.starts_at <= clock.now():
        raise refuse("past")
    if approve:
        can_approve(reservation, by)
    reservation.decided_at, reservation.decided_by = clock.now(), by
    reservation.note = note
    reservation.state = State.CONFIRMED
    reservation.save(update_fields=["decided_at", "decided_by", "note", "state"])
    if not approve:
        end(reservation, State.REFUSED)
    # What was approved, moved by its person and asked for anew is answered anew.
    once = reservation.decided_at.isoformat()
    tell(reservation, "booking_approved" if approve else "booking_refused", once=once, note=note)
    audit.record(action="approve" if approve else "refuse", target=reservation, actor=by, note=note)
    return reservation
