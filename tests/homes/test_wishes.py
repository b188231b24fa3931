"""Times a reader may ask for, and whether hours meet them."""

from datetime import date, datetime, time, timedelta

import pytest

from common.clock import SHANGHAI
from homes.finding import WALK_M_PER_MINUTE
from homes.wishes import Period, Wish, at, each_day, evening, on_date
from reports.models import Standard
from reports.reference import load_standards

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=SHANGHAI)


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        (day(23, 14), day(23, 19), day(23, 21)),
        (day(23, 20, 40), day(23, 20, 40), day(23, 21)),
        (day(23, 20, 59), day(23, 20, 59), day(23, 21)),
        (day(23, 21), day(24, 19), day(24, 21)),
    ],
)
def test_this_evening_or_the_next(now, start, end):
    assert evening(now) == Period(start, end)


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (time(9), time(11), Period(day(24, 9), day(24, 11))),
        (time(22), time(6), Period(day(24, 22), day(25, 6))),
        (time(9), None, Period(day(24, 9), day(24, 9, 1))),
        (None, time(9), Period(day(24, 8, 59), day(24, 9))),
        (None, None, Period(day(24), day(25), throughout=False)),
    ],
)
def test_a_date_and_its_hours(start, end, period):
    assert on_date(date(2026, 11, 24), start, end, NOW) == period


def test_today_without_hours_is_what_is_left_of_it():
    expected = Period(NOW, day(24), throughout=False)
    assert on_date(NOW.date(), None, None, NOW) == expected


@pytest.mark.parametrize(
    ("opened", "throughout", "some_time"),
    [
        ([(day(24, 8), day(24, 12)), (day(24, 14), day(25, 22))], False, True),
        ([(day(24), day(26))], True, True),
        ([(day(24, 8), day(24, 12))], False, False),
        ([], False, False),
    ],
)
def test_throughout_or_some_time_on_each_day(opened, throughout, some_time):
    assert Period(day(24), day(26)).met_by(opened) is throughout
    assert each_day(date(2026, 11, 24), date(2026, 11, 25)).met_by(opened) is some_time


def test_the_moment_of_a_wish_is_that_of_its_first_period():
    assert Wish().moment is None
    assert Wish(periods=(at(NOW), Period(day(1), day(2)))).moment == NOW


@pytest.mark.django_db
def test_ten_minutes_on_foot_are_the_circle_of_the_coverage_standard():
    load_standards()
    standard = Standard.objects.get(minutes=10)
    assert pytest.approx(standard.radius_m, abs=0.5) == 10 * WALK_M_PER_MINUTE
    assert timedelta(minutes=10).total_seconds() * 1.2 / 1.3 == pytest.approx(
        10 * WALK_M_PER_MINUTE
    )
