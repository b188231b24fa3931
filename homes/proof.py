"""Is the door proved open lately? Pure: open days since the last proof."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from common.clock import SHANGHAI
from homes.opening import Interval


def open_days_since(opened: Iterable[Interval], last: datetime | None) -> int:
    """On how many dates the home was open after `last` (None: ever), by its posted hours.

    `opened` are its open intervals up to now; one that never shuts has as many dates as it
    lasts. The day of the proof itself does not count.
    """
    proved = last.astimezone(SHANGHAI).date() if last else None
    days = {day for start, end in opened for day in dates_of(start, end)}
    return sum(1 for day in days if proved is None or day > proved)


def dates_of(start: datetime, end: datetime) -> Iterator[date]:
    """The dates in Asia/Shanghai on which [start, end) has any time."""
    day = start.astimezone(SHANGHAI).date()
    last = (end.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()
    while day <= last:
        yield day
        day += timedelta(days=1)
