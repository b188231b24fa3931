"""Open hours with nobody on duty: open time minus staffed time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from common.clock import SHANGHAI
from common.ranges import during
from homes.hours import open_between
from homes.models import Home
from homes.opening import Interval, clipped, difference, merged
from staffing.models import Assignment


def unstaffed(opened: list[Interval], staffed: Iterable[Interval]) -> list[Interval]:
    """Time within the sorted disjoint `opened` that none of `staffed` covers. Pure."""
    return difference(opened, merged(staffed))


def gaps_of(
    homes: Iterable[Home], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Interval]]:
    """Open intervals without anybody in [starts_at, ends_at) by home id; five queries at most."""
    homes = list(homes)
    opened = open_between(homes, starts_at, ends_at)
    staffed = staffed_between(homes, starts_at, ends_at)
    return {pk: unstaffed(intervals, staffed[pk]) for pk, intervals in opened.items()}


def staffed_between(
    homes: Iterable[Home], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Interval]]:
    """When somebody has taken a shift, by home id; intervals may overlap. One query."""
    rows = Assignment.objects.filling().filter(
        shift__home__in=list(homes), during__overlap=during(starts_at, ends_at)
    )
    found: dict[int, list[Interval]] = defaultdict(list)
    for home_id, start, end in rows.values_list(
        "shift__home_id", "shift__starts_at", "shift__ends_at"
    ):
        interval = (start.astimezone(SHANGHAI), end.astimezone(SHANGHAI))
        found[home_id].extend(clipped([interval], starts_at, ends_at))
    return found
