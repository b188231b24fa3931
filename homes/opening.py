"""When is it open? Pure: rules in, intervals out. `homes.hours` reads the rules.

For each date the first of these that has anything to say decides alone:
1. exceptions for the date;
2. on a statutory holiday, the holiday rules;
3. on a make-up working day, the make-up rules;
4. the rules of a season in which the date lies, for its weekday;
5. the rules of the whole year, for its weekday.
A rule without hours says "closed". A rule belongs to the date on which it opens, so an exception
for Monday does not cut what opened on Sunday night and runs into Monday.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from homes.enums import DayKind, HoursKind

Interval = tuple[datetime, datetime]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Weekly:
    """Opens on these ISO weekdays (1 Monday … 7 Sunday) between two dates, both included.

    `kind` holiday and workday rules apply on such dates whatever their weekday; `season` is
    (601, 930) for 1 June to 30 September, both included, every year; `opens` None: closed.
    """

    weekdays: frozenset[int]
    opens: time | None
    closes: time | None
    valid_from: date | None = None
    valid_to: date | None = None
    kind: str = HoursKind.WEEKLY
    season: tuple[int, int] | None = None

    def in_force(self, day: date) -> bool:
        """Whether the date lies within the rule's dates and season."""
        return (
            (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
            and (self.season is None or in_season(self.season, day))
        )


@dataclass(frozen=True)
class Special:
    """On this date these hours and no others; `opens` None: closed the whole day."""

    on: date
    opens: time | None = None
    closes: time | None = None


def in_season(season: tuple[int, int], day: date) -> bool:
    """Whether the date lies in a season given as (month × 100 + day) twice, ends included."""
    first, last = season
    now = day.month * 100 + day.day
    return first <= now <= last if first <= last else now >= first or now <= last


def rules_on(weekly: list[Weekly], day: date, day_kind: str | None) -> list[Weekly]:
    """The rules that decide about a date: those of the first group that has any."""
    running = [rule for rule in weekly if rule.in_force(day)]
    of_kind = {DayKind.HOLIDAY: HoursKind.HOLIDAY, DayKind.WORKDAY: HoursKind.WORKDAY}
    if day_kind and (found := [r for r in running if r.kind == of_kind[DayKind(day_kind)]]):
        return found
    usual = [r for r in running if r.kind == HoursKind.WEEKLY and day.isoweekday() in r.weekdays]
    return [rule for rule in usual if rule.season] or usual


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


def _openings(
    weekly: list[Weekly], specials: dict, day: date, day_kind: str | None
) -> Iterator[Interval]:
    for rule in specials.get(day) or rules_on(weekly, day, day_kind):
        if rule.opens is not None and rule.closes is not None:
            yield opening(day, rule.opens, rule.closes)


def open_intervals(
    weekly: Iterable[Weekly],
    specials: Iterable[Special],
    starts_at: datetime,
    ends_at: datetime,
    calendar: Mapping[date, str] | None = None,
) -> list[Interval]:
    """Open time within [starts_at, ends_at), aware datetimes, as sorted disjoint intervals.

    `calendar` names the dates that are a DayKind; all others are what their weekday is.
    """
    weekly, calendar = list(weekly), calendar or {}
    by_date: dict[date, list[Special]] = {}
    for special in specials:
        by_date.setdefault(special.on, []).append(special)
    # An opening lasts a day at most, so one that begins the day before may still be running.
    day = starts_at.astimezone(SHANGHAI).date() - DAY
    last = ends_at.astimezone(SHANGHAI).date()
    found: list[Interval] = []
    while day <= last:
        found.extend(_openings(weekly, by_date, day, calendar.get(day)))
        day += DAY
    return list(clipped(merged(found), starts_at, ends_at))


def openings_by_date(
    weekly: Iterable[Weekly],
    specials: Iterable[Special],
    first: date,
    last: date,
    calendar: Mapping[date, str] | None = None,
) -> dict[date, list[Interval]]:
    """The openings that begin on each date from `first` to `last`, both included."""
    weekly, calendar = list(weekly), calendar or {}
    by_date: dict[date, list[Special]] = {}
    for special in specials:
        by_date.setdefault(special.on, []).append(special)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return {day: list(_openings(weekly, by_date, day, calendar.get(day))) for day in days}


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
