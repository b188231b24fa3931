"""Periods and what they are compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.period import Period, last_months, month_before, shifted

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


def period(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("this", "before", "year_before"),
    [
        (("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31"), ("2025-11-01", "2025-11-30")),
        (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        (("2018-01-01", "2020-12-31"), ("2015-01-01", "2017-12-31"), ("2017-01-01", "2019-12-31")),
        (("2026-11-03", "2026-11-09"), ("2026-10-27", "2026-11-02"), ("2025-11-03", "2025-11-09")),
        (("2024-02-29", "2024-02-29"), ("2024-02-28", "2024-02-28"), ("2023-02-28", "2023-02-28")),
    ],
)
def test_known_periods(this, before, year_before):
    assert period(*this).before() == period(*before)
    assert period(*this).year_before() == period(*year_before)


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_the_day_before(first, length):
    this = Period(first, first + timedelta(days=length))
    before = this.before()
    assert before.ends_on == first - timedelta(days=1)
    if this.is_whole_months:
        assert len(before.months()) == len(this.months())
        assert before.is_whole_months
    else:
        assert before.ends_on - before.starts_on == this.ends_on - this.starts_on


@given(DAYS, st.integers(-500, 500))
def test_shifting_moves_by_months_and_stays_in_the_month(day, months):
    moved = shifted(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 800))
def test_months_are_the_first_days_touched(first, length):
    last = first + timedelta(days=length)
    touched = {(first + timedelta(days=i)).replace(day=1) for i in range(length + 1)}
    assert Period(first, last).months() == sorted(touched)


def test_a_period_runs_from_midnight_to_midnight_in_shanghai():
    this = period("2026-11-01", "2026-11-30")
    assert this.starts_at.isoformat() == "2026-11-01T00:00:00+08:00"
    assert this.ends_at.isoformat() == "2026-12-01T00:00:00+08:00"


def test_last_months_end_today():
    assert last_months(date(2026, 11, 23), 12) == period("2025-12-01", "2026-11-23")


@given(DAYS)
def test_the_month_before_is_whole_and_ends_before_this_one(day):
    before = month_before(day)
    assert before.is_whole_months
    assert len(before.months()) == 1
    assert before.ends_on + timedelta(days=1) == day.replace(day=1)
