"""The hours resolver against a slow, obvious model that asks every quarter of an hour."""

import os
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import SHANGHAI
from homes.enums import DayKind, HoursKind
from homes.opening import (
    Special,
    Weekly,
    covers,
    difference,
    intersection,
    merged,
    open_intervals,
    opening,
)

MONDAY = date(2026, 11, 23)
QUARTER = timedelta(minutes=15)
# `make drill` asks for 5,000.
EXAMPLES = int(os.environ.get("EXAMPLES", "800"))
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
days = st.integers(-3, 10).map(lambda n: MONDAY + timedelta(days=n))
hours = st.tuples(times, times) | st.just((None, None))
seasons = st.none() | st.tuples(
    st.sampled_from([101, 1101, 1120, 1124, 1201]), st.sampled_from([110, 1122, 1126, 1231])
)
weekly_rules = st.builds(
    lambda weekdays, times, first, last, kind, season: Weekly(
        weekdays, *times, first, last, kind, season
    ),
    st.frozensets(st.integers(1, 7), min_size=1),
    hours,
    st.none() | days,
    st.none() | days,
    st.sampled_from(HoursKind.values),
    seasons,
)
calendars = st.dictionaries(days, st.sampled_from(DayKind.values), max_size=4)
specials = st.lists(
    st.one_of(st.builds(Special, days), st.builds(Special, days, times, times)), max_size=4
)
moments = st.integers(0, 4 * 24 * 6).map(
    lambda n: datetime.combine(MONDAY, time(), SHANGHAI) + n * QUARTER
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def in_force(rule, day) -> bool:
    if rule.valid_from and day < rule.valid_from:
        return False
    if rule.valid_to and day > rule.valid_to:
        return False
    if rule.season is None:
        return True
    first, last = (date(2000, n // 100, n % 100) for n in rule.season)
    same_day = day.replace(year=2000)
    if first <= last:
        return first <= same_day <= last
    return not last < same_day < first


def hours_of(weekly, specials, calendar, day) -> list:
    """The hours that count for a date: each rung of the ladder spelt out."""
    if special := [s for s in specials if s.on == day]:
        return [(s.opens, s.closes) for s in special]
    rules = [r for r in weekly if in_force(r, day)]
    if calendar.get(day) == "holiday" and any(r.kind == "holiday" for r in rules):
        return [(r.opens, r.closes) for r in rules if r.kind == "holiday"]
    if calendar.get(day) == "workday" and any(r.kind == "workday" for r in rules):
        return [(r.opens, r.closes) for r in rules if r.kind == "workday"]
    rules = [r for r in rules if r.kind == "weekly" and day.isoweekday() in r.weekdays]
    if any(r.season for r in rules):
        rules = [r for r in rules if r.season]
    return [(r.opens, r.closes) for r in rules]


def slow_open(weekly, specials, calendar, moment) -> bool:
    """Is it open in the quarter from `moment`? Asks today's and last night's hours."""
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        for opens, closes in hours_of(weekly, specials, calendar, day):
            if opens is not None:
                start, end = opening(day, opens, closes)
                if start <= moment < end:
                    return True
    return False


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(weekly_rules, max_size=6), specials, calendars, moments, st.integers(1, 200))
def test_resolver_agrees_with_the_slow_model(weekly, special, calendar, start, quarters):
    end = start + quarters * QUARTER
    found = open_intervals(weekly, special, start, end, calendar)
    expected = [start + n * QUARTER for n in range(quarters)]
    expected = [m for m in expected if slow_open(weekly, special, calendar, m)]
    got = [
        start + n * QUARTER
        for n in range(quarters)
        if covers(found, start + n * QUARTER, start + (n + 1) * QUARTER)
    ]
    assert got == expected
    assert sum((b - a for a, b in found), timedelta()) == len(expected) * QUARTER


def test_overnight_opening_runs_into_the_next_day():
    night = Weekly(frozenset({1}), time(22), time(6))
    assert open_intervals([night], [], at(24, 0), at(25, 0)) == [(at(24, 0), at(24, 6))]


def test_equal_times_mean_the_whole_day():
    always = Weekly(frozenset(range(1, 8)), time(0), time(0))
    assert open_intervals([always], [], at(23, 9), at(26, 9)) == [(at(23, 9), at(26, 9))]


def test_adjacent_openings_are_one():
    rules = [Weekly(frozenset({1}), time(8), time(12)), Weekly(frozenset({1}), time(12), time(18))]
    assert open_intervals(rules, [], at(23, 0), at(24, 0)) == [(at(23, 8), at(23, 18))]


def test_an_exception_replaces_the_day_and_can_split_it():
    rule = Weekly(frozenset({1}), time(8), time(18))
    split = [Special(MONDAY, time(8), time(10)), Special(MONDAY, time(16), time(18))]
    assert open_intervals([rule], split, at(23, 0), at(24, 0)) == [
        (at(23, 8), at(23, 10)),
        (at(23, 16), at(23, 18)),
    ]
    assert open_intervals([rule], [Special(MONDAY)], at(23, 0), at(24, 0)) == []


def test_an_exception_does_not_cut_the_night_before():
    night = Weekly(frozenset({7}), time(22), time(6))
    assert open_intervals([night], [Special(MONDAY)], at(23, 0), at(24, 0)) == [
        (at(23, 0), at(23, 6))
    ]


EVERY_DAY = frozenset(range(1, 8))
USUAL = Weekly(EVERY_DAY, time(8), time(18))


def test_holiday_and_make_up_days_have_rules_of_their_own():
    holiday = Weekly(EVERY_DAY, time(9), time(12), kind=HoursKind.HOLIDAY)
    calendar = {MONDAY: DayKind.HOLIDAY}
    span = (at(23, 0), at(24, 0))
    assert open_intervals([USUAL, holiday], [], *span, calendar) == [(at(23, 9), at(23, 12))]
    assert open_intervals([USUAL, holiday], [], *span) == [(at(23, 8), at(23, 18))]
    shut = Weekly(EVERY_DAY, None, None, kind=HoursKind.HOLIDAY)
    assert open_intervals([USUAL, shut], [], *span, calendar) == []
    assert open_intervals([USUAL], [], *span, calendar) == [(at(23, 8), at(23, 18))]
    busy = Weekly(EVERY_DAY, time(7), time(20), kind=HoursKind.WORKDAY)
    calendar = {MONDAY: DayKind.WORKDAY}
    assert open_intervals([USUAL, busy], [], *span, calendar) == [(at(23, 7), at(23, 20))]


def test_a_season_replaces_the_weekdays_it_names_and_spans_new_year():
    winter = Weekly(frozenset({1}), time(9), time(17), season=(1101, 228))
    found = open_intervals([USUAL, winter], [], at(23, 0), at(25, 0))
    assert found == [(at(23, 9), at(23, 17)), (at(24, 8), at(24, 18))]


intervals = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 12)).map(
        lambda p: (at(23, 0) + p[0] * QUARTER, at(23, 0) + (p[0] + p[1]) * QUARTER)
    ),
    max_size=6,
).map(merged)


def quarters_of(spans) -> set:
    return {
        at(23, 0) + n * QUARTER
        for n in range(80)
        if any(a <= at(23, 0) + n * QUARTER < b for a, b in spans)
    }


@settings(max_examples=500, deadline=None)
@given(intervals, intervals)
def test_set_arithmetic_of_intervals(left, right):
    assert quarters_of(intersection(left, right)) == quarters_of(left) & quarters_of(right)
    assert quarters_of(difference(left, right)) == quarters_of(left) - quarters_of(right)
    assert merged(difference(left, right)) == difference(left, right)
