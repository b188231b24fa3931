"""An independent, slow check of everything that must hold between bookings, by brute force.

It reads rows and counts; nothing of the portal's own arithmetic is used.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import combinations, pairwise

from bookings.models import Block, Hold, Reservation, Strike, WaitlistEntry
from homes.models import HoursException, Space
from messaging.models import Notice
from unions.models import PointsEntry

HOLDING = {"offered", "requested", "confirmed", "checked_in"}
CAME = {"checked_in", "completed"}
POINTS = 5  # for a check-in, unless somebody has said otherwise


def problems(now) -> list[str]:
    """Whatever is wrong in the database, where all of it was made by the portal's own actions."""
    rows = list(Reservation.objects.all())
    return [*misheld(now), *untold(), *points_wrong(rows), *strikes_wrong()]


def misheld(now) -> list[str]:
    """Whatever is wrong with reservations, holds and waiting lists, however they were made."""
    spaces = {space.pk: space for space in Space.objects.select_related("home")}
    holds = list(Hold.objects.all())
    rows = list(Reservation.objects.all())
    live = [row for row in rows if row.state in HOLDING]
    return [
        *overlaps(holds),
        *orphans(holds, rows, spaces),
        *oversold(live, spaces),
        *too_full(live, spaces),
        *broken_turns(live, now),
        *lost_turns(live, spaces, now),
        *jumped_queues(live, spaces, now),
    ]


def overdue(now) -> list[str]:
    """What should be over by now, when all that time does has been done."""
    live = Reservation.objects.filter(state__in=HOLDING)
    grace = timedelta(minutes=15)
    missed = live.filter(
        state="confirmed",
        person__isnull=False,
        space__check_in_required=True,
        starts_at__lte=now - grace,
        created_at__lte=now - grace,
    ).exclude(source__in=("activity", "maintenance", "walk_in"))
    return [
        *(f"reservation {row.pk} ({row.state}) has ended" for row in live.filter(ends_at__lte=now)),
        *(
            f"reservation {row.pk} ({row.state}) has begun unanswered"
            for row in live.filter(state__in=("offered", "requested"), starts_at__lte=now)
        ),
        *(f"offer {row.pk} has lapsed" for row in live.filter(offered_until__lte=now)),
        *(f"nobody came to {row.pk}, which is still held" for row in missed),
        *(
            f"entry {row.pk} waits for what has begun"
            for row in WaitlistEntry.objects.filter(state="waiting", starts_at__lte=now)
        ),
    ]


def overlaps(holds) -> list[str]:
    return [
        f"holds {a.pk} and {b.pk} overlap"
        for a, b in combinations(holds, 2)
        if a.units.lower < b.units.upper
        and b.units.lower < a.units.upper
        and a.during.lower < b.during.upper
        and b.during.lower < a.during.upper
    ]


def orphans(holds, rows, spaces) -> list[str]:
    """A hold without a live reservation, or a live reservation that holds not what it should."""
    found, by_reservation = [], {}
    for hold in holds:
        by_reservation.setdefault(hold.reservation_id, []).append(hold)
    for row in rows:
        own = by_reservation.pop(row.pk, [])
        if row.state not in HOLDING:
            found += [f"reservation {row.pk} ({row.state}) still holds units"] if own else []
            continue
        space = spaces[row.space_id]
        size = row.places if space.mode == "places" else space.units.upper - space.units.lower
        found += held_wrongly(row, of(space.units, own), size, busy(row, spaces))
        if (cap := space.home.cap_units) is not None:
            found += held_wrongly(row, of(cap, own), heads(row, spaces))
        stray = len(own) - len(of(space.units, own))
        if stray and cap is None:
            found.append(f"reservation {row.pk} holds units of another space")
    return found + [f"holds of no reservation: {pk}" for pk in by_reservation]


def of(block, holds) -> list:
    """The holds that lie within a block of units."""
    return [h for h in holds if block.lower <= h.units.lower and h.units.upper <= block.upper]


def held_wrongly(row, holds, size, times=None) -> list[str]:
    """Moments of a reservation (or of `times`) at which it does not hold `size` units."""
    begins, ends = times or (row.starts_at, row.ends_at)
    edges = {begins, *(hold.during.lower for hold in holds)}
    return [
        f"reservation {row.pk} ({row.state}) holds not {size} units at {moment}"
        for moment in edges
        if begins <= moment < ends
        and sum(
            hold.units.upper - hold.units.lower
            for hold in holds
            if hold.during.lower <= moment < hold.during.upper
        )
        != size
    ]


