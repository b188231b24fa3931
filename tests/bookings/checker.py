"""An independent, slow check of everything that must hold between bookings, by brute force.

It reads rows and counts; nothing of the portal's own arithmetic is used.
"""

from itertools import combinations, pairwise

from bookings.models import Hold, Reservation, WaitlistEntry
from homes.models import Space

HOLDING = {"offered", "requested", "confirmed", "checked_in"}


def problems(now) -> list[str]:
    """Whatever is wrong with the reservations, holds and waiting lists of the database."""
    spaces = {space.pk: space for space in Space.objects.all()}
    holds = list(Hold.objects.all())
    rows = list(Reservation.objects.all())
    live = [row for row in rows if row.state in HOLDING]
    return [
        *overlaps(holds),
        *orphans(holds, rows, spaces),
        *oversold(live, spaces),
        *broken_turns(live, now),
        *lost_turns(live, spaces, now),
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
        space = spaces[row.space_id]
        size = sum(hold.units.upper - hold.units.lower for hold in own)
        wanted = 0
        if row.state in HOLDING:
            whole = space.units.upper - space.units.lower
            wanted = row.places if space.mode == "places" else whole
        if size != wanted:
            found.append(f"reservation {row.pk} ({row.state}) holds {size} units, not {wanted}")
        for hold in own:
            inside = space.units.lower <= hold.units.lower and hold.units.upper <= space.units.upper
            if not inside or hold.during.lower != row.starts_at or hold.during.upper < row.ends_at:
                found.append(f"hold {hold.pk} is not where reservation {row.pk} is")
    return found + [f"holds of no reservation: {pk}" for pk in by_reservation]


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
    moments = sorted({row.starts_at for row in live} | {row.ends_at for row in live})
    for start, _end in pairwise(moments):
        now = [row for row in live if row.starts_at <= start < row.ends_at]
        for a, b in combinations(now, 2):
            one, other = spaces[a.space_id], spaces[b.space_id]
            same = one.pk == other.pk and one.mode == "places"
            if not same and related(one, other, spaces):
                found.append(f"reservations {a.pk} and {b.pk} use the same space at {start}")
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
        if is_free(entry, live, spaces)
    ]


def is_free(entry, live, spaces) -> bool:
    space = spaces[entry.space_id]
    near = [
        row
        for row in live
        if row.starts_at < entry.ends_at
        and entry.starts_at < row.ends_at
        and related(spaces[row.space_id], space, spaces)
    ]
    if space.mode != "places":
        return not near
    # Places are units: a person keeps the same ones throughout, so those touched at any moment
    # of the wish are gone for all of it.
    taken = {
        unit
        for hold in Hold.objects.filter(reservation__in=[row.pk for row in near])
        for unit in range(hold.units.lower, hold.units.upper)
    }
    return space.capacity - len(taken) >= entry.places
