"""Time-first search: free spaces of a kind on a day over all homes, by distance, then time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from bookings.availability import day_bounds, free_times, start_times
from common import clock
from common.datum import Point
from homes.finding import distance_m, distance_text, in_city, walk_minutes
from homes.models import Home, Space

# Homes are looked at this many at a time, nearest first, until the reader has enough.
HOMES_AT_ONCE = 24
PAGE_SIZE = 20
MOST_PAGES = 100


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

    @property
    def walk_minutes(self) -> int | None:
        return None if self.distance is None else walk_minutes(self.distance)

    @property
    def distance_text(self) -> str:
        return "" if self.distance is None else distance_text(self.distance)


def page_of(found: Iterator[FreeSpace], number: int) -> tuple[list[FreeSpace], bool]:
    """The finds of a page (the first is 1), and whether there are more."""
    last = number * PAGE_SIZE
    rows = list(islice(found, last - PAGE_SIZE, last + 1))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def find_free(
    *, day: date, facility: str, near: Point | None, minutes: int, city: str = ""
) -> Iterator[FreeSpace]:
    """Spaces with `minutes` free on `day`: nearest home first, then earliest.

    Lazy: what is not asked for is not computed, so a page costs the same in a province of any
    size. Without `near`, homes come in the order of their codes.
    """
    bounds = day_bounds(day)
    ahead = (day - clock.today()).days
    wanted = Space.objects.bookable().filter(
        min_minutes__lte=minutes, max_minutes__gte=minutes, horizon_days__gte=ahead
    )
    if facility:
        wanted = wanted.filter(facility=facility)
    if city:
        wanted = wanted.filter(in_city(city, "home__"))
    order = homes_in_order(wanted, near)
    for first in range(0, len(order), HOMES_AT_ONCE):
        away = dict(order[first : first + HOMES_AT_ONCE])
        spaces = list(wanted.filter(home__in=list(away)).select_related("home", "facility"))
        free = free_times(spaces, *bounds)
        found = [row for space in spaces if (row := earliest(space, free, minutes, away))]
        places = {home: place for place, home in enumerate(away)}
        yield from sorted(found, key=lambda row: (places[row.space.home_id], row.starts_at))


def earliest(space: Space, free: dict, minutes: int, away: dict) -> FreeSpace | None:
    """The space's first start that fits and can still be booked, if there is one."""
    soonest = clock.now() + timedelta(minutes=space.lead_minutes)
    times = start_times(space, free[space.pk], minutes)
    first = next((row for row in times if row[0] >= soonest), None)
    if first is None or minutes % space.step_minutes:
        return None
    start, places = first
    end = start + timedelta(minutes=minutes)
    return FreeSpace(space, start, end, places, away[space.home_id])


def homes_in_order(spaces, near: Point | None) -> list[tuple[int, int | None]]:
    """Ids of the spaces' homes with their distance in metres, nearest first.

    A home without a point of its own (a mobile one) has no distance and comes last.
    """
    homes = Home.objects.filter(pk__in=spaces.order_by().values("home")).order_by("code")
    rows = homes.values_list("pk", "lat", "lon")
    if near is None:
        return [(home, None) for home, _lat, _lon in rows]
    known = [(home, distance_to(near, lat, lon)) for home, lat, lon in rows]
    return sorted(known, key=lambda row: (row[1] is None, row[1] or 0))


def distance_to(near: Point, lat: float | None, lon: float | None) -> int | None:
    """Whole metres; None for what has no point."""
    if lat is None or lon is None:
        return None
    return round(distance_m(near, Point(lat, lon)))
