"""The hours resolver against a slow, obvious model that asks every quarter of an hour."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import SHANGHAI
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
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
days = st.integers(-3, 10).map(lambda n: MONDAY + timedelta(days=n))
weekly_rules = st.builds(
    Weekly,
    st.frozensets(st.integers(1, 7), min_size=1),
    times,
    times,
    st.none() | days,
    st.none() | days,
)
specials = st.lists(
    st.one_of(st.builds(Special, days), st.builds(Special, days, times, times)), max_size=4
)
moments = st.integers(0, 4 * 24 * 6).map(
    lambda n: datetime.combine(MONDAY, time(), SHANGHAI) + n * QUARTER
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def slow_open(weekly, specials, moment) -> bool:
    """Is it open in the quarter that begins at `moment`? Asks today's and last night's rules."""
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        special = [s for s in specials if s.on == day]
        if special:
            hours = [(s.opens, s.closes) for s in special if s.opens is not None]
        else:
            hours = [(r.opens, r.closes) for r in weekly if r.applies_on(day)]
        for opens, closes in hours:
            start, end = opening(day, opens, closes)
            if start <= moment < end:
                return True
    return False


@settings(max_examples=1000, deadline=None)
@given(st.lists(weekly_rules, max_size=4), specials, moments, st.integers(1, 300))
def test_resolver_agrees_with_the_slow_model(weekly, special, start, quarters):
    end = start + quarters * QUARTER
    found = open_intervals(weekly, special, start, end)
    expected = [start + n * QUARTER for n in range(quarters)]
    expected = [m for m in expected if slow_open(weekly, special, m)]
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
