"""Time-first search: free spaces of a kind on a day over all homes, by distance, then time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.availability import day_bounds, free_times, start_times
from common.datum import Point
from homes.finding import distance_m
from homes.models import Space

# Homes are looked at this many at a time, nearest first, until the reader has enough.
HOMES_AT_ONCE = 24


@dataclass(frozen=True)
class FreeSpace:
    """The first time on the day at which the space is free for as long as asked."""

    space: Space
    starts_at: datetime
    ends_at: datetime
    places: int
    distance: int | None

    @property
    def measures(self) -> dict:
        return {"distance_m": self.distance, "places": self.places}


def find_free(*, day: date, facility: str, near: Point | None, minutes: int) -> Iterator[FreeSpace]:
    """Spaces with `minutes` free on `day`: nearest home first, then earliest.

    Lazy: what is not asked for is not computed, so a page costs the same in a province of any
    size. Without `near`, homes come in the order of their codes.
    """
    bounds = day_bounds(day)
    wanted = Space.objects.bookable().filter(min_minutes__lte=minutes, max_minutes__gte=minutes)
    if facility:
        wanted = wanted.filter(facility=facility)
    order = homes_in_order(wanted, near)
    for first in range(0, len(order), HOMES_AT_ONCE):
        away = dict(order[first : first + HOMES_AT_ONCE])
        spaces = list(wanted.filter(home__in=list(away)).select_related("home", "facility"))
        free = free_times(spaces, *bounds)
        found = [row for space in spaces if (row := earliest(space, free, minutes, away))]
        places = {home: place for place, home in enumerate(away)}
        yield from sorted(found, key=lambda row: (places[row.space.home_id], row.starts_at))


def earliest(space: Space, free: dict, minutes: int, away: dict) -> FreeSpace | None:
    """The space's first start that fits, if there is one."""
    first = next(start_times(space, free[space.pk], minutes), None)
    if first is None:
        return None
    start, places = first
    end = start + timedelta(minutes=minutes)
    return FreeSpace(space, start, end, places, away[space.home_id])


def homes_in_order(spaces, near: Point | None) -> list[tuple[int, int | None]]:
    """Ids of the spaces' homes with their distance in metres, nearest first.

    A home without a point of its own (a mobile one) has no distance and comes last.
    """
    rows = spaces.order_by("home__code").values_list("home", "home__lat", "home__lon").distinct()
    if near is None:
        return [(home, None) for home, _lat, _lon in rows]
    known = [
        (home, None if lat is None else round(distance_m(near, Point(lat, lon))))
        for home, lat, lon in rows
    ]
    return sorted(known, key=lambda row: (row[1] is None, row[1] or 0))
