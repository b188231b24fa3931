"""What a cadre should think about when setting hours."""

from collections.abc import Callable
from datetime import date, datetime, time

from common.clock import SHANGHAI
from homes.models import Home
from homes.opening import Interval, covers

# What higher apps have to say after a home was saved: (sentence, address) or None.
_warnings: list[Callable[[Home], tuple[str, str] | None]] = []


def register_warning(warning: Callable[[Home], tuple[str, str] | None]) -> None:
    """Ask `warning` after each save of a home; homes know nothing of who asks."""
    _warnings.append(warning)


def warnings_about(home: Home) -> list[tuple[str, str]]:
    """What the registered apps warn of now."""
    return [found for warning in _warnings if (found := warning(home)) is not None]


NOON = (time(12, 0), time(14, 30))


def shut_at_noon(opened: list[Interval], days: list[date]) -> list[date]:
    """Those of `days` on which the home opens, but not through 12:00 to 14:30, when workers come.

    `opened` are the home's disjoint open intervals over these days.
    """
    return [day for day in days if _opens_on(opened, day) and not _through_noon(opened, day)]


def _opens_on(opened: list[Interval], day: date) -> bool:
    return any(start.astimezone(SHANGHAI).date() == day for start, _end in opened)


def _through_noon(opened: list[Interval], day: date) -> bool:
    start, end = (datetime.combine(day, moment, SHANGHAI) for moment in NOON)
    return covers(opened, start, end)
