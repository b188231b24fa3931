"""What a closure hits at a home: bookings, and what other apps hold there."""

from django.db.models import Q

from bookings.engagements import handlers
from bookings.enums import HOLDING, ClosureKind, Decision, Source
from bookings.holding import busy
from bookings.models import Closure, ClosureHit, ClosurePart, Reservation
from bookings.outside import outside_hours
from bookings.proposals import propose
from common import clock
from common.ranges import during
from homes.hours import opening_of
from homes.models import Home
from homes.opening import Interval, intersection

# As hits of these kinds the cadre keeps what is not decided otherwise.
KEPT_AT_FIRST = (ClosureKind.FAULT, ClosureKind.OUTSIDE)


def affected(closure: Closure, home: Home) -> list[ClosureHit]:
    """The hits as of now, not saved, without decisions."""
    rows = _reservations(closure, home)
    sessions = [row.pk for row in rows if row.source == Source.ACTIVITY]
    hits = [
        ClosureHit(
            reservation=row,
            space=row.space,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
        if row.source != Source.ACTIVITY
    ]
    for handler in handlers():
        if closure.kind == ClosureKind.HOURS:
            found = handler.find(home, closure.intervals)
        elif closure.kind == ClosureKind.SUSPEND:
            found = handler.find(home, None)
        else:
            found = handler.find_held(sessions)
        hits += [
            ClosureHit(
                thing=handler.kind,
                thing_id=each.key,
                title=each.title[:120],
                people=each.people,
                space_id=each.space_id,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
            )
            for each in found
        ]
    return sorted(hits, key=lambda hit: (hit.starts_at, hit.reservation_id or 0, hit.thing_id))


def listed_again(part: ClosurePart) -> None:
    """Save the hits of a home as they are now, each with a proposal and a decision.

    What was decided before about the same booking at the same time stands.
    """
    before = {hit.key: hit.decision for hit in part.hits.all()}
    part.hits.all().delete()
    hits = affected(part.closure, part.home)
    propose(part.closure, part.home, hits)
    for hit in hits:
        hit.part = part
        hit.decision = before.get(hit.key) or _usual(part.closure, hit)
        if hit.decision == Decision.MOVE and hit.to_space is None:
            hit.decision = Decision.CANCEL
    ClosureHit.objects.bulk_create(hits)


def blocked(closure: Closure) -> list[Interval]:
    """When a space is taken for maintenance: the home's open time within the windows."""
    space = closure.place
    windows = closure.intervals
    opened = opening_of(space.home, max(windows[0][0], clock.now()), windows[-1][1])
    return intersection(opened, sorted(windows))


def _usual(closure: Closure, hit: ClosureHit) -> str:
    if hit.to_space is not None:
        return Decision.MOVE
    return Decision.KEEP if closure.kind in KEPT_AT_FIRST else Decision.CANCEL


def _reservations(closure: Closure, home: Home) -> list[Reservation]:
    rows = Reservation.objects.filter(state__in=HOLDING, ends_at__gt=clock.now(), home=home)
    rows = rows.select_related("space__facility", "space__home", "home", "person")
    if closure.kind == ClosureKind.OUTSIDE:
        return [row for found in outside_hours(rows).values() for row in found]
    if closure.space is not None:
        return list(rows.filter(_at_space(closure)).distinct().order_by("starts_at", "pk"))
    rows = rows.exclude(source=Source.MAINTENANCE)
    if closure.kind == ClosureKind.HOURS:
        within = Q(pk__in=[])
        for start, end in closure.intervals:
            within |= Q(starts_at__lt=end, ends_at__gt=start)
        rows = rows.filter(within)
    return list(rows.order_by("starts_at", "pk"))


def _at_space(closure: Closure) -> Q:
    """Who holds the space, a part or the whole of it; for a block, also in the pauses."""
    here = Q(holds__units__overlap=closure.place.units)
    if closure.kind == ClosureKind.FAULT:
        return here
    then = Q(pk__in=[])
    for start, end in blocked(closure):
        then |= here & Q(holds__during__overlap=during(*busy(closure.place, start, end)))
    return then
