"""Dates, times of day and weekdays, in the ways that people and Excel write them."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from common.clock import SHANGHAI
from common.errors import Refusal
from common.parsing.text import Cell, is_blank, plain, refuse_broken

DAY_MINUTES = 24 * 60
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(18_264, 73_051)  # 1950-01-01 to 2100-01-01
_YEARS = range(1949, 2101)
_PARTS = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})?日?)?(?:[T ][\d:.]+)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})(?::|点|时)(半|\d{1,2})?(?:分|:00)?")
_WEEKDAY_WORDS = str.maketrans("一二三四五六日天", "12345677")


def day(cell: Cell) -> date | None:
    """A date: 2026.11.23, 2026-11-23, 20261123, 2026年11月 (its first day), or Excel's own."""
    refuse_broken(cell)
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if is_blank(cell):
        return None
    word = "".join(plain(cell).split()) if "年" in plain(cell) else plain(cell)
    if word.isdigit() and int(word) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(word))
    match = _PARTS.fullmatch(word) or _DIGITS.fullmatch(word)
    if match is None:
        message = _("“%(value)s” is not a date; write it like 2026-11-23.")
        raise Refusal("not_a_date", message % {"value": word})
    try:
        return _sensible(date(int(match[1]), int(match[2]), int(match[3] or 1)))
    except ValueError:
        message = _("There is no such day as %(value)s.")
        raise Refusal("not_a_date", message % {"value": word}) from None


def _sensible(value: date) -> date:
    if value.year not in _YEARS:
        message = _("The year %(year)s cannot be right.")
        raise Refusal("not_a_date", message % {"year": value.year})
    return value


def moment(cell: Cell) -> datetime | None:
    """A date with a time of day, in Asia/Shanghai: 2026-11-23 8:30, 2026年11月23日 8时30分."""
    refuse_broken(cell)
    if isinstance(cell, datetime):
        return cell.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
    if is_blank(cell):
        return None
    date_part, _space, clock_part = (
        plain(cell).replace("T", " ").replace("日", "日 ").rpartition(" ")
    )
    found, total = day(date_part), minutes(clock_part)
    if found is None or total is None:
        message = _("“%(value)s” is not a date and time; write it like 2026-11-23 8:30.")
        raise Refusal("not_a_time", message % {"value": plain(cell)})
    return datetime.combine(found, time(), SHANGHAI) + timedelta(minutes=total)


def minutes(cell: Cell) -> int | None:
    """Minutes since midnight, 0 to 1440: 8:30, 08:30, 8点半, 24:00, or Excel's own time."""
    refuse_broken(cell)
    if isinstance(cell, datetime):
        # Excel writes 24:00 as day 1, which arrives as midnight of 1900-01-01.
        return DAY_MINUTES if cell.time() == time() else _minutes_of(cell.hour, cell.minute)
    if isinstance(cell, time):
        return _minutes_of(cell.hour, cell.minute)
    if isinstance(cell, timedelta):
        return _minutes_of(0, round(cell.total_seconds() / 60))
    if isinstance(cell, float) and 0 <= cell <= 1:
        return round(cell * DAY_MINUTES)
    if is_blank(cell):
        return None
    match = _CLOCK.fullmatch("".join(plain(cell).split()))
    if match is None:
        message = _("“%(value)s” is not a time; write it like 8:30 or 17:00.")
        raise Refusal("not_a_time", message % {"value": plain(cell)})
    return _minutes_of(int(match[1]), 30 if match[2] == "半" else int(match[2] or 0))


def _minutes_of(hours: int, rest: int) -> int:
    total = hours * 60 + rest
    if (hours and rest >= 60) or not 0 <= total <= DAY_MINUTES:
        raise Refusal("not_a_time", _("A day runs from 0:00 to 24:00."))
    return total


def weekdays(cell: Cell) -> tuple[int, ...] | None:
    """ISO weekdays (Monday 1 to Sunday 7), sorted: 1-5; 6,7; 周一至周五; 每天; 工作日; 周末."""
    refuse_broken(cell)
    if isinstance(cell, datetime | date):
        # Excel turns a typed "1-5" into the fifth of January.
        word = f"{cell.month}-{cell.day}"
    elif is_blank(cell):
        return None
    else:
        word = _weekday_digits(cell)
    days: set[int] = set()
    for part in word.split(","):
        days.update(_weekday_range(part, cell))
    return tuple(sorted(days))


def _weekday_digits(cell: Cell) -> str:
    word = "".join(plain(cell).split())
    for name, stands_for in (
        ("每天", "1-7"), ("全周", "1-7"), ("每日", "1-7"), ("工作日", "1-5"), ("双休日", "6,7"),
        ("周末", "6,7"), ("星期", ""), ("礼拜", ""), ("周", ""),
        ("至", "-"), ("到", "-"), ("~", "-"), ("—", "-"), ("–", "-"),
        ("、", ","), (";", ","), ("/", ","), ("和", ","), (".", ","),
    ):  # fmt: skip
        word = word.replace(name, stands_for)
    word = word.translate(_WEEKDAY_WORDS)
    # "12345" is a list, too, when it runs upwards.
    if word.isdigit() and len(word) > 1 and list(word) == sorted(set(word)):
        return ",".join(word)
    return word


def _weekday_range(part: str, cell: Cell) -> range:
    first, _dash, last = part.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        raise _not_weekdays(cell)
    days = range(int(first), int(last or first) + 1)
    if not days or days[0] < 1 or days[-1] > 7:
        raise _not_weekdays(cell)
    return days


def _not_weekdays(cell: Cell) -> Refusal:
    message = _("“%(value)s” names no weekdays; write 1-5 or 6,7 (Monday is 1).")
    return Refusal("not_weekdays", message % {"value": plain(cell)})
