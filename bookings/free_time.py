"""Free time = open time − held time. Pure; property-tested against a slot-by-slot model.

A hold is a rectangle of units × time. At any moment the free places of a space are the units
of its range that no rectangle covers; a space booked as a whole is free where all of them are.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from homes.opening import Interval


class Held(NamedTuple):
    """Units [lower, upper) are taken from `starts_at` up to `ends_at`."""

    lower: int
    upper: int
    starts_at: datetime
    ends_at: datetime


class Free(NamedTuple):
    """`places` units are free through the whole of [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    places: int


def runs(lower: int, upper: int, taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The maximal ranges of [lower, upper) that none of the ranges in `taken` touches."""
    free, start = [], lower
    for low, high in sorted(taken):
        if low > start:
            free.append((start, min(low, upper)))
        start = max(start, high)
        if start >= upper:
            return free
    return [*free, (start, upper)]


def pick(lower: int, upper: int, taken: Iterable[tuple[int, int]], places: int):
    """`places` free units as few ranges, or None where fewer are free.

    The smallest run that holds all of them is taken, so that large runs stay for groups;
    failing that the largest runs, so that a group is cut into as few pieces as possible.
    """
    free = runs(lower, upper, taken)
    if sum(high - low for low, high in free) < places:
        return None
    whole = [run for run in free if run[1] - run[0] >= places]
    if whole:
        low, _high = min(whole, key=lambda run: (run[1] - run[0], run[0]))
        return [(low, low + places)]
    chosen = []
    for low, high in sorted(free, key=lambda run: (run[0] - run[1], run[0])):
        size = min(places, high - low)
        chosen.append((low, low + size))
        places -= size
        if not places:
            break
    return chosen


def fill(
    lower: int, upper: int, held: Iterable[Held], starts_at: datetime, ends_at: datetime, count: int
) -> list[Held] | None:
    """`count` units of [lower, upper) for the whole time, or None where once fewer are free.

    The same units throughout where there are such; else they change where others begin or end,
    so that nobody is refused while enough is free at every moment.
    """
    near = [h for h in held if h.starts_at < ends_at and starts_at < h.ends_at]
    throughout = pick(lower, upper, [(h.lower, h.upper) for h in near], count)
    if throughout is not None:
        return [Held(low, high, starts_at, ends_at) for low, high in throughout]
    inside = {e for h in near for e in (h.starts_at, h.ends_at) if starts_at < e < ends_at}
    pieces: list[tuple[datetime, list[tuple[int, int]]]] = []
    for begins, ends in pairwise(sorted({starts_at, ends_at} | inside)):
        taken = [(h.lower, h.upper) for h in near if h.starts_at < ends and begins < h.ends_at]
        if pieces and _apart(pieces[-1][1], taken):
            continue
        chosen = pick(lower, upper, taken, count)
        if chosen is None:
            return None
        pieces.append((begins, chosen))
    lasts = [*(begins for begins, _chosen in pieces[1:]), ends_at]
    return [
        Held(low, high, begins, last)
        for (begins, chosen), last in zip(pieces, lasts, strict=True)
        for low, high in chosen
    ]


def _apart(some: Iterable[tuple[int, int]], others: list[tuple[int, int]]) -> bool:
    """Whether no range of the one touches a range of the other."""
    return not any(low < top and bottom < high for low, high in some for bottom, top in others)


def both(free: list[Free], room: list[Free], *, whole: bool, people: int = 1) -> list[Free]:
    """Where a space is free and its home still lets people in.

    `room` says how many more people may come. Of a space by places the smaller number counts; a
    space booked as a whole needs room for `people`.
    """
    found: list[Free] = []
    at, ahead = 0, 0
    while at < len(free) and ahead < len(room):
        one, other = free[at], room[ahead]
        begins, ends = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
        places = one.places if whole else min(one.places, other.places)
        if begins < ends and not (whole and other.places < people):
            if found and found[-1].ends_at == begins and found[-1].places == places:
                found[-1] = Free(found[-1].starts_at, ends, places)
            else:
                found.append(Free(begins, ends, places))
        at, ahead = (at + 1, ahead) if one.ends_at <= other.ends_at else (at, ahead + 1)
    return found


def free_time(
    opened: Iterable[Interval],
    held: Iterable[Held],
    units: tuple[int, int],
    *,
    whole: bool,
) -> list[Free]:
    """Free stretches of a space with `units` = [lower, upper), in time order.

    `whole`: the space is booked as a whole, so it is free (1 place) only while nothing in its
    range is held. Otherwise `places` counts the units free at that moment; neighbouring
    stretches with equal counts are joined.
    """
    lower, upper = units
    cut = [
        Held(max(h.lower, lower), min(h.upper, upper), h.starts_at, h.ends_at)
        for h in held
        if h.lower < upper and lower < h.upper
    ]
    result: list[Free] = []
    for start, end in opened:
        result.extend(_within(start, end, cut, upper - lower, whole))
    return result


def _within(start: datetime, end: datetime, held: list[Held], size: int, whole: bool):
    """Sweep one open interval from edge to edge, keeping the number of units taken."""
    change: dict[datetime, int] = {start: 0, end: 0}
    for low, high, begins, ends in held:
        begins, ends = max(begins, start), min(ends, end)
        if begins < ends:
            change[begins] = change.get(begins, 0) + high - low
            change[ends] = change.get(ends, 0) - (high - low)
    found: list[Free] = []
    edges = sorted(change)
    taken = 0
    for edge, after in pairwise(edges):
        taken += change[edge]
        places = size - taken if not whole else int(taken == 0)
        if places <= 0:
            continue
        if found and found[-1].ends_at == edge and found[-1].places == places:
            found[-1] = Free(found[-1].starts_at, after, places)
        else:
            found.append(Free(edge, after, places))
    return found
