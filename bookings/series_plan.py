"""What each date of a series would meet, before anything is saved.

A series may lie beyond what workers can book ahead: within a year and sixty dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bookings.board import Board
from bookings.enums import HOLDING, Verdict
from bookings.models import Reservation, Series
from bookings.recurrence import Pattern, dates_of
from bookings.refusals import refuse
from bookings.rules import Wish, check_people, check_places
from common import clock
from homes.hours import day_kinds
from homes.models import Space
from homes.opening import opening

MOST_DATES = 60
LONGEST = timedelta(days=366)
OPTIONS_SHOWN = 3


@dataclass(frozen=True)
class Turn:
    """A space on one date of a series."""

    space: Space
    starts_at: datetime
    ends_at: datetime

    @property
    def on(self) -> date:
        return self.starts_at.astimezone(clock.SHANGHAI).date()


@dataclass(frozen=True)
class Occurrence:
    """A date as it was asked for, what stands against it, and what could be had instead.

    `reservation` is the one that would be moved, where a series is changed.
    """

    turn: Turn
    verdict: str
    clashes: list[Reservation] = field(default_factory=list)
    options: list[Turn] = field(default_factory=list)
    reservation: Reservation | None = None

    @property
    def is_free(self) -> bool:
        return self.verdict == Verdict.FREE

    @property
    def verdict_text(self) -> str:
        return str(Verdict(self.verdict).label)


@dataclass(frozen=True)
class Plan:
    """The dates of a series in order, and the holidays that it leaves out."""

    occurrences: list[Occurrence]
    holidays: list[date]

    @property
    def free(self) -> list[Turn]:
        return [row.turn for row in self.occurrences if row.is_free]

    @property
    def in_the_way(self) -> int:
        return sum(not row.is_free for row in self.occurrences)


def dates_in(series: Series) -> tuple[list[date], list[date]]:
    """Its dates, and the holidays it leaves out. Raises Refusal `series_…`."""
    first, last, today = series.first_on, series.last_on, clock.today()
    if last < first or first < today:
        raise refuse("series_dates")
    if last > today + LONGEST:
        raise refuse("series_too_long")
    pattern = Pattern(
        frozenset(series.weekdays), first, last, series.every_weeks, series.skip_holidays
    )
    midnights = [datetime.combine(day, time(), clock.SHANGHAI) for day in (first, last)]
    dates, holidays = dates_of(pattern, day_kinds(midnights[0], midnights[1]))
    if not dates:
        raise refuse("series_empty")
    if len(dates) > MOST_DATES:
        raise refuse("series_too_many", most=MOST_DATES)
    return dates, holidays


def check_size(series: Series) -> None:
    """Refuse more places or people than the space takes; Refusal `places` or `people`."""
    now = clock.now()
    wish = Wish(None, series.space, now, now, series.places, people=series.people)
    check_places(wish, now)
    check_people(wish, now)


def plan(series: Series) -> Plan:
    """What each date of a series that is not saved yet would meet.

    Raises Refusal `series_…`, `places` or `people`.
    """
    check_size(series)
    dates, holidays = dates_in(series)
    turns = [Turn(series.space, *opening(day, series.starts, series.ends)) for day in dates]
    return Plan(_judged(turns, series), holidays)


def plan_change(
    series: Series,
    rows: Sequence[Reservation],
    *,
    space: Space,
    starts: time,
    ends: time,
) -> list[Occurrence]:
    """What each of the reservations would meet at another space or time of the same date."""
    turns = [
        Turn(space, *opening(row.starts_at.astimezone(clock.SHANGHAI).date(), starts, ends))
        for row in rows
    ]
    return _judged(turns, series, rows)


def _judged(
    turns: list[Turn], series: Series, instead_of: Sequence[Reservation] = ()
) -> list[Occurrence]:
    """Each turn with its verdict; the number of queries does not depend on how many."""
    if not turns:
        return []
    space, start = turns[0].space, turns[0].starts_at
    like = Space.objects.filter(facility_id=space.facility_id, home_id=space.home_id)
    spaces = {each.pk: each for each in like.select_related("home")}
    without = [row.pk for row in instead_of]
    board = Board(spaces.values(), start, turns[-1].ends_at, without=without)
    clashes = _clashes(spaces[space.pk], turns, without)
    found = []
    for number, turn in enumerate(turns):
        turn = Turn(spaces[space.pk], turn.starts_at, turn.ends_at)
        verdict = _verdict(board, turn, series)
        options = [] if verdict == Verdict.FREE else _options(board, turn, series)
        met = clashes if verdict == Verdict.TAKEN else []
        here = [row for row in met if row.starts_at < turn.ends_at and turn.starts_at < row.ends_at]
        found.append(
            Occurrence(turn, verdict, here, options, instead_of[number] if instead_of else None)
        )
    return found


def _verdict(board: Board, turn: Turn, series: Series) -> str:
    if turn.starts_at <= clock.now():
        return Verdict.PAST
    if not board.is_open(turn.space, turn.starts_at, turn.ends_at):
        return Verdict.CLOSED
    if _fits(board, turn, series):
        return Verdict.FREE
    alone = board.fits(turn.space, turn.starts_at, turn.ends_at, series.places, 0)
    return Verdict.FULL if alone else Verdict.TAKEN


def _fits(board: Board, turn: Turn, series: Series) -> bool:
    heads = series.heads_in(turn.space)
    return board.fits(turn.space, turn.starts_at, turn.ends_at, series.places, heads)


def _clashes(space: Space, turns: list[Turn], without: list[int]) -> list[Reservation]:
    """Who holds the space, or a part or the whole of it, while the turns last."""
    held = Reservation.objects.filter(
        holds__units__overlap=space.units,
        starts_at__lt=turns[-1].ends_at,
        ends_at__gt=turns[0].starts_at,
        state__in=HOLDING,
    ).exclude(pk__in=without)
    return list(held.distinct().select_related("person", "space__facility").order_by("starts_at"))


def _options(board: Board, turn: Turn, series: Series) -> list[Turn]:
    """The same time in another space of the kind, then the nearest times of the day here."""
    length = turn.ends_at - turn.starts_at
    others = [space for pk, space in board.spaces.items() if pk != turn.space.pk]
    found = [
        Turn(space, turn.starts_at, turn.ends_at)
        for space in others
        if turn.starts_at > clock.now()
        and _fits(board, Turn(space, turn.starts_at, turn.ends_at), series)
    ]
    midnight = datetime.combine(turn.on, time(), clock.SHANGHAI)
    day = (midnight, midnight + timedelta(days=1))
    minutes, heads = int(length.total_seconds() // 60), series.heads_in(turn.space)
    starts = board.starts(turn.space, minutes, series.places, day, heads)
    starts.sort(key=lambda start: abs(start - turn.starts_at))
    found += [Turn(turn.space, start, start + length) for start in starts]
    return found[:OPTIONS_SHOWN]
