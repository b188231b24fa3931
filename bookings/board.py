"""What is free at some spaces, kept in memory: many questions for the price of five queries.

It answers as the database would now. Whoever acts on the answer asks again under the lock.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bookings.availability import can_be_booked, free_between, held_by_home, start_times
from bookings.free_time import Held
from bookings.holding import busy
from bookings.line import Wanted, units_for
from common import clock
from common.ranges import bounds
from homes.enums import Mode
from homes.hours import open_between
from homes.models import Space
from homes.opening import Interval, covers, difference, merged

# A pause or an opening over midnight may reach this far beyond what is asked about.
MARGIN = timedelta(days=1)


class Board:
    """Spaces (their `home` loaded) from one moment to another.

    `closed` are windows by home id in which the home is taken as shut; what the reservations
    `without` hold counts as free.
    """

    def __init__(
        self,
        spaces: Iterable[Space],
        starts_at: datetime,
        ends_at: datetime,
        *,
        closed: Mapping[int, list[Interval]] | None = None,
        without: Collection[int] = (),
    ):
        self.spaces = {space.pk: space for space in spaces}
        homes = {space.home_id: space.home for space in self.spaces.values()}
        starts_at, ends_at = starts_at - MARGIN, ends_at + MARGIN
        self.opened = open_between(homes.values(), starts_at, ends_at)
        for home, windows in (closed or {}).items():
            if home in self.opened:
                self.opened[home] = difference(self.opened[home], merged(windows))
        self.held = held_by_home(homes, starts_at, ends_at, without)

    def is_open(self, space: Space, start: datetime, end: datetime) -> bool:
        """Whether the space's home is open throughout."""
        return covers(self.opened[space.home_id], start, end)

    def room(
        self, space: Space, start: datetime, end: datetime, places: int, heads: int
    ) -> list[Held] | None:
        """What `places` and so many people more in the home would hold; None where taken.

        The pauses are included.
        """
        held = self.held.get(space.home_id, [])
        whole = space.mode != Mode.PLACES
        wanted = Wanted(*bounds(space.units), whole, places, *busy(space, start, end))
        found = units_for(wanted, held)
        if found is None or space.home.cap_units is None or not heads:
            return found
        people = Wanted(*bounds(space.home.cap_units), False, heads, start, end)
        inside = units_for(people, held)
        return None if inside is None else [*found, *inside]

    def fits(self, space: Space, start: datetime, end: datetime, places: int, heads: int) -> bool:
        """Whether the space can be had then: it takes bookings, is open and free, and the home
        lets so many people more in."""
        return (
            can_be_booked(space)
            and places <= (space.capacity if space.mode == Mode.PLACES else 1)
            and self.is_open(space, start, end)
            and self.room(space, start, end, places, heads) is not None
        )

    def take(self, space: Space, start: datetime, end: datetime, places: int, heads: int) -> None:
        """Count it as held from now on, so that nobody else is offered the same."""
        found = self.room(space, start, end, places, heads) or []
        self.held.setdefault(space.home_id, []).extend(found)

    def block(self, space: Space, start: datetime, end: datetime) -> None:
        """Count the whole space as held."""
        held = Held(*bounds(space.units), start, end)
        self.held.setdefault(space.home_id, []).append(held)

    def starts(
        self, space: Space, minutes: int, places: int, within: Interval, heads: int
    ) -> list[datetime]:
        """Starts in the future and in `within`, at the space's step, that can be had."""
        if not can_be_booked(space):
            return []
        first, last = max(within[0], clock.now()), within[1]
        opened = [
            (max(start, first), min(end, last))
            for start, end in self.opened[space.home_id]
            if start < last and first < end
        ]
        free = free_between(space, opened, self.held.get(space.home_id, []))
        length = timedelta(minutes=minutes)
        return [
            start
            for start, _places in start_times(space, free, minutes, places)
            if self.room(space, start, start + length, places, heads) is not None
        ]
