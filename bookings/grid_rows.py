"""The grid as rows for a page: what takes each space, what is left, in words. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import ngettext, pgettext_lazy

from bookings.grid import HomeGrid
from bookings.grid_text import DAY_MINUTES, Busy, minutes_taken, read, within
from homes.enums import Condition, Mode

WORDS = {
    "o": pgettext_lazy("in the grid", "kept"),
    "r": pgettext_lazy("in the grid", "asked for"),
    "c": pgettext_lazy("in the grid", "booked"),
    "i": pgettext_lazy("in the grid", "here"),
    "d": pgettext_lazy("in the grid", "over"),
    "n": pgettext_lazy("in the grid", "no-show"),
    "m": pgettext_lazy("in the grid", "maintenance"),
    "a": pgettext_lazy("in the grid", "activity"),
    "x": pgettext_lazy("in the grid", "occupied"),
    # Taken through the whole that the space is part of, or through a part of it.
    "p": pgettext_lazy("in the grid", "whole or part booked"),
    "f": pgettext_lazy("in the grid", "free"),
}
SHORTEST_GAP = 15
USUAL_BOOKING = 60
USUAL_DAY = (8 * 60, 22 * 60)


@dataclass(frozen=True)
class Item:
    """A booking of a space, or a time left; minutes of the day."""

    letter: str
    start: int
    end: int
    pk: int = 0
    places: int = 1

    @property
    def word(self) -> str:
        return str(WORDS[self.letter])

    @property
    def time(self) -> str:
        """10:00–11:00; … where it runs over the day's edge."""
        return f"{clock_face(self.start)}–{clock_face(self.end)}"

    @property
    def proposed(self) -> tuple[int, int]:
        """The booking that is proposed for this free time: an hour from the next half hour on."""
        start = -(-self.start // 30) * 30
        if start + SHORTEST_GAP > self.end:
            start = self.start
        last = min(self.end, start + USUAL_BOOKING, DAY_MINUTES - 1)
        return start, last


@dataclass(frozen=True)
class Row:
    """A space and its day."""

    space: dict
    items: list[Item]

    @property
    def by_places(self) -> bool:
        return self.space["mode"] == Mode.PLACES

    @property
    def is_walk_in(self) -> bool:
        return self.space["mode"] == Mode.WALK_IN

    @property
    def broken(self) -> bool:
        return self.space["condition"] != Condition.IN_USE


@dataclass(frozen=True)
class Cell:
    """A space's day within a week."""

    day: date
    count: int
    taken: int
    opened: int

    @property
    def hours(self) -> str:
        """To a tenth: a walk-in takes any minutes."""
        return f"{round(self.taken / 60, 1):g}"

    @property
    def share(self) -> int:
        """Of the open time, in tenths: how full the bar is drawn."""
        return min(-(-10 * self.taken // self.opened), 10) if self.opened else 0

    @property
    def text(self) -> str:
        if self.count:
            return ngettext("%(count)s booking", "%(count)s bookings", self.count) % {
                "count": self.count
            }
        return "–" if self.opened else str(pgettext_lazy("of a home on a day", "closed"))


def clock_face(minute: int) -> str:
    """Minutes of the day as 9:05; … before the day and after it."""
    return f"{minute // 60}:{minute % 60:02}" if 0 <= minute <= DAY_MINUTES else "…"


def relatives(spaces: Iterable[dict]) -> dict[int, list[int]]:
    """For each space the wholes that it is part of and the parts that it has."""
    above = {space["pk"]: space["parent_id"] for space in spaces}
    found: dict[int, list[int]] = {pk: [] for pk in above}
    for pk, parent in above.items():
        while parent in above:
            found[pk].append(parent)
            found[parent].append(pk)
            parent = above[parent]
    return found


def day_rows(home: HomeGrid, *, since: int | None) -> Iterator[Row]:
    """The day of each space. Times left are told from minute `since` on; None: not at all."""
    texts = {space["pk"]: read(space["busy"]) for space in home.spaces}
    related = relatives(home.spaces)
    for space in home.spaces:
        own = texts[space["pk"]]
        through = [
            span for pk in related[space["pk"]] for span in within(texts[pk], 0, DAY_MINUTES)
        ]
        items = [Item(busy.letter, busy.start, busy.end, busy.pk, busy.places) for busy in own]
        items += [Item("p", start, end) for start, end in sorted(set(through))]
        in_use = space["condition"] == Condition.IN_USE
        if since is not None and in_use and space["mode"] == Mode.EXCLUSIVE:
            taken = [*within(own, 0, DAY_MINUTES), *through]
            items += [Item("f", *gap) for gap in gaps(home.opened, taken, since)]
        yield Row(space, sorted(items, key=lambda item: (item.start, item.letter == "f")))


def gaps(
    opened: Iterable[tuple[int, int]], taken: Iterable[tuple[int, int]], since: int
) -> Iterator[tuple[int, int]]:
    """Open stretches from `since` on that nothing takes, of a quarter of an hour at least."""
    spans = sorted(taken)
    for first, last in opened:
        start = max(first, since)
        for begins, ends in spans:
            if ends <= start or begins >= last:
                continue
            if begins - start >= SHORTEST_GAP:
                yield start, begins
            start = max(start, ends)
        if last - start >= SHORTEST_GAP:
            yield start, last


def week_rows(home: HomeGrid, first: date) -> Iterator[tuple[dict, list[Cell]]]:
    """Each space with the seven days from `first`."""
    for space in home.spaces:
        busy = read(space["busy"])
        yield space, [_cell(home, busy, first, number) for number in range(7)]


def _cell(home: HomeGrid, busy: list[Busy], first: date, number: int) -> Cell:
    start, end = number * DAY_MINUTES, (number + 1) * DAY_MINUTES
    spans = list(within(busy, start, end))
    opened = sum(max(min(b, end) - max(a, start), 0) for a, b in home.opened)
    return Cell(first + timedelta(days=number), len(spans), minutes_taken(spans), opened)


def hours_shown(homes: Iterable[HomeGrid]) -> tuple[int, int]:
    """From which to which full hour the columns run: what is open, 8 to 22 where nothing is."""
    opened = [span for home in homes for span in home.opened]
    if not opened:
        return USUAL_DAY[0] // 60, USUAL_DAY[1] // 60
    return min(a for a, _b in opened) // 60, -(-max(b for _a, b in opened) // 60)


LEGEND = [(letter, WORDS[letter]) for letter in "crionadmxp"]
