"""Series as they are saved: all dates that were chosen from the plan, or none.

Locks as in bookings.holding: the roots of all trees that are touched, by id, then reservations.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from bookings import actions
from bookings.conduct import lock_owner
from bookings.enums import HOLDING, Scope, SeriesState, Source
from bookings.holding import lock_roots
from bookings.models import Reservation, Series
from bookings.notices import tell_of_series
from bookings.refusals import refuse
from bookings.rules import can_cancel, not_late
from bookings.series_plan import Turn, check_size, dates_in
from common import audit, clock
from common.errors import Refusal
from unions.models import Person


@transaction.atomic
def create(*, series: Series, turns: Sequence[Turn], by: Person) -> Series:
    """Save a series with the turns that were chosen from its plan.

    Raises Refusal `changed` (409) where one of them can't be had any more: then nothing is saved;
    `places` or `people` where the space is too small.
    """
    check_size(series)
    dates, _holidays = dates_in(series)
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
    lock_roots(roots := {row.space.root_id or row.space.pk for row in rows})
    # What has ended meanwhile is left out; what has gone to another tree is not locked.
    rows = list(coming(series, scope, pivot))
    if not rows or not {row.space.root_id for row in rows} <= roots:
        raise refuse("changed", status=409)
    if own:
        rows = _may_still_go(rows, scope)
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
            series,
            "series_cancelled",
            once=once,
            matters_at=since,
            count=len(rows),
            since=since,
            note=note,
        )
    return len(rows)


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
        tell_of_series(
            series,
            "series_moved",
            once=once,
            matters_at=min(known[row.pk].starts_at for row, _turn in moves),
            count=len(moves),
            since=moves[0][1].starts_at,
            note=note,
        )
    return len(moves)


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
        people=series.people,
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
