"""Is the door proved open lately? Pure: open days since the last proof."""

from collections.abc import Iterable
from datetime import datetime

from common.clock import SHANGHAI
from homes.opening import Interval


def open_days_since(opened: Iterable[Interval], last: datetime | None) -> int:
    """On how many dates the home opened after `last` (None: ever), by its posted hours.

    `opened` are its open intervals up to now. The day of the proof itself does not count.
    """
    proved = last.astimezone(SHANGHAI).date() if last else None
    days = {start.astimezone(SHANGHAI).date() for start, _end in opened}
    return sum(1 for day in days if proved is None or day > proved)
