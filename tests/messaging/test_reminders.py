"""When reminders are due; who gets them stands in the tests of bookings and services."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import SHANGHAI
from messaging.reminders import EVENING, SOON, Times, due, horizon, moments

AT = Times(evening=19, hours=2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


START, LONG_AGO = at(25, 10), at(20, 12)


@pytest.mark.parametrize(
    ("now", "settled", "name"),
    [
        (at(24, 18, 59), LONG_AGO, ""),
        (at(24, 19), LONG_AGO, EVENING),
        (at(25, 7, 59), LONG_AGO, EVENING),  # an outage is caught up with
        (at(25, 8), LONG_AGO, SOON),  # with one reminder, not with two
        (at(25, 9, 59), LONG_AGO, SOON),
        (at(25, 10), LONG_AGO, ""),  # begun
        (at(24, 20), at(24, 19), ""),  # booked after the evening's moment
        (at(25, 8), at(24, 19), SOON),  # … and yet before the later one
        (at(25, 9), at(25, 8), ""),
    ],
)
def test_which_is_due(now, settled, name):
    assert due(START, settled, now, AT) == name


MOMENTS = st.integers(0, 4 * 24 * 60).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes))
TIMES = st.builds(Times, evening=st.integers(0, 23), hours=st.integers(0, 30))


@given(MOMENTS, MOMENTS, MOMENTS, TIMES)
def test_never_for_what_has_begun_or_was_settled_later(start, settled, now, times):
    name = due(start, settled, now, times)
    if name:
        when = moments(start, times)
        assert settled < when[name] <= now < start
        assert not any(when[name] < other <= now for other in when.values())


@given(MOMENTS, MOMENTS, TIMES)
def test_nothing_beyond_the_horizon_is_due(start, now, times):
    if due(start, datetime(2026, 10, 1, tzinfo=SHANGHAI), now, times):
        assert now < start < horizon(now, times)


def test_the_evening_before_is_a_day_of_the_calendar():
    assert moments(at(25, 0, 30), AT)[EVENING] == datetime.combine(
        at(24, 0).date(), time(19), SHANGHAI
    )
    assert moments(at(25, 0, 30), AT)[SOON] == at(24, 22, 30)
    assert moments(START, AT)[SOON] == START - timedelta(hours=2)
