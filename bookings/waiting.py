"""Standing in line for a time that is taken: joining, answering, leaving, and time running out.

Whose turn it is, is decided by `bookings.waitlist` in the transaction that frees a place.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bookings.actions import cancel, end
from bookings.enums import Declaration, Source, State, Turn
from bookings.holding import (
    busy,
    lock_person,
    lock_roots,
    lock_tree,
    locked,
    people_in,
    places_in,
)
from bookings.models import ApprovalPolicy, Reservation, WaitlistEntry
from bookings.notices import ask, offer_answered, tell_waiting
from bookings.refusals import refuse
from bookings.rules import CADRE_CHECKS, WORKER_CHECKS, Wish
from bookings.waitlist import look_again, offer, wish_of
from common import audit, clock
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from unions.models import Person

# In so many lines one person may stand at once.
MOST_LINES = 5


@transaction.atomic
def join(
    *,
    person: Person,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    places: int = 1,
    people: int = 1,
    declares: Collection[str] = (),
) -> tuple[WaitlistEntry, bool]:
    """Stand in line for a time that is taken; returns the place in line and whether it is new.

    Raises Refusal with the code of the first rule of a booking that fails; `free_now` (409)
    where it can simply be booked, `already_booked`, `already_waiting`, `too_many_lines`.
    """
    lock_person(person)
    wish = Wish(
        person,
        lock_tree(space),
        starts_at,
        ends_at,
        places,
        people=people,
        declares=frozenset(declares),
    )
    same = WaitlistEntry.objects.own(person).in_line()
    if known := same.filter(space=space, starts_at=starts_at, ends_at=ends_at).first():
        if known.places != places:
            raise refuse("already_waiting", places=known.places)
        return known, False
    for check in (*WORKER_CHECKS, check_taken, check_not_booked, check_lines):
        check(wish, clock.now())
    entry = WaitlistEntry.objects.create(
        home_id=wish.space.home_id,
        space=wish.space,
        person=person,
        places=places,
        people=people,
        declares=[each.value for each in Declaration if each in wish.declares],
        starts_at=starts_at,
        ends_at=ends_at,
        joined_at=clock.now(),
    )
    audit.record(action="join_line", target=entry, actor=person)
    return entry, True


def check_taken(wish: Wish, now: datetime) -> None:
    """Who could book does not wait."""
    space = wish.space
    times = busy(space, wish.starts_at, wish.ends_at)
    if places_in(space, *times, wish.places) is None:
        return
    if space.home.cap is not None:
        heads = wish.places if space.mode == Mode.PLACES else wish.people
        if people_in(space.home, wish.starts_at, wish.ends_at, heads) is None:
            return
    raise refuse("free_now", status=409)


def check_not_booked(wish: Wish, now: datetime) -> None:
    """Nobody waits for what is taken by that person's own booking of it."""
    own = Reservation.objects.own(wish.person)
    own = own.in_the_way(wish.space, wish.starts_at, wish.ends_at)
    if wish.space.mode != Mode.PLACES and own.exists():
        raise refuse("already_booked")


def check_lines(wish: Wish, now: datetime) -> None:
    """Counted under the person's lock."""
    if WaitlistEntry.objects.own(wish.person).in_line().count() >= MOST_LINES:
        raise refuse("too_many_lines", count=MOST_LINES)


def accept(*, entry: WaitlistEntry, by: Person) -> Reservation:
    """Take the place that is kept; twice does no harm. It is booked, or asked for.

    Raises Refusal `no_offer`, `offer_lapsed`, or the code of a rule of a booking that fails by
    now. Then the place has passed on; whom a rule refused still stands in line.
    """
    answer = _accept(entry, by)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def _accept(entry: WaitlistEntry, by: Person) -> Reservation | Refusal:
    """What is done in spite of a refusal must stay, so the refusal is returned, not raised."""
    lock_person(by)
    entry = _locked(entry, by)
    if entry.state not in (Turn.OFFERED, Turn.ACCEPTED) or entry.offer is None:
        raise refuse("no_offer")
    kept = locked(entry.offer)
    if entry.state == Turn.ACCEPTED:
        return kept
    now = clock.now()
    if kept.offered_until is None or kept.offered_until <= now:
        end(kept, State.EXPIRED)
        audit.record(action="lapse", target=kept, actor=by)
        return refuse("offer_lapsed", status=409)
    try:
        for check in CADRE_CHECKS if kept.source == Source.CADRE else WORKER_CHECKS:
            check(wish_of(entry, kept), now)
    except Refusal as refusal:
        _back_in_line(entry, kept, refusal)
        return refusal
    asks = kept.space.needs_approval and kept.source == Source.WAITLIST
    kept.state, kept.offered_until = State.REQUESTED if asks else State.CONFIRMED, None
    if asks:
        kept.decide_by = ApprovalPolicy.current().decide_by(now, kept.starts_at)
    kept.save(update_fields=["state", "offered_until", "decide_by"])
    _leave_line(entry, Turn.ACCEPTED)
    offer_answered(kept)
    ask(kept)
    audit.record(action="accept", target=kept, actor=by)
    return kept


