"""The dates of a series against a slow, obvious model: look at every day and ask."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.recurrence import Pattern, dates_of
from homes.enums import DayKind

START = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))


def slow(pattern: Pattern, calendar: dict) -> tuple[list[date], list[date]]:
    kept, left = [], []
    day = pattern.first
    while day <= pattern.last:
        # 1 January of year 1 was a Monday: ordinals 1 … 7 are one week.
        weeks = (day.toordinal() - 1) // 7 - (pattern.first.toordinal() - 1) // 7
        if day.isoweekday() in pattern.weekdays and weeks % pattern.every_weeks == 0:
            off = pattern.skip_holidays and calendar.get(day) == DayKind.HOLIDAY
            (left if off else kept).append(day)
        day += timedelta(days=1)
    return kept, left


@settings(max_examples=500)
@given(
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    first=days,
    length=st.integers(0, 120),
    every=st.sampled_from([1, 2]),
    skip=st.booleans(),
    calendar=st.dictionaries(days, st.sampled_from(DayKind.values), max_size=40),
)
def test_the_dates_are_those_of_the_slow_model(weekdays, first, length, every, skip, calendar):
    pattern = Pattern(weekdays, first, first + timedelta(days=length), every, skip)
    assert dates_of(pattern, calendar) == slow(pattern, calendar)


def test_every_second_week_counts_from_the_week_of_the_first_date():
    friday = date(2026, 11, 27)
    pattern = Pattern(frozenset([1, 5]), friday, date(2026, 12, 18), 2)
    assert dates_of(pattern, {})[0] == [friday, date(2026, 12, 7), date(2026, 12, 11)]


def test_a_make_up_saturday_is_a_saturday():
    saturday = date(2026, 10, 10)
    pattern = Pattern(frozenset([6]), saturday, saturday)
    assert dates_of(pattern, {saturday: DayKind.WORKDAY}) == ([saturday], [])
    assert dates_of(pattern, {saturday: DayKind.HOLIDAY}) == ([], [saturday])
