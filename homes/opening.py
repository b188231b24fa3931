"""When is it open? Pure: rules in, intervals out. `homes.hours` reads the rules.

Order of rules: an exception for a date replaces the weekly hours of that date. A rule belongs
to the date on which it opens, so an exception for Monday does not cut what opened on Sunday
night and runs into Monday.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI

Interval = tuple[datetime, datetime]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Weekly:
    """Opens on these ISO weekdays (1 Monday … 7 Sunday) between two dates, both included."""

    weekdays: frozenset[int]
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def applies_on(self, day: date) -> bool:
        return (
            day.isoweekday() in self.weekdays
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Special:
    """On this date these hours and no others; `opens` None: closed the whole day."""

    on: date
    opens: time | None = None
    closes: time | None = None


def opening(day: date, opens: time, closes: time) -> Interval:
    """One opening that begins on `day`; closing at or before the start means the next day."""
    start = datetime.combine(day, opens, SHANGHAI)
    end = datetime.combine(day if closes > opens else day + DAY, closes, SHANGHAI)
    return start, end


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as sorted intervals that neither touch nor overlap."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def clipped(intervals: Iterable[Interval], starts_at: datetime, ends_at: datetime):
    """The parts of the intervals that lie in [starts_at, ends_at)."""
    for start, end in intervals:
        start, end = max(start, starts_at), min(end, ends_at)
        if start < end:
            yield start, end


def _openings(weekly: list[Weekly], specials: dict, day: date) -> Iterator[Interval]:
    if day in specials:
        for special in specials[day]:
            if special.opens is not None and special.closes is not None:
                yield opening(day, special.opens, special.closes)
        return
    for rule in weekly:
        if rule.applies_on(day):
            yield opening(day, rule.opens, rule.closes)


def open_intervals(
    weekly: Iterable[Weekly],
    specials: Iterable[Special],
    starts_at: datetime,
    ends_at: datetime,
) -> list[Interval]:
    """Open time within [starts_at, ends_at), aware datetimes, as sorted disjoint intervals."""
    weekly = list(weekly)
    by_date: dict[date, list[Special]] = {}
    for special in specials:
        by_date.setdefault(special.on, []).append(special)
    # An opening lasts a day at most, so one that begins the day before may still be running.
    day = starts_at.astimezone(SHANGHAI).date() - DAY
    last = ends_at.astimezone(SHANGHAI).date()
    found: list[Interval] = []
    while day <= last:
        found.extend(_openings(weekly, by_date, day))
        day += DAY
    return list(clipped(merged(found), starts_at, ends_at))


def covers(intervals: Iterable[Interval], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether one of the disjoint intervals holds the whole of [starts_at, ends_at)."""
    return any(start <= starts_at and ends_at <= end for start, end in intervals)


def intersection(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """Time in both of two sorted disjoint lists."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return found


def difference(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """Time in the first of two sorted disjoint lists and not in the second."""
    found: list[Interval] = []
    for start, end in left:
        for cut_start, cut_end in right:
            if cut_end <= start or cut_start >= end:
                continue
            if start < cut_start:
                found.append((start, cut_start))
            start = max(start, cut_end)
        if start < end:
            found.append((start, end))
    return found