def busy(row, spaces) -> tuple:
    """When a booking, or a wish, takes its space: with the pauses around it."""
    space = spaces[row.space_id]
    before = timedelta(minutes=space.buffer_before_minutes)
    return row.starts_at - before, row.ends_at + timedelta(minutes=space.buffer_minutes)


def meet(one, other) -> bool:
    """Whether two times overlap."""
    return one[0] < other[1] and other[0] < one[1]


def above(space, spaces) -> set[int]:
    """Ids of the wholes that a space is part of, itself among them."""
    found = set()
    while space is not None:
        found.add(space.pk)
        space = spaces.get(space.parent_id)
    return found


def related(a, b, spaces) -> bool:
    """Whether one of two spaces contains the other."""
    return a.pk in above(b, spaces) or b.pk in above(a, spaces)


def oversold(live, spaces) -> list[str]:
    """Two bookings of related spaces at one moment, or more places than a space has."""
    found = []
    for a, b in combinations(live, 2):
        one, other = spaces[a.space_id], spaces[b.space_id]
        same = one.pk == other.pk and one.mode == "places"
        if not same and related(one, other, spaces) and meet(busy(a, spaces), busy(b, spaces)):
            found.append(f"reservations {a.pk} and {b.pk} use the same space")
    moments = sorted({row.starts_at for row in live} | {row.ends_at for row in live})
    for start, _end in pairwise(moments):
        now = [row for row in live if row.starts_at <= start < row.ends_at]
        for pk in {row.space_id for row in now}:
            sold = sum(row.places for row in now if row.space_id == pk)
            if spaces[pk].mode == "places" and sold > spaces[pk].capacity:
                found.append(f"space {pk} has {sold} places sold at {start}")
    return found


def broken_turns(live, now) -> list[str]:
    """An offer without its place kept, or a place kept for nobody who waits."""
    offers = {row.pk: row for row in live if row.state == "offered"}
    found = []
    for entry in WaitlistEntry.objects.filter(state="offered"):
        row = offers.pop(entry.offer_id, None)
        same = row is not None and (
            (row.person_id, row.space_id, row.starts_at, row.ends_at, row.places)
            == (entry.person_id, entry.space_id, entry.starts_at, entry.ends_at, entry.places)
        )
        if not same:
            found.append(f"entry {entry.pk} has no place kept")
    return found + [f"a place is kept for nobody: {pk}" for pk in offers]


def lost_turns(live, spaces, now) -> list[str]:
    """Somebody waits for what is free. Those who may not have it now are not in this world."""
    return [
        f"entry {entry.pk} waits for what is free"
        for entry in WaitlistEntry.objects.filter(state="waiting", starts_at__gt=now)
        if may_have(entry, spaces, now) and is_free(entry, live, spaces)
    ]


def jumped_queues(live, spaces, now) -> list[str]:
    """A place kept for somebody while one who stood in line before wants as much or less."""
    offered = {row.pk: row for row in live if row.state == "offered" and row.source == "waitlist"}
    entries = list(WaitlistEntry.objects.filter(state__in=("waiting", "offered")))
    return [
        f"entry {later.pk} was served before entry {first.pk}"
        for later in entries
        for first in entries
        if later.offer_id in offered
        and first.state == "waiting"
        and (first.joined_at, first.pk) < (later.joined_at, later.pk)
        and wants_no_more(first, later)
        and may_have(first, spaces, now)
        and not Block.objects.filter(person=first.person_id).exists()  # was passed over then
    ]


def wants_no_more(one, other) -> bool:
    same = (one.space_id, one.starts_at, one.ends_at)
    return (
        same == (other.space_id, other.starts_at, other.ends_at)
        and one.places <= other.places
        and one.people <= other.people
    )


def untold() -> list[str]:
    """Somebody for whom a place is kept, or who has missed one, without a message of it."""
    told = defaultdict(list)
    for person, kind, key in Notice.objects.values_list("person", "kind", "key"):
        told[person, kind].append(key.split(":")[1])
    offers = WaitlistEntry.objects.filter(state="offered").values_list("person", "offer")
    strikes = Strike.objects.filter(kind="no_show").values_list("person", "reservation")
    return [
        f"person {person} has not heard once of {kind} {pk}"
        for kind, rows in (("waitlist_offered", offers), ("booking_missed_counted", strikes))
        for person, pk in rows
        if told[person, kind].count(str(pk)) != 1
    ]