def _back_in_line(entry: WaitlistEntry, kept: Reservation, refusal: Refusal) -> None:
    """The place passes on; who may not have it now keeps the place in line."""
    entry.state, entry.offer = Turn.WAITING, None
    entry.save(update_fields=["state", "offer"])
    audit.record(action="refuse_offer", target=entry, actor=None, code=refusal.code)
    end(kept, State.EXPIRED)
    audit.record(action="lapse", target=kept)


@transaction.atomic
def decline(*, entry: WaitlistEntry, by: Person) -> WaitlistEntry:
    """Let the kept place go on to the next; twice does no harm. Raises Refusal `no_offer`."""
    lock_person(by)  # as `cancel` does for an own one, and before the tree
    entry = _locked(entry, by)
    if entry.state == Turn.DECLINED:
        return entry
    if entry.state != Turn.OFFERED or entry.offer is None:
        raise refuse("no_offer")
    cancel(reservation=entry.offer, by=by)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def leave(*, entry: WaitlistEntry, by: Person) -> WaitlistEntry:
    """Stand in line no longer; a place that is kept goes on to the next. Twice does no harm."""
    lock_person(by)
    entry = _locked(entry, by)
    if entry.state == Turn.OFFERED:
        return decline(entry=entry, by=by)
    if entry.state == Turn.WAITING:
        _leave_line(entry, Turn.LEFT)
        audit.record(action="leave_line", target=entry, actor=by)
    return entry


@transaction.atomic
def remove(*, entry: WaitlistEntry, by: Person, note: str) -> WaitlistEntry:
    """A cadre takes somebody off the list, who is told why. Raises Refusal `not_in_line`."""
    entry = _locked(entry)
    if entry.state == Turn.OFFERED and entry.offer is not None:
        cancel(reservation=entry.offer, by=by, note=note, for_home=True)
        entry.refresh_from_db()
        return entry
    if entry.state != Turn.WAITING:
        raise refuse("not_in_line")
    _leave_line(entry, Turn.REMOVED, note)
    tell_waiting(entry, "waitlist_removed", note=note)
    audit.record(action="remove_from_line", target=entry, actor=by, note=note)
    return entry


@transaction.atomic
def offer_now(*, entry: WaitlistEntry, by: Person, note: str) -> Reservation:
    """A cadre keeps a free place for somebody out of turn, without quota and lead.

    Raises Refusal `not_in_line`, `taken` (409) where nothing is free.
    """
    entry = _locked(entry)
    if entry.state != Turn.WAITING:
        raise refuse("not_in_line")
    kept = offer(entry, clock.now(), by=by)
    audit.record(action="offer_out_of_turn", target=entry, actor=by, note=note)
    return kept


def sweep(*, limit: int = 500) -> int:
    """What time does to the lines: kept places lapse, waits end at the start, places fit now.

    Each in its own transaction, so that a stop in the middle loses nothing, and twice does no
    harm; returns how many places and waits changed.
    """
    now = clock.now()
    lapsed = Reservation.objects.filter(state=State.OFFERED, offered_until__lte=now)
    begun = WaitlistEntry.objects.waiting().filter(starts_at__lte=now)
    changed = sum(_lapse(pk, now) for pk in _first(lapsed.order_by("offered_until", "pk"), limit))
    changed += sum(_close(pk) for pk in _first(begun.order_by("starts_at", "pk"), limit))
    waiting = WaitlistEntry.objects.waiting().filter(starts_at__gt=now)
    roots = waiting.order_by().values_list("space__root", flat=True).distinct()
    return changed + sum(_look_again(root) for root in list(roots) if root is not None)


def _first(rows: QuerySet, limit: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _lapse(pk: int, now: datetime) -> bool:
    try:
        kept = locked(Reservation(pk=pk))
    except Refusal:  # its tree is just being rebuilt; the next sweep comes in a minute
        return False
    if kept.state != State.OFFERED or kept.offered_until is None or kept.offered_until > now:
        return False
    end(kept, State.EXPIRED)
    audit.record(action="lapse", target=kept, actor=None)
    return True


@transaction.atomic
def _close(pk: int) -> bool:
    try:
        entry = _locked(WaitlistEntry(pk=pk))
    except Refusal:  # as above
        return False
    if entry.state != Turn.WAITING:
        return False
    _leave_line(entry, Turn.OVER)
    tell_waiting(entry, "waitlist_over")
    return True


@transaction.atomic
def _look_again(root: int) -> int:
    lock_roots([root])
    return look_again(roots=[root])


def _leave_line(entry: WaitlistEntry, turn: str, note: str = "") -> None:
    entry.state, entry.ended_at, entry.note = turn, clock.now(), note
    entry.save(update_fields=["state", "ended_at", "note"])


def _locked(entry: WaitlistEntry, by: Person | None = None) -> WaitlistEntry:
    """The place in line as it is now, its tree locked; with `by` only where it is that person's.

    Raises Refusal `moved` (409) where the space has just been put into another tree.
    """
    root = Space.objects.values_list("root_id", flat=True).get(waitlist=entry.pk)
    lock_roots([root])
    rows = WaitlistEntry.objects.select_related("space__home", "home", "person", "offer")
    found = (rows if by is None else rows.own(by)).get(pk=entry.pk)
    if found.space.root_id != root:
        raise refuse("moved", status=409)
    return found
