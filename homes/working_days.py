"""Deadlines in working days, by the calendar of holidays and make-up days."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from homes.enums import DayKind
from homes.hours import day_kinds

SATURDAY = 6
# No holiday, with the weekends around it, is longer than this.
LONGEST_BREAK = timedelta(days=12)


def is_working_day(day: date, kinds: Mapping[date, str]) -> bool:
    """Monday to Friday but no holiday, or a weekend day that is worked instead."""
    if kind := kinds.get(day):
        return kind == DayKind.WORKDAY
    return day.isoweekday() < SATURDAY


def working_day_after(day: date, count: int, kinds: Mapping[date, str]) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, kinds)
    return day


def due_within(moment: datetime, count: int) -> datetime:
    """The end of the `count`-th working day after `moment`, Asia/Shanghai."""
    kinds = day_kinds(moment, moment + timedelta(days=2 * count) + 2 * LONGEST_BREAK)
    last = working_day_after(moment.astimezone(SHANGHAI).date(), count, kinds)
    return datetime.combine(last + timedelta(days=1), time(0), SHANGHAI)