def points_wrong(rows) -> list[str]:
    """A check-in without its points, or points twice or for nothing."""
    had: dict[str, int] = defaultdict(int)
    for key, points in PointsEntry.objects.values_list("key", "points"):
        had[key.rpartition(":")[0]] += points
    return [
        f"reservation {row.pk} ({row.state}) has {had[f'reservation:{row.pk}']} points"
        for row in rows
        if had[f"reservation:{row.pk}"] != (POINTS if earned(row) else 0)
    ]


def earned(row) -> bool:
    """Who came keeps the points, also where the home had to end it before its time."""
    return bool(row.checked_in_at and row.person_id)


def strikes_wrong() -> list[str]:
    """A strike that counts against who came after all, or a block without its strikes."""
    counting = Strike.objects.filter(waived_at=None, reservation__state__in=CAME)
    unfounded = Block.objects.filter(lifted_at=None, strike__waived_at__isnull=False)
    return [
        *(f"strike {row.pk} counts for who came" for row in counting),
        *(f"block {row.pk} rests on what was taken back" for row in unfounded),
    ]


def has_room(entry, people, live, spaces) -> bool:
    """Whether the home's cap lets so many more people in for the time of a wish."""
    cap = spaces[entry.space_id].home.cap
    if cap is None:
        return True
    here = [row for row in live if row.home_id == entry.home_id]
    near = [row for row in here if row.starts_at < entry.ends_at and entry.starts_at < row.ends_at]
    moments = {entry.starts_at, *(row.starts_at for row in near)}
    return all(
        sum(heads(row, spaces) for row in near if row.starts_at <= moment < row.ends_at) + people
        <= cap
        for moment in moments
        if entry.starts_at <= moment < entry.ends_at
    )


def heads(row, spaces) -> int:
    """People whom a reservation brings; maintenance brings none."""
    if row.source == "maintenance":
        return 0
    return row.places if spaces[row.space_id].mode == "places" else row.people


def too_full(live, spaces) -> list[str]:
    """A home with more people booked in at once than its cap."""
    found = []
    for moment in {row.starts_at for row in live}:
        now = [row for row in live if row.starts_at <= moment < row.ends_at]
        for home in {spaces[row.space_id].home for row in now}:
            inside = sum(heads(row, spaces) for row in now if row.home_id == home.pk)
            if home.cap is not None and inside > home.cap:
                found.append(f"home {home.pk} has {inside} people in at {moment}")
    return found


def may_have(entry, spaces, now) -> bool:
    """Whether the space is in use, the home open then, and the person not blocked."""
    space = spaces[entry.space_id]
    blocked = Block.objects.filter(person=entry.person_id, lifted_at=None, ends_at__gt=now)
    if space.condition != "in_use" or blocked.exists():
        return False
    special = list(HoursException.objects.filter(home=entry.home_id, on=entry.starts_at.date()))
    return not special or any(
        row.opens and row.opens <= entry.starts_at.time() and entry.ends_at.time() <= row.closes
        for row in merged_hours(special, entry)
    )


def merged_hours(rows, entry):
    """The rows with those that touch made one."""
    found = []
    for row in sorted((row for row in rows if row.opens), key=lambda row: row.opens):
        if found and found[-1].closes >= row.opens:
            found[-1].closes = max(found[-1].closes, row.closes)
        else:
            found.append(row)
    return found


def is_free(entry, live, spaces) -> bool:
    space = spaces[entry.space_id]
    near = [
        row
        for row in live
        if meet(busy(row, spaces), busy(entry, spaces))
        and related(spaces[row.space_id], space, spaces)
    ]
    if space.mode != "places":
        return not near and has_room(entry, entry.people, live, spaces)
    if not has_room(entry, entry.places, live, spaces):
        return False
    moments = {entry.starts_at, *(row.starts_at for row in near)}
    most = max(
        sum(row.places for row in near if row.starts_at <= moment < row.ends_at)
        for moment in moments
        if entry.starts_at <= moment < entry.ends_at
    )
    return space.capacity - most >= entry.places
