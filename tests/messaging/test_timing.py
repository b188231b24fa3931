"""No telephone rings at night, but for what concerns this very night."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import SHANGHAI
from messaging.timing import TO_ACT, quiet_until, sms_at

NIGHT = (22, 7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "important", "matters_at", "goes"),
    [
        (at(24, 12), False, None, at(24, 12)),
        (at(24, 21, 59), False, None, at(24, 21, 59)),
        (at(24, 22), False, None, at(25, 7)),
        (at(25, 6, 59), False, None, at(25, 7)),
        (at(25, 7), False, None, at(25, 7)),
        (at(24, 23), True, None, at(25, 7)),
        (at(24, 23), True, at(25, 9), at(25, 7)),
        (at(24, 23), True, at(25, 8, 59), at(24, 23)),
        (at(24, 23), False, at(25, 8, 59), at(25, 7)),
    ],
)
def test_when_it_goes_out(now, important, matters_at, goes):
    found = sms_at(now, important=important, matters_at=matters_at, quiet=NIGHT)
    assert found == goes


@pytest.mark.parametrize(
    ("important", "answer_by", "goes"),
    [
        (True, at(25, 7, 29), at(24, 23)),
        (True, at(25, 7, 30), at(25, 7)),
        (False, at(25, 7, 29), at(25, 7)),
    ],
)
def test_what_must_be_answered_in_the_night_goes_at_once(important, answer_by, goes):
    found = sms_at(
        at(24, 23), important=important, matters_at=at(27, 9), answer_by=answer_by, quiet=NIGHT
    )
    assert found == goes


@pytest.mark.parametrize(("quiet", "ends"), [((0, 7), at(24, 7)), ((0, 0), None), ((5, 5), None)])
def test_other_nights(quiet, ends):
    assert quiet_until(at(24, 5, 30), quiet) == ends


MOMENTS = st.integers(0, 3 * 24 * 60).map(lambda minutes: at(20, 0) + timedelta(minutes=minutes))
HOURS = st.integers(0, 23)


def quiet_hours(quiet: tuple[int, int]) -> set[int]:
    """The hours of the day that are quiet, counted one by one."""
    hours, hour = set(), quiet[0]
    while hour != quiet[1]:
        hours.add(hour)
        hour = (hour + 1) % 24
    return hours


@given(MOMENTS, st.booleans(), st.none() | MOMENTS, st.tuples(HOURS, HOURS))
def test_against_a_walk_through_the_hours(now, important, matters_at, quiet):
    silent = quiet_hours(quiet)
    found = sms_at(now, important=important, matters_at=matters_at, quiet=quiet)
    end = now
    while end.hour in silent:
        end = end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    pressing = important and matters_at is not None and matters_at < end + TO_ACT
    assert found == (now if pressing else end)
