"""Counting a person's bookings against a limit. Pure; tested against a minute-by-minute model."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.enums import Measure, Period
from common.clock import SHANGHAI

WHOLE_DAY = 24 * 60


@dataclass(frozen=True)
class Peak:
    """Minutes [starts, ends) of these days of the week; 1 is Monday."""

    weekdays: frozenset[int]
    starts: int
    ends: int

    @classmethod
    def of(cls, weekdays: Iterable[int], starts: time, ends: time) -> "Peak":
        last = ends.hour * 60 + ends.minute or WHOLE_DAY
        return cls(frozenset(weekdays), starts.hour * 60 + starts.minute, last)


@dataclass(frozen=True)
class Limit:
    """At most `most` bookings or minutes in a period; `peaks`: only what falls into them."""

    most: int
    measure: str
    period: str
    peaks: tuple[Peak, ...] = ()

    def amount(self, starts_at: datetime, ends_at: datetime) -> int:
        """How much of the limit a booking uses up; 0 where the limit is not about it."""
        if not self.peaks:
            minutes = round((ends_at - starts_at).total_seconds() / 60)
        else:
            minutes = peak_minutes(self.peaks, starts_at, ends_at)
        return minutes if self.measure == Measure.MINUTES else int(minutes > 0)


def period_of(period: str, moment: datetime) -> tuple[datetime, datetime]:
    """The day, the week from Monday or the month around a moment, in Asia/Shanghai."""
    day = moment.astimezone(SHANGHAI).date()
    if period == Period.DAY:
        return _midnight(day), _midnight(day + timedelta(days=1))
    if period == Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return _midnight(monday), _midnight(monday + timedelta(days=7))
    first = day.replace(day=1)
    return _midnight(first), _midnight((first + timedelta(days=31)).replace(day=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def peak_minutes(peaks: Iterable[Peak], starts_at: datetime, ends_at: datetime) -> int:
    """Minutes of [starts_at, ends_at) in any of the peaks; a minute in two of them counts once."""
    peaks = list(peaks)
    starts_at, ends_at = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    total, day = 0, starts_at.date()
    while day <= ends_at.date():
        midnight = _midnight(day)
        first = max(0, _minutes(starts_at - midnight))
        last = min(WHOLE_DAY, _minutes(ends_at - midnight))
        for peak in sorted(peaks, key=lambda peak: peak.starts):
            if day.isoweekday() in peak.weekdays:
                begins, ends = max(first, peak.starts), min(last, peak.ends)
                total += max(0, ends - begins)
                first = max(first, ends)
        day += timedelta(days=1)
    return total


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


def used(limit: Limit, bookings: Iterable[tuple[datetime, datetime]], moment: datetime) -> int:
    """How much of the limit is used up in the period around `moment`; a booking counts in the
    period in which it starts."""
    first, last = period_of(limit.period, moment)
    return sum(
        limit.amount(starts_at, ends_at)
        for starts_at, ends_at in bookings
        if first <= starts_at < last
    )
