"""Closing a home for hours or days, and opening it again: exceptions written and taken back.

What is closed is given as windows of time; the hours that are left on each date it touches stand
as exceptions of that date, because an exception decides alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from homes.actions import status_on
from homes.enums import Scene
from homes.hours import openings_of
from homes.models import Home, HoursException, LifeEvent
from homes.opening import DAY, Interval, difference, merged
from unions.models import Person


def rewritten(
    openings: Mapping[date, Sequence[Interval]], windows: Iterable[Interval]
) -> dict[date, list[Interval]]:
    """The openings that are left on each date which the windows touch. Pure.

    `openings` are by the date on which they begin, from the day before the first window to the
    day after the last; other dates stay as they are. Times are in Asia/Shanghai.
    """
    shut = merged(windows)
    left: dict[date, dict[datetime, datetime]] = {}
    touched: set[date] = set()
    for day, intervals in openings.items():
        for interval in intervals:
            pieces = difference([interval], shut)
            for start, end in pieces:
                ends = left.setdefault(start.date(), {})
                ends[start] = max(end, ends.get(start, end))
            if pieces != [interval]:
                touched |= {day, *(start.date() for start, _end in pieces)}
    return {day: sorted(left.get(day, {}).items()) for day in sorted(touched)}


@transaction.atomic
def close_hours(*, home: Home, windows: Sequence[Interval], reason: str, by: Person) -> dict:
    """Shut the home in the windows; the record that `reopen_hours` needs.

    A mobile home, whose hours are its stops, stays in on every date that a window touches.
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    windows = merged(windows)
    first, last = windows[0][0].date(), (windows[-1][1] - timedelta(microseconds=1)).date()
    if home.scene == Scene.MOBILE:
        days = [first + n * DAY for n in range((last - first).days + 1)]
        hours: dict[date, list[Interval]] = {
            day: []
            for day in days
            if any(start.date() <= day <= (end - timedelta(microseconds=1)).date()
                   for start, end in windows)
        }  # fmt: skip
    else:
        hours = rewritten(openings_of(home, first - DAY, last + DAY), windows)
    present = home.hours_exceptions.filter(on__in=list(hours))
    record = {"replaced": [_row(row) for row in present]}
    present.delete()
    made = [row for day, left in hours.items() for row in _exceptions(home, day, left, reason)]
    HoursException.objects.bulk_create(made)
    record["written"] = [_row(row) for row in made]
    audit.record(action="close_hours", target=home, actor=by, reason=reason, days=len(hours))
    return record


@transaction.atomic
def reopen_hours(*, home: Home, record: dict, by: Person) -> None:
    """Take back what `close_hours` wrote for today and later, and put back what stood there.

    Raises Refusal `hours_changed` where the hours of these dates were changed since.
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    today = str(clock.today())
    written = [row for row in record["written"] if row["on"] >= today]
    days = {row["on"] for row in written}
    present = home.hours_exceptions.filter(on__in=days)
    if _by_time(map(_row, present)) != _by_time(written):
        raise Refusal(
            "hours_changed",
            _("The hours of these days were changed since. Undo that first, or edit them by hand."),
        )
    present.delete()
    HoursException.objects.bulk_create(
        HoursException(home=home, **_parsed(row)) for row in record["replaced"] if row["on"] in days
    )
    audit.record(action="reopen_hours", target=home, actor=by, days=len(days))


@transaction.atomic
def end_suspension(*, home: Home, event: int, before: str, by: Person, note: str = "") -> None:
    """Take back a suspension: on its own day it never was, later the home has a new status.

    Raises Refusal `status_changed` where the status has changed since.
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    last = home.life.filter(on__lte=clock.today()).order_by("on", "pk").last()
    if last is None or last.pk != event:
        raise Refusal(
            "status_changed", _("The status of the home was changed since. Change it by hand.")
        )
    if last.on == clock.today():
        last.delete()
        home.status = before
    else:
        LifeEvent.objects.create(home=home, status=before, on=clock.today(), note=note)
        home.status = status_on(home, clock.today())
    home.save(update_fields=["status"])
    audit.record(action="end_suspension", target=home, actor=by, status=home.status)


def _exceptions(home: Home, day: date, left: list[Interval], reason: str):
    if not left:
        yield HoursException(home=home, on=day, reason=reason)
    for start, end in left:
        times = {"opens": start.time(), "closes": end.time()}
        yield HoursException(home=home, on=day, reason=reason, **times)


def _row(row: HoursException) -> dict:
    opens, closes = (None if moment is None else f"{moment:%H:%M}" for moment in
                     (row.opens, row.closes))  # fmt: skip
    return {"on": str(row.on), "opens": opens, "closes": closes, "reason": row.reason}


def _parsed(row: dict) -> dict:
    times = {name: row[name] and time.fromisoformat(row[name]) for name in ("opens", "closes")}
    return {"on": date.fromisoformat(row["on"]), "reason": row["reason"], **times}


def _by_time(rows: Iterable[dict]) -> list[tuple]:
    return sorted((row["on"], row["opens"] or "", row["closes"] or "") for row in rows)
