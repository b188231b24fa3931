"""Opening hours in words."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from common import clock
from common.clock import SHANGHAI
from homes.finding import midnight
from homes.templatetags.opening import (
    clock_time,
    closing_time,
    day_name,
    day_strip,
    full_date,
    near_day,
    short_date,
)

NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)  # a Monday


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (0, "今天", "Today"),
        (1, "明天", "Tomorrow"),
        (2, "周三 11月25日", "Wed 25 Nov"),
        (13, "周日 12月6日", "Sun 6 Dec"),
        (-1, "周日 11月22日", "Sun 22 Nov"),
    ],
)
def test_a_day_near_by_has_a_short_name(days, chinese, english):
    moment = NOW + timedelta(days=days)
    with translation.override("zh-hans"):
        assert near_day(moment) == chinese
    with translation.override("en"):
        assert near_day(moment) == english


def test_the_day_is_the_day_in_fujian():
    late_in_utc = datetime.fromisoformat("2026-11-23T16:30:00+00:00")
    with translation.override("en"):
        assert near_day(late_in_utc) == "Tomorrow"
    assert clock_time(late_in_utc) == "00:30"


def test_dates_in_both_languages():
    with translation.override("zh-hans"):
        assert (short_date(NOW), full_date(NOW.date())) == ("11月23日", "2026年11月23日")
        assert day_name(NOW.date() + timedelta(days=4)) == "周五"
    with translation.override("en"):
        assert (short_date(NOW.date()), full_date(NOW)) == ("23 Nov", "23 Nov 2026")


def test_a_day_ends_at_24():
    start = midnight(NOW)
    assert clock_time(start) == "00:00"
    assert closing_time(start + timedelta(days=1)) == "24:00"
    assert closing_time(NOW) == "20:40"


def test_the_strip_shows_minutes_of_the_day():
    start = midnight(NOW)
    svg = day_strip([(start + timedelta(hours=8), start + timedelta(hours=22))], NOW)
    assert '<rect class="open" x="480" y="0" width="840"' in svg
    assert '<rect class="now" x="1240"' in svg


def test_a_closed_day_has_an_empty_strip():
    assert 'class="open"' not in day_strip([], NOW)
