"""The compact text of what takes a space: read here, written by PostgreSQL in `bookings.grid`.

Entries follow each other without a separator: a letter, the id of the reservation, and after
points the start, the length and, where more than one is taken, the places. Start and length are
minutes; the start counts from the midnight of the first day and may lie before it.
`c12.600.60m13.720.60.20` is 12, confirmed, 10:00–11:00, and 13, maintenance of 20 places,
12:00–13:00. A use of a confidential space is `x` without id or places.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bookings.enums import Source, State

OCCUPIED = "x"
BY_SOURCE = {Source.MAINTENANCE: "m", Source.ACTIVITY: "a"}
BY_STATE = {
    State.OFFERED: "o",
    State.REQUESTED: "r",
    State.CONFIRMED: "c",
    State.CHECKED_IN: "i",
    State.COMPLETED: "d",
    State.NO_SHOW: "n",
}
DAY_MINUTES = 24 * 60
_ENTRY = re.compile(r"([a-z])(\d*)\.(-?\d+)\.(\d+)(?:\.(\d+))?")


class Busy(NamedTuple):
    """[start, end) in minutes is taken by reservation `pk` (0: not told)."""

    letter: str
    pk: int
    start: int
    end: int
    places: int


def read(text: str) -> list[Busy]:
    """The entries of a space's text, in its order."""
    found = []
    for letter, pk, start, length, places in _ENTRY.findall(text):
        begins = int(start)
        found.append(
            Busy(letter, int(pk or 0), begins, begins + int(length), int(places or 1)),
        )
    return found


def within(busy: Iterable[Busy], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of the entries that lie in [start, end) minutes."""
    for entry in busy:
        first, last = max(entry.start, start), min(entry.end, end)
        if first < last:
            yield first, last


def minutes_taken(spans: Iterable[tuple[int, int]]) -> int:
    """How many minutes at least one of the spans covers."""
    total, reached = 0, None
    for start, end in sorted(spans):
        if reached is None or start > reached:
            total, reached = total + end - start, end
        elif end > reached:
            total, reached = total + end - reached, end
    return total
