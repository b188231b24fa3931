"""Time-first search: free spaces of a kind on a day over all homes, by distance, then time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.availability import day_bounds, free_times, start_times
from common.datum import Point
from homes.finding import distance_m
from homes.models import Space


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


def find_free(*, day: date, facility: str, near: Point | None, minutes: int) -> list[FreeSpace]:
    """Spaces with `minutes` free on `day`: nearest first, then earliest."""
    spaces = Space.objects.bookable().select_related("home", "facility")
    if facility:
        spaces = spaces.filter(facility=facility)
    near_by = with_distance(list(spaces), near)
    free = free_times([space for space, _away in near_by], *day_bounds(day))
    found = []
    for space, away in near_by:
        if not space.min_minutes <= minutes <= space.max_minutes:
            continue
        first = next(start_times(space, free[space.pk], minutes), None)
        if first:
            start, places = first
            end = start + timedelta(minutes=minutes)
            found.append(FreeSpace(space, start, end, places, away))
    found.sort(key=lambda row: (row.distance is None, row.distance or 0, row.starts_at))
    return found


def with_distance(spaces: list[Space], near: Point | None) -> list[tuple[Space, int | None]]:
    """Each space with the distance of its home in metres; None where either place is unknown."""
    away: dict[int, int | None] = {}
    for space in spaces:
        home = space.home
        if home.pk not in away:
            known = near is not None and home.lat is not None
            away[home.pk] = round(distance_m(near, Point(home.lat, home.lon))) if known else None
    return [(space, away[space.home_id]) for space in spaces]
