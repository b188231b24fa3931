"""Where a booking that a closure hits could go: next door, near by, or another time.

1. an equal space (its facility, its size or more, who is let in) at the home, same time; 2. one
at the nearest home within 2 km, same time; 3. the same space at the nearest free time within a
week, by day where there is one. No two bookings are offered the same.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import cos, radians

from bookings.availability import lets_in
from bookings.board import Board
from bookings.enums import ClosureKind, Source, State
from bookings.models import Closure, ClosureHit, Reservation
from common import clock
from common.datum import Point
from common.ranges import bounds
from homes.enums import Admission, Mode
from homes.finding import distance_m
from homes.models import Home, Space

NEAR_M = 2000
WEEK = timedelta(days=7)
DAYTIME = (7, 22)
METRES_PER_DEGREE = 111_200


def propose(closure: Closure, home: Home, hits: Sequence[ClosureHit]) -> None:
    """Give each hit of a booking its `to_space` and `to_starts_at`, where there is a place.

    The same few queries for any number of hits.
    """
    hits = [hit for hit in hits if hit.reservation is not None and _may_go(hit.reservation)]
    if not hits:
        return
    spaces = _candidates(closure, home, {hit.place.facility_id for hit in hits})
    first = max(clock.now(), min(hit.starts_at for hit in hits) - WEEK)
    last = max(hit.ends_at for hit in hits) + WEEK
    closed = {home.pk: closure.intervals} if closure.kind == ClosureKind.HOURS else {}
    board = Board(spaces, first, last, closed=closed)
    if closure.kind == ClosureKind.BLOCK:
        for start, end in closure.intervals:
            board.block(closure.place, start, end)
    for hit in hits:
        found = _same_time(board, spaces, hit) or _same_space(board, hit)
        if found is not None:
            hit.to_space, hit.to_starts_at = found
            board.take(*hit.goal, hit.booking.places, _newcomers(hit, *found))


def _may_go(booking: Reservation) -> bool:
    """Not a place that is only kept for who waits, and not what a room is closed for."""
    return booking.state != State.OFFERED and booking.source != Source.MAINTENANCE


def _newcomers(hit: ClosureHit, space: Space, starts_at: datetime) -> int:
    """How many people a home with a cap must let in: none who come there at that time anyway."""
    stays = space.home_id == hit.place.home_id and starts_at == hit.starts_at
    return 0 if stays else hit.booking.heads


def _candidates(closure: Closure, home: Home, facilities: set[str]) -> list[Space]:
    """Spaces of these facilities here and within 2 km, the nearest home's first.

    Elsewhere only what anybody could have booked at once; not at homes that this closes too.
    """
    here = list(
        Space.objects.bookable()
        .filter(home=home, facility__in=facilities)
        .select_related("home")
        .order_by("order", "pk")
    )
    away = {home.pk: 0.0}
    away |= {pk: metres for pk, metres in _near(home) if metres <= NEAR_M}
    elsewhere = (
        Space.objects.bookable()
        .filter(
            home__in=[pk for pk in away if pk != home.pk],
            facility__in=facilities,
            needs_approval=False,
            members_only=False,
            home__admission__in=(Admission.EVERYONE, Admission.WORKERS),
        )
        .exclude(home__in=closure.parts.values("home"))
        .select_related("home")
    )
    spaces = [*here, *elsewhere]
    if closure.kind == ClosureKind.SUSPEND:
        spaces = list(elsewhere)
    elif closure.kind == ClosureKind.FAULT:
        spaces = [space for space in spaces if not overlaps(space, closure.place)]
    spaces.sort(key=lambda space: (away[space.home_id], space.order, space.pk))
    return spaces


def overlaps(space: Space, other: Space) -> bool:
    """Whether one is the other, a part of it or its whole."""
    if not space.units or not other.units:
        return space.pk == other.pk
    (low, high), (other_low, other_high) = bounds(space.units), bounds(other.units)
    return low < other_high and other_low < high


def _near(home: Home) -> Iterable[tuple[int, float]]:
    if home.lat is None or home.lon is None:
        return
    reach = NEAR_M / METRES_PER_DEGREE
    wide = reach / cos(radians(home.lat))
    others = Home.objects.in_operation().filter(
        lat__range=(home.lat - reach, home.lat + reach),
        lon__range=(home.lon - wide, home.lon + wide),
    )
    here = Point(home.lat, home.lon)
    for pk, lat, lon in others.exclude(pk=home.pk).values_list("pk", "lat", "lon"):
        yield pk, distance_m(here, Point(lat, lon))


def _same_time(board: Board, spaces: list[Space], hit: ClosureHit):
    """The nearest space that is free then and serves the booking as well."""
    if hit.starts_at <= clock.now():
        return None
    times, places = (hit.starts_at, hit.ends_at), hit.booking.places
    for space in spaces:
        heads = _newcomers(hit, space, hit.starts_at)
        if _serves(space, hit) and board.fits(space, *times, places, heads):
            return space, hit.starts_at
    return None


def _serves(space: Space, hit: ClosureHit) -> bool:
    """Of the same facility, booked alike, large enough, and for the same people or more."""
    place = hit.place
    whole = space.mode != Mode.PLACES
    return (
        space.facility_id == place.facility_id
        and whole == (place.mode != Mode.PLACES)
        and (not whole or hit.booking.people <= space.capacity)
        and lets_in(place, space)
    )


def _same_space(board: Board, hit: ClosureHit) -> tuple[Space, datetime] | None:
    space, booking = board.spaces.get(hit.place.pk), hit.booking
    if space is None or booking.state == State.CHECKED_IN:
        return None
    minutes = int((hit.ends_at - hit.starts_at).total_seconds() // 60)
    within = (hit.starts_at - WEEK, hit.starts_at + WEEK)
    starts = board.starts(space, minutes, booking.places, booking.heads, within)
    if not starts:
        return None
    return space, min(starts, key=lambda start: (_odd(start), abs(start - hit.starts_at), start))


def _odd(start: datetime) -> bool:
    """Whether it is an hour at which nobody wants to come instead, though a home be open."""
    return not DAYTIME[0] <= start.astimezone(clock.SHANGHAI).hour < DAYTIME[1]
