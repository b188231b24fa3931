"""On which dates does a series take place? Pure; property-tested against a slow, obvious model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from homes.enums import DayKind

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Pattern:
    """These ISO weekdays from the first date to the last, both included.

    Every second week counts from the week, Monday to Sunday, in which the first date lies.
    """

    weekdays: frozenset[int]
    first: date
    last: date
    every_weeks: int = 1
    skip_holidays: bool = True


def dates_of(pattern: Pattern, calendar: Mapping[date, str]) -> tuple[list[date], list[date]]:
    """The dates, and those left out because they are statutory holidays in `calendar`.

    A make-up working day is the weekday that it is: a Saturday's club meets on a working Saturday.
    """
    kept: list[date] = []
    left: list[date] = []
    monday = pattern.first - timedelta(days=pattern.first.isoweekday() - 1)
    while monday <= pattern.last:
        for weekday in sorted(pattern.weekdays):
            day = monday + timedelta(days=weekday - 1)
            if not pattern.first <= day <= pattern.last:
                continue
            holiday = pattern.skip_holidays and calendar.get(day) == DayKind.HOLIDAY
            (left if holiday else kept).append(day)
        monday += WEEK * pattern.every_weeks
    return kept, left
