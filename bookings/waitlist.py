"""Passing on what comes free: in the transaction that frees it, under the tree's lock.

Between a place's coming free and its being kept for the first in line there is no moment at
which somebody else could take it, or at which a process that dies could lose it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from bookings.enums import Source, State, Turn
from bookings.free_time import Held
from bookings.holding import busy, hold, lock_roots
from bookings.line import Keeping, Wanted, keep_until, keeping, served
from bookings.models import Hold, Reservation, WaitlistEntry
from bookings.notices import offer_answered, tell, tell_waiting
from bookings.refusals import refuse
from bookings.rules import CADRE_CHECKS, WORKER_CHECKS, Wish
from common import audit, clock
from common.errors import Refusal
from common.ranges import bounds, during, span, units
from common.sql import selected
from homes.enums import Mode
from homes.models import Space
from unions.models import Person

DAY = timedelta(days=1)
# Every end of a reservation asks this.
SOMEBODY_WAITS = (
    "SELECT 1 FROM bookings_waitlistentry WHERE state = 'waiting' AND home_id = %s "
    "AND starts_at > %s AND starts_at < %s AND ends_at > %s LIMIT 1"
)


def pass_on(*, space: Space, starts_at: datetime, ends_at: datetime) -> int:
    """Keep what has come free for whose turn it is; the space's tree must be locked.

    One query where nobody waits for that time. Returns how many places were kept.
    """
    now = clock.now()
    _freed_from, freed_until = busy(space, starts_at, ends_at)
    # A wish takes pauses around itself, so it may want what is free beyond its own times, and
    # one that is still to come what is over.
    since, freed_until = starts_at - DAY, freed_until + DAY
    if freed_until <= now:
        return 0
    if not selected(SOMEBODY_WAITS, [space.home_id, now, freed_until, since]):
        return 0
    times = {"starts_at__lt": freed_until, "ends_at__gt": since}
    # A home with a cap is locked itself, and who leaves it makes room for all its spaces.
    where = {"space__root": space.root_id} if space.home.cap is None else {}
    return _serve(_line(home=space.home_id, **where, **times), now)


def look_again(*, roots: Iterable[int]) -> int:
    """Keep what those who wait in these trees can have now; the trees must be locked.

    For what comes free in other ways than by a reservation's end: more places, longer hours.
    """
    return _serve(_line(space__root__in=list(roots)), clock.now())


def hours_changed(homes: Collection[int]) -> int:
    """Homes are open at other times now: what those who wait there can have is kept for them.

    One query where nobody waits. Locks trees, so nothing but people and homes may be locked.
    """
    waiting = WaitlistEntry.objects.waiting().filter(home__in=homes, starts_at__gt=clock.now())
    roots = {root for root in waiting.order_by().values_list("space__root", flat=True) if root}
    if not roots:
        return 0
    with transaction.atomic():
        lock_roots(roots)
        return look_again(roots=roots)


def keeping_of(space: Space) -> Keeping:
    """How long a place in a space is kept, by the rules that count there."""
    return keeping(space.keep_minutes, space.keep_last_day_minutes, space.keep_last_hours_minutes)


def offer(entry: WaitlistEntry, now: datetime, *, by: Person | None = None) -> Reservation:
    """Keep a place for who waits; the tree must be locked. A cadre (`by`) may do so unasked.

    Raises Refusal with the code of the first rule that fails, `taken` where nothing is free.
    """
    space, wish = entry.space, wish_of(entry)
    for check in WORKER_CHECKS if by is None else CADRE_CHECKS:
        check(wish, now)
    lead = timedelta(minutes=space.lead_minutes if by is None else 0)
    until = keep_until(now, entry.starts_at, keeping_of(space), lead=lead)
    if until <= now:
        raise refuse("past")
    kept = Reservation.objects.create(
        home_id=space.home_id,
        space=space,
        person_id=entry.person_id,
        places=entry.places,
        people=entry.people,
        declares=entry.declares,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        state=State.OFFERED,
        source=Source.WAITLIST if by is None else Source.CADRE,
        created_at=now,
        offered_until=until,
    )
    hold(kept)
    entry.state, entry.offer = Turn.OFFERED, kept
    entry.save(update_fields=["state", "offer"])
    audit.record(action="offer", target=entry, actor=by, until=f"{until:%Y-%m-%d %H:%M}")
    tell(kept, "waitlist_offered", until=until, not_after=until)
    return kept


def settle(*, offer: Reservation, turn: str) -> None:
    """Note what became of a kept place, in the line it came from; its tree must be locked."""
    entries = WaitlistEntry.objects.filter(offer=offer, state=Turn.OFFERED)
    for entry in entries.select_related("space", "home", "person"):
        entry.state, entry.ended_at = turn, clock.now()
        entry.note = offer.note if turn == Turn.REMOVED else ""
        entry.save(update_fields=["state", "ended_at", "note"])
        offer_answered(offer)
        if turn == Turn.LAPSED:
            tell_waiting(entry, "waitlist_lapsed")
        elif turn == Turn.REMOVED:
            tell_waiting(entry, "waitlist_removed", note=entry.note)


def wish_of(entry: WaitlistEntry, instead_of: Reservation | None = None) -> Wish:
    """What somebody waits for, as the rules of a booking ask about it."""
    return Wish(
        entry.person,
        entry.space,
        entry.starts_at,
        entry.ends_at,
        entry.places,
        instead_of,
        people=entry.people,
        declares=frozenset(entry.declares),
    )


def _line(**which) -> list[WaitlistEntry]:
    rows = WaitlistEntry.objects.waiting().filter(starts_at__gt=clock.now(), **which)
    return list(rows.select_related("space__home", "person").in_order())


def _serve(line: list[WaitlistEntry], now: datetime) -> int:
    if not line:
        return 0
    wanted = [(entry, _wanted(entry)) for entry in line]
    return sum(1 for _entry in served(wanted, _held([w for _e, w in wanted]), _give_at(now)))


def _give_at(now: datetime):
    """Asks the rules and makes the offer; False where one of them refuses this person now."""

    def give(entry: WaitlistEntry) -> bool:
        if not entry.person.is_active:
            return False
        try:
            with transaction.atomic():
                offer(entry, now)
        except Refusal:
            entry.state, entry.offer = Turn.WAITING, None
            return False
        return True

    return give


def _wanted(entry: WaitlistEntry) -> Wanted:
    space = entry.space
    whole = space.mode != Mode.PLACES
    starts_at, ends_at = busy(space, entry.starts_at, entry.ends_at)
    return Wanted(*bounds(space.units), whole, entry.places, starts_at, ends_at)


def _held(wanted: list[Wanted]) -> list[Held]:
    """What is taken of all that is wanted."""
    first, last = min(w.starts_at for w in wanted), max(w.ends_at for w in wanted)
    lower, upper = min(w.lower for w in wanted), max(w.upper for w in wanted)
    rows = Hold.objects.filter(
        units__overlap=units(lower, upper), during__overlap=during(first, last)
    )
    return [
        Held(*bounds(taken), *span(time_taken))
        for taken, time_taken in rows.values_list("units", "during")
    ]
