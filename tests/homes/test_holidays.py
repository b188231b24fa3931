"""The holiday that comes next."""

from datetime import date, datetime

import pytest
from django.utils import translation

from common import clock
from homes.enums import DayKind
from homes.holidays import Holiday, coming_holiday, not_announced
from homes.models import CalendarDay

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=clock.SHANGHAI)
NEW_YEAR = Holiday("元旦", date(2026, 1, 1), date(2026, 1, 3))


@pytest.fixture(autouse=True)
def notice():
    days = [(date(2026, 1, number), DayKind.HOLIDAY, "元旦") for number in (1, 2, 3)]
    days += [(date(2026, 1, 4), DayKind.WORKDAY, "元旦"), (date(2026, 2, 15), "holiday", "春节")]
    CalendarDay.objects.bulk_create(
        [CalendarDay(on=on, kind=kind, name=name) for on, kind, name in days]
    )


@pytest.mark.parametrize(
    ("today", "holiday"),
    [
        (date(2025, 12, 20), NEW_YEAR),
        (date(2026, 1, 2), Holiday("元旦", date(2026, 1, 2), date(2026, 1, 3))),
        (date(2026, 1, 4), Holiday("春节", date(2026, 2, 15), date(2026, 2, 15))),
        (date(2026, 2, 16), None),
    ],
)
def test_the_next_one_with_the_days_left(today, holiday):
    assert coming_holiday(today) == holiday


def test_its_name_in_the_language_of_the_reader():
    with translation.override("en"):
        assert NEW_YEAR.label == "New Year's Day"
    assert (NEW_YEAR.label, Holiday("地方节日", *[date.min] * 2).label) == ("元旦", "地方节日")


def test_a_missing_notice_is_named():
    with clock.stopped_at(NOW):
        assert not_announced() == "2027 年放假安排尚未公布。"
    CalendarDay.objects.create(on=date(2027, 1, 1), kind="holiday", name="元旦")
    with clock.stopped_at(NOW):
        assert not_announced() == ""
