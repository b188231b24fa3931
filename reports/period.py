"""Periods of reports, both days included, and those they are compared with. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    starts_on: date
    ends_on: date

    @property
    def starts_at(self) -> datetime:
        """Midnight with which the first day begins, in Asia/Shanghai."""
        return datetime.combine(self.starts_on, time(), SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        """Midnight with which the last day ends; the period is [starts_at, ends_at)."""
        return datetime.combine(self.ends_on + DAY, time(), SHANGHAI)

    @property
    def is_whole_months(self) -> bool:
        return self.starts_on.day == 1 and (self.ends_on + DAY).day == 1

    def months(self) -> list[date]:
        """The first day of every month that the period touches."""
        first, found = self.starts_on.replace(day=1), []
        while first <= self.ends_on:
            found.append(first)
            first = shifted(first, 1)
        return found

    def before(self) -> "Period":
        """The period of the same length that ends the day before: as many months for whole
        months, else as many days."""
        if self.is_whole_months:
            return self._months_back(len(self.months()))
        length = self.ends_on - self.starts_on
        return Period(self.starts_on - DAY - length, self.starts_on - DAY)

    def year_before(self) -> "Period":
        """The same days of the year before; 29 February becomes the 28th."""
        if self.is_whole_months:
            return self._months_back(12)
        return Period(shifted(self.starts_on, -12), shifted(self.ends_on, -12))

    def _months_back(self, count: int) -> "Period":
        after = shifted(self.ends_on + DAY, -count)
        return Period(shifted(self.starts_on, -count), after - DAY)


def shifted(day: date, months: int) -> date:
    """The day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_before(day: date) -> Period:
    """The whole month before that of `day`."""
    first = day.replace(day=1)
    return Period(shifted(first, -1), first - DAY)


def last_months(day: date, count: int) -> Period:
    """`count` whole months, the last of them the month of `day`, up to `day`."""
    return Period(shifted(day.replace(day=1), 1 - count), day)
