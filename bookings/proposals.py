"""Where a booking that a closure hits could go: next door, near by, or another time.

1. another space of the same facility at the home, same time; 2. the nearest home within 2 km with
that facility, same time; 3. the same space within a week, near in days and in the time
of day, not at night for what was by day, and earlier than it was only with a day's notice. No two
bookings are offered the same, and nobody is sent to a smaller space or to one that the person
could not have booked, nor, if it can be helped, to two places at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import cos, radians

from bookings.availability import lets_in
from bookings.board import Board
from bookings.enums import HOLDING, ClosureKind, Source, State
from bookings.models import Closure, ClosureHit, Reservation
from common import clock
from common.datum import Point
from common.ranges import bounds
from homes.enums import Admission, Mode
from homes.finding import distance_m
from homes.models import Home, Space
from homes.opening import Interval

NEAR_M = 2000
WEEK = timedelta(days=7)
NOTICE = timedelta(hours=24)
DAYTIME = (7, 22)
METRES_PER_DEGREE = 111_200


def propose(closure: Closure, home: Home, hits: Sequence[ClosureHit]) -> None:
    """Give each hit of a booking its `to_space` and `to_starts_at`, where there is a place.

    The same few queries for any number of hits.
    """
    hits = [hit for hit in hits if hit.reservation and _may_go(hit.booking)]
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
    plans = Plans(hits, first, last)
    for hit in hits:
        found = _same_time(board, spaces, hit) or _same_space(board, hit, plans)
        if found is not None:
            hit.to_space, hit.to_starts_at = found
            plans.add(hit)
            board.take(*hit.goal, hit.booking.places, _newcomers(hit, found[0], found[1]))


class Plans:
    """What the people whom a closure hits have booked else, and where they are sent by now."""

    def __init__(self, hits: Sequence[ClosureHit], first: datetime, last: datetime):
        people = {hit.booking.person_id for hit in hits} - {None}
        rows = Reservation.objects.filter(
            person__in=people, state__in=HOLDING, starts_at__lt=last, ends_at__gt=first
        ).exclude(pk__in=[hit.booking.pk for hit in hits])
        self._then: dict[int, list[tuple[Interval, Interval]]] = defaultdict(list)
        for person, start, end in rows.values_list("person", "starts_at", "ends_at"):
            self._then[person].append(((start, end), (start, end)))

    def add(self, hit: ClosureHit) -> None:
        """Note where a hit is to go."""
        if (person := hit.booking.person_id) is not None:
            _space, start, end = hit.goal
            self._then[person].append(((start, end), (hit.starts_at, hit.ends_at)))

    def in_the_way(self, hit: ClosureHit, start: datetime) -> bool:
        """Whether its person would have to be elsewhere then; what was booked side by side, as
        two courts for one match, may stay so."""
        then = (start, start + (hit.ends_at - hit.starts_at))
        before = (hit.starts_at, hit.ends_at)
        return any(
            _meet(then, planned) and not _meet(before, was)
            for planned, was in self._then.get(hit.booking.person_id or 0, ())
        )


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _may_go(booking: Reservation) -> bool:
    """Not a place that is kept for who waits for just that, and not repairs of the space itself."""
    return booking.state != State.OFFERED and booking.source != Source.MAINTENANCE


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
            partners_only=False,
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
    """The nearest space of the facility that is free then; alike ones first, then by order."""
    if hit.starts_at <= clock.now():
        return None
    for space in spaces:
        heads = _newcomers(hit, space, hit.starts_at)
        if _is_equal(space, hit.place) and board.fits(
            space, hit.starts_at, hit.ends_at, hit.booking.places, heads
        ):
            return space, hit.starts_at
    return None


def _is_equal(space: Space, present: Space) -> bool:
    """Whether who may use the present space has the same in the other one."""
    whole = present.mode != Mode.PLACES
    return (
        space.facility_id == present.facility_id
        and (space.mode != Mode.PLACES) == whole
        and (space.capacity >= present.capacity or not whole)
        and lets_in(present, space)
    )


def _newcomers(hit: ClosureHit, space: Space, start: datetime) -> int:
    """How many people more the move brings into a home: none where they would be in it anyway."""
    stays = space.home_id == hit.place.home_id and start == hit.starts_at
    return 0 if stays else hit.booking.heads


def _same_space(board: Board, hit: ClosureHit, plans: Plans) -> tuple[Space, datetime] | None:
    space = board.spaces.get(hit.place.pk)
    if space is None or hit.booking.state == State.CHECKED_IN:
        return None
    minutes = int((hit.ends_at - hit.starts_at).total_seconds() // 60)
    within = (hit.starts_at - WEEK, hit.starts_at + WEEK)
    starts = board.starts(space, minutes, hit.booking.places, within, hit.booking.heads)
    in_time = clock.now() + NOTICE
    starts = [start for start in starts if start >= min(hit.starts_at, in_time)]
    if not starts:
        return None
    return space, min(
        starts,
        key=lambda start: (
            plans.in_the_way(hit, start),
            _odd(start) and not _odd(hit.starts_at),
            _trouble(start, hit.starts_at),
            start < hit.starts_at,
            abs(start - hit.starts_at),
        ),
    )


def _trouble(start: datetime, was: datetime) -> int:
    """How far off it is in the day and in days; an hour weighs as much as a day.

    Who comes after work comes after work on another day sooner than in the morning.
    """
    there, here = start.astimezone(clock.SHANGHAI), was.astimezone(clock.SHANGHAI)
    of_day = abs((there.hour - here.hour) * 60 + there.minute - here.minute)
    return of_day + 60 * abs((there.date() - here.date()).days)


def _odd(start: datetime) -> bool:
    """Whether it is an hour at which nobody wants to come instead, though a home be open."""
    return not DAYTIME[0] <= start.astimezone(clock.SHANGHAI).hour < DAYTIME[1]
