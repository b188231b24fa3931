"""Series: planned date by date before anything is saved, then all that was chosen or nothing.

Locks as in bookings.holding: the roots of all trees that are touched, by id, then reservations.
A series may lie beyond what workers can book ahead: within a year and sixty dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction

from bookings import actions
from bookings.board import Board
from bookings.conduct import lock_owner
from bookings.enums import HOLDING, Scope, SeriesState, Source, Verdict
from bookings.holding import lock_roots
from bookings.models import Reservation, Series
from bookings.notices import tell_of_series
from bookings.recurrence import Pattern, dates_of
from bookings.refusals import refuse
from bookings.rules import can_cancel, not_late
from common import audit, clock
from common.errors import Refusal
from homes.hours import day_kinds
from homes.models import Space
from homes.opening import opening
from unions.models import Person

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


def plan(series: Series) -> Plan:
    """What each date of a series that is not saved yet would meet. Raises Refusal `series_…`."""
    dates, holidays = _dates(series)
    turns = [Turn(series.space, *opening(day, series.starts, series.ends)) for day in dates]
    return Plan(_judged(turns, series.places), holidays)


@transaction.atomic
def create(*, series: Series, turns: Sequence[Turn], by: Person) -> Series:
    """Save a series with the turns that were chosen from its plan.

    Raises Refusal `changed` (409) where one of them can't be had any more: then nothing is saved.
    """
    dates, _holidays = _dates(series)
    if not turns:
        raise refuse("nothing_chosen")
    _check_turns(turns, dates, series)
    lock_owner(series.person_id)  # as each booking does, and before the trees
    lock_roots(turn.space.root_id or turn.space.pk for turn in turns)
    series.home, series.created_by, series.created_at = series.space.home, by, clock.now()
    series.save()
    for turn in turns:
        _or_changed(lambda turn=turn: _book(series, turn, by))
    audit.record(action="create_series", target=series, actor=by, dates=len(turns))
    if by.pk != series.person_id:
        tell_of_series(series, "series_booked", once="", count=len(turns), note=series.purpose)
    return series


def coming(series: Series, scope: str, pivot: Reservation | None = None):
    """The reservations of a series that are held and not over, as far as `scope` goes."""
    rows = series.reservations.filter(state__in=HOLDING, ends_at__gt=clock.now())
    if scope == Scope.ONE:
        rows = rows.filter(pk__in=[pivot.pk] if pivot else [])
    elif scope == Scope.FOLLOWING and pivot is not None:
        rows = rows.filter(starts_at__gte=pivot.starts_at)
    return rows.select_related("space__home", "home", "person").order_by("starts_at", "pk")


@transaction.atomic
def cancel(
    *, series: Series, scope: str, by: Person, pivot: Reservation | None = None, note: str = ""
) -> int:
    """Cancel one, this and all later, or all that is to come; returns how many.

    The person whom it is for cancels what the deadline still lets go; raises its Refusal where
    that is nothing. A cadre cancels all; the person gets one message.
    """
    own = by.pk == series.person_id
    lock_owner(by.pk if own else None)
    series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    rows = list(coming(series, scope, pivot))
    if not rows:
        raise refuse("nothing_chosen")
    if own:
        rows = _may_still_go(rows, scope)
    lock_roots(row.space.root_id or row.space.pk for row in rows)
    for row in rows:
        actions.cancel(reservation=row, by=by, note=note, for_home=not own, quietly=True)
    if not coming(series, Scope.ALL).exists():
        series.state = SeriesState.CALLED_OFF
        series.save(update_fields=["state"])
    audit.record(action="cancel_series", target=series, actor=by, dates=len(rows), note=note)
    if not own:
        once = f"{clock.now().isoformat()}"
        since = rows[0].starts_at
        tell_of_series(
            series, "series_cancelled", once=once, count=len(rows), since=since, note=note
        )
    return len(rows)


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
    return _judged(turns, series.places, rows)


@transaction.atomic
def change(
    *,
    series: Series,
    moves: Sequence[tuple[Reservation, Turn]],
    by: Person,
    note: str = "",
    usual: Turn | None = None,
) -> int:
    """Move the chosen reservations of a series; all of them or, by Refusal `changed`, none.

    `usual` is the new space and time where it is meant for all from now on: the series shows it.
    The person gets one message.
    """
    series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    if not moves:
        raise refuse("nothing_chosen")
    known = {row.pk: row for row in coming(series, Scope.ALL)}
    if not {row.pk for row, _turn in moves} <= known.keys():
        raise refuse("changed", status=409)
    spaces = [known[row.pk].space for row, _turn in moves]
    lock_roots(
        space.root_id or space.pk for space in [*spaces, *(turn.space for _row, turn in moves)]
    )
    for row, turn in moves:
        _or_changed(lambda row=row, turn=turn: _move(row, turn, by, note))
    if usual is not None:
        _take_as_usual(series, usual)
    audit.record(action="change_series", target=series, actor=by, dates=len(moves), note=note)
    if by.pk != series.person_id:
        once = f"{clock.now().isoformat()}"
        since = moves[0][1].starts_at
        tell_of_series(series, "series_moved", once=once, count=len(moves), since=since, note=note)
    return len(moves)


def _dates(series: Series) -> tuple[list[date], list[date]]:
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


def _judged(
    turns: list[Turn], places: int, instead_of: Sequence[Reservation] = ()
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
        verdict = _verdict(board, turn, places)
        options = [] if verdict == Verdict.FREE else _options(board, turn, places)
        met = clashes if verdict == Verdict.TAKEN else []
        here = [row for row in met if row.starts_at < turn.ends_at and turn.starts_at < row.ends_at]
        found.append(
            Occurrence(turn, verdict, here, options, instead_of[number] if instead_of else None)
        )
    return found


def _verdict(board: Board, turn: Turn, places: int) -> str:
    if turn.starts_at <= clock.now():
        return Verdict.PAST
    if not board.is_open(turn.space, turn.starts_at, turn.ends_at):
        return Verdict.CLOSED
    free = board.fits(turn.space, turn.starts_at, turn.ends_at, places, places)
    return Verdict.FREE if free else Verdict.TAKEN


def _clashes(space: Space, turns: list[Turn], without: list[int]) -> list[Reservation]:
    """Who holds the space, or a part or the whole of it, while the turns last."""
    held = Reservation.objects.filter(
        holds__units__overlap=space.units,
        starts_at__lt=turns[-1].ends_at,
        ends_at__gt=turns[0].starts_at,
        state__in=HOLDING,
    ).exclude(pk__in=without)
    return list(held.distinct().select_related("person", "space__facility").order_by("starts_at"))


def _options(board: Board, turn: Turn, places: int) -> list[Turn]:
    """The same time in another space of the kind, then the nearest times of the day here."""
    length = turn.ends_at - turn.starts_at
    others = [space for pk, space in board.spaces.items() if pk != turn.space.pk]
    found = [
        Turn(space, turn.starts_at, turn.ends_at)
        for space in others
        if turn.starts_at > clock.now()
        and board.fits(space, turn.starts_at, turn.ends_at, places, places)
    ]
    midnight = datetime.combine(turn.on, time(), clock.SHANGHAI)
    day = (midnight, midnight + timedelta(days=1))
    starts = board.starts(turn.space, int(length.total_seconds() // 60), places, day, places)
    starts.sort(key=lambda start: abs(start - turn.starts_at))
    found += [Turn(turn.space, start, start + length) for start in starts]
    return found[:OPTIONS_SHOWN]


def _check_turns(turns: Sequence[Turn], dates: list[date], series: Series) -> None:
    """One turn a date, on dates of the series and at its home, or the list is not ours."""
    days = [turn.on for turn in turns]
    home = series.space.home_id
    known = set(days) <= set(dates) and len(set(days)) == len(days)
    if not known or any(turn.space.home_id != home for turn in turns):
        raise refuse("changed", status=409)


def _or_changed(do) -> None:
    """What a rule refuses under the lock was free when the list was made."""
    try:
        do()
    except Refusal as refusal:
        raise refuse("changed", status=409) from refusal


def _book(series: Series, turn: Turn, by: Person) -> None:
    if turn.starts_at <= clock.now():
        raise refuse("past")
    actions.book(
        person=series.person,
        space=turn.space,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        places=series.places,
        source=Source.SERIES,
        purpose=series.purpose,
        series=series,
        by=by,
    )


def _move(row: Reservation, turn: Turn, by: Person, note: str) -> None:
    if turn.starts_at <= clock.now():
        raise refuse("past")
    actions.move(
        reservation=row,
        space=turn.space,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        by=by,
        note=note,
        for_home=True,
        quietly=True,
    )


def _may_still_go(rows: list[Reservation], scope: str) -> list[Reservation]:
    """Those within the deadline for cancelling; the first one's Refusal where there are none.

    A late one, which may count, is cancelled only where it alone is meant.
    """
    found, reason = [], None
    for row in rows:
        try:
            can_cancel(row, clock.now())
            if scope != Scope.ONE:
                not_late(row, clock.now())
        except Refusal as refusal:
            reason = reason or refusal
        else:
            found.append(row)
    if reason is not None and not found:
        raise reason
    return found


def _take_as_usual(series: Series, usual: Turn) -> None:
    series.space = usual.space
    series.starts = usual.starts_at.astimezone(clock.SHANGHAI).time()
    series.ends = usual.ends_at.astimezone(clock.SHANGHAI).time()
    series.save(update_fields=["space", "starts", "ends"])
