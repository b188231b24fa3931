from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import SHANGHAI
from homes.enums import DayKind
from homes.models import CalendarDay
from homes.working_days import due_within, is_working_day, working_day_after

FRIDAY = date(2026, 11, 20)
KINDS = {date(2026, 11, 23): DayKind.HOLIDAY, date(2026, 11, 28): DayKind.WORKDAY}


@pytest.mark.parametrize(
    ("count", "day"),
    [(0, FRIDAY), (1, date(2026, 11, 24)), (4, date(2026, 11, 27)), (5, date(2026, 11, 28))],
)
def test_holidays_are_skipped_and_make_up_days_count(count, day):
    assert working_day_after(FRIDAY, count, KINDS) == day


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=0, max_value=400))
def test_as_many_working_days_lie_between_as_were_asked_for(count, shift):
    first = FRIDAY + timedelta(days=shift)
    last = working_day_after(first, count, KINDS)
    between = [first + timedelta(days=n + 1) for n in range((last - first).days)]
    assert sum(is_working_day(day, KINDS) for day in between) == count


@pytest.mark.django_db
def test_due_at_the_end_of_the_last_day_by_the_calendar_kept():
    CalendarDay.objects.create(on=date(2026, 11, 23), kind=DayKind.HOLIDAY, name="示例")
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=SHANGHAI)
    assert due_within(moment, 2) == datetime(2026, 11, 26, tzinfo=SHANGHAI)
