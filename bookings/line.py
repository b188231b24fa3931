"""Whose turn it is, and for how long a place is kept. Pure; tested against slow models."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple, TypeVar

from bookings.free_time import Held, fill
from common.clock import SHANGHAI

Key = TypeVar("Key")


class Wanted(NamedTuple):
    """`places` of the units [lower, upper), or all of them; the times with their pauses."""

    lower: int
    upper: int
    whole: bool
    places: int
    starts_at: datetime
    ends_at: datetime


def units_for(wanted: Wanted, held: Iterable[Held]) -> list[Held] | None:
    """What a wish would hold; None where it does not fit."""
    lower, upper, whole, places, starts_at, ends_at = wanted
    if not whole:
        return fill(lower, upper, near(wanted, held), starts_at, ends_at, places)
    return None if near(wanted, held) else [Held(lower, upper, starts_at, ends_at)]


def near(wanted: Wanted, held: Iterable[Held]) -> list[Held]:
    """What is held of a wish's units in its time."""
    return [
        row
        for row in held
        if row.lower < wanted.upper
        and wanted.lower < row.upper
        and row.starts_at < wanted.ends_at
        and wanted.starts_at < row.ends_at
    ]


def served(
    line: Iterable[tuple[Key, Wanted]], held: Iterable[Held], give: Callable[[Key], bool]
) -> Iterator[Key]:
    """Go once along the line: the first whose wish fits gets it, then the next that still fits.

    `give` is asked only where a wish fits; where it says no, that one is passed over. A group
    for which too few places are free is passed over too. Both stay where they are in line.
    """
    held = list(held)
    for key, wanted in line:
        chosen = units_for(wanted, held)
        if chosen is not None and give(key):
            held += chosen
            yield key


@dataclass(frozen=True)
class Keeping:
    """How long a free place is kept for whose turn it is.

    `steps`: (more than this ahead of the start, kept so long), longest first; else `shortest`.
    Nobody must answer at night: what is offered or would end between `quiet_from` and
    `quiet_to` is kept until `morning`, where the place can still be accepted then.
    """

    steps: tuple[tuple[timedelta, timedelta], ...]
    shortest: timedelta
    quiet_from: time
    quiet_to: time
    morning: time


def keeping(minutes: int, last_day: int, last_hours: int) -> Keeping:
    """So many minutes; within 24 hours of the start, and within the last three, as many as that."""
    return Keeping(
        steps=(
            (timedelta(hours=24), timedelta(minutes=minutes)),
            (timedelta(hours=3), timedelta(minutes=last_day)),
        ),
        shortest=timedelta(minutes=last_hours),
        quiet_from=time(22),
        quiet_to=time(7),
        morning=time(8, 30),
    )


def keep_until(
    now: datetime,
    starts_at: datetime,
    policy: Keeping,
    *,
    lead: timedelta = timedelta(0),
) -> datetime:
    """Until when a place that comes free `now` is kept; never beyond `starts_at` − `lead`."""
    ahead = starts_at - now
    length = next((kept for least, kept in policy.steps if ahead > least), policy.shortest)
    until, last = now + length, starts_at - lead
    for moment in (now, until):
        morning = _morning_after(moment, policy)
        if morning is not None and until < morning < last:
            until = morning
    return min(until, last)


def _morning_after(moment: datetime, policy: Keeping) -> datetime | None:
    """The morning that ends the quiet hours in which `moment` lies; None where it lies in none."""
    local = moment.astimezone(SHANGHAI)
    late, early = local.time() >= policy.quiet_from, local.time() < policy.quiet_to
    if not (late or early):
        return None
    day = local.date() + timedelta(days=1) if late else local.date()
    return datetime.combine(day, policy.morning, SHANGHAI)
