"""Who has which space when, so that nothing in the demo data overlaps."""

from collections import defaultdict
from datetime import date
from typing import cast

from bookings.free_time import pick
from bookings.models import Hold
from common.clock import SHANGHAI
from common.ranges import bounds, span
from homes.enums import Mode
from homes.models import Space

Ranges = list[tuple[int, int]]


class Calendar:
    """Units taken by tree and day; minutes of the day, [from, to)."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, date], list[tuple[int, int, int, int]]] = defaultdict(list)

    def take(self, space: Space, day: date, start: int, end: int, places: int) -> Ranges | None:
        """Take `places` of the space, or the whole where it is booked as a whole; None: full."""
        lower, upper = cast("tuple[int, int]", (space.units.lower, space.units.upper))
        end += space.buffer_minutes
        rows = self._taken[space.root_id or space.pk, day]
        busy = [(low, high) for low, high, begins, ends in rows if begins < end and start < ends]
        busy = [(low, high) for low, high in busy if low < upper and lower < high]
        if space.mode == Mode.PLACES:
            chosen = pick(lower, upper, busy, places)
        else:
            chosen = None if busy else [(lower, upper)]
        rows.extend((low, high, start, end) for low, high in chosen or ())
        return chosen

    def note(self, hold: Hold) -> None:
        """What a reservation made by the portal's own functions holds, within one day."""
        low, high = bounds(hold.units)
        start, end = (each.astimezone(SHANGHAI) for each in span(hold.during))
        space = hold.reservation.space
        since, until = (each.hour * 60 + each.minute for each in (start, end))
        row = (low, high, since, until if end.date() == start.date() else 24 * 60)
        self._taken[space.root_id or space.pk, start.date()].append(row)
