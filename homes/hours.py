"""The one answer to "when is it open between a and b?", for one home or many."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from common.sql import selected
from homes.enums import IN_OPERATION, Scene
from homes.models import Home, Stop
from homes.opening import (
    Interval,
    Special,
    Weekly,
    clipped,
    covers,
    difference,
    merged,
    open_intervals,
    openings_by_date,
)

# Every booking and every page asks these, and Django takes longer to word them than the
# database to answer.
HOURS = (
    "SELECT home_id, weekdays, opens, closes, valid_from, valid_to, kind, season_from, season_to "
    "FROM homes_hours WHERE home_id = ANY(%s) ORDER BY id"
)
EXCEPTIONS = (
    'SELECT home_id, "on", opens, closes FROM homes_hoursexception '
    'WHERE home_id = ANY(%s) AND "on" BETWEEN %s AND %s ORDER BY id'
)
CALENDAR = 'SELECT "on", kind FROM homes_calendarday WHERE "on" BETWEEN %s AND %s'


def open_between(
    homes: Iterable[Home], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Interval]]:
    """Open intervals in [starts_at, ends_at) by home id; four queries for any number of homes.

    A home not in operation is never open; a mobile home is open where and while it stops, but
    on a date with an exception without hours it stays in.
    """
    homes = list(homes)
    running = [home for home in homes if home.status in IN_OPERATION]
    fixed = [home.pk for home in running if home.scene != Scene.MOBILE]
    mobile = [home.pk for home in running if home.scene == Scene.MOBILE]
    answer: dict[int, list[Interval]] = {home.pk: [] for home in homes}
    weekly, specials = _rules([*fixed, *mobile], starts_at, ends_at)
    calendar = day_kinds(starts_at, ends_at)
    for pk in fixed:
        answer[pk] = open_intervals(weekly[pk], specials[pk], starts_at, ends_at, calendar)
    for pk, stops in _stops(mobile, starts_at, ends_at).items():
        out = difference(merged(stops), merged(map(_whole_day, _days_in(specials[pk]))))
        answer[pk] = list(clipped(out, starts_at, ends_at))
    return answer


def opening_of(home: Home, starts_at: datetime, ends_at: datetime) -> list[Interval]:
    """Open intervals of one home in [starts_at, ends_at)."""
    return open_between([home], starts_at, ends_at)[home.pk]


def openings_of(home: Home, first: date, last: date) -> dict[date, list[Interval]]:
    """The openings of a home that does not move, by the date on which they begin."""
    start, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last))
    weekly, specials = _rules([home.pk], start, end)
    return openings_by_date(weekly[home.pk], specials[home.pk], first, last, day_kinds(start, end))


def is_open(home: Home, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the home is open without a break for the whole of [starts_at, ends_at)."""
    return covers(opening_of(home, starts_at, ends_at), starts_at, ends_at)


def _rules(home_ids: list[int], starts_at: datetime, ends_at: datetime):
    weekly: dict[int, list[Weekly]] = defaultdict(list)
    specials: dict[int, list[Special]] = defaultdict(list)
    if not home_ids:
        return weekly, specials
    rows = selected(HOURS, [home_ids])
    for home_id, days, opens, closes, since, until, kind, season_from, season_to in rows:
        season = (season_from, season_to) if season_from and season_to else None
        rule = Weekly(frozenset(days), opens, closes, since, until, kind, season)
        weekly[home_id].append(rule)
    exceptions = selected(EXCEPTIONS, [home_ids, *_dates(starts_at, ends_at)])
    for home_id, on, opens, closes in exceptions:
        specials[home_id].append(Special(on, opens, closes))
    return weekly, specials


def day_kinds(starts_at: datetime, ends_at: datetime) -> dict[date, str]:
    """Holidays and make-up working days from the day before `starts_at` to `ends_at`."""
    return dict(selected(CALENDAR, _dates(starts_at, ends_at)))


def _dates(starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    first = starts_at.astimezone(SHANGHAI).date() - timedelta(days=1)
    return first, ends_at.astimezone(SHANGHAI).date()


def _days_in(specials: list[Special]) -> list[date]:
    return [row.on for row in specials if row.opens is None]


def _whole_day(day: date) -> Interval:
    start = datetime.combine(day, time(), SHANGHAI)
    return start, start + timedelta(days=1)


def _stops(home_ids: list[int], starts_at: datetime, ends_at: datetime):
    stops: dict[int, list[Interval]] = defaultdict(list)
    if home_ids:
        rows = Stop.objects.filter(
            home__in=home_ids, starts_at__lt=ends_at, ends_at__gt=starts_at
        ).values_list("home_id", "starts_at", "ends_at")
        for home_id, start, end in rows:
            stops[home_id].append((start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)))
    return stops
