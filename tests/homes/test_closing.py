"""Closing hours: what is left on each date is what the open time minus the windows is."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.actions import change_status
from homes.closing import close_hours, end_suspension, reopen_hours, rewritten
from homes.hours import opening_of
from homes.models import Home, HoursException
from homes.opening import (
    Special,
    Weekly,
    difference,
    merged,
    open_intervals,
    openings_by_date,
)
from tests.factories.homes import HoursExceptionFactory, StopFactory

MONDAY = date(2026, 11, 23)
START = datetime.combine(MONDAY, time(), SHANGHAI)
DAY = timedelta(days=1)
moments = st.integers(0, 14 * 24 * 4).map(lambda n: START + timedelta(minutes=15 * n))
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
rules = st.builds(Weekly, st.frozensets(st.integers(1, 7), min_size=1), opens=times, closes=times)
specials = st.builds(
    Special,
    st.integers(0, 14).map(lambda n: MONDAY + timedelta(days=n)),
    opens=times,
    closes=times,
)
windows = st.tuples(moments, moments).filter(lambda pair: pair[0] < pair[1])


@settings(max_examples=500)
@given(
    weekly=st.lists(rules, max_size=4),
    special=st.lists(specials, max_size=4),
    shut=st.lists(windows, min_size=1, max_size=3),
)
def test_what_is_left_open_is_the_open_time_without_the_windows(weekly, special, shut):
    first, last = MONDAY - 3 * DAY, MONDAY + 18 * DAY
    left = rewritten(openings_by_date(weekly, special, first, last), shut)
    exceptions = [row for row in special if row.on not in left]
    for day, intervals in left.items():
        exceptions += [Special(day, start.time(), end.time()) for start, end in intervals]
        if not intervals:
            exceptions.append(Special(day))
    begin, end = START - DAY, START + 16 * DAY
    before = open_intervals(weekly, special, begin, end)
    assert open_intervals(weekly, exceptions, begin, end) == difference(before, merged(shut))


# ---- on a home ----


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


@pytest.fixture
def stopped():
    with clock.stopped_at(at(MONDAY, 10)):
        yield


def hours_of(home, days: int = 3) -> list[tuple[int, int, int]]:
    """(day of the month, from, to) of the next days."""
    found = opening_of(Home.objects.get(pk=home.pk), at(MONDAY, 0), at(MONDAY, 0) + days * DAY)
    return [(start.day, start.hour, end.hour) for start, end in found]


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped")
class TestAHome:
    def test_a_part_of_a_day_is_cut_out_with_its_reason(self, home, home_cadre):
        record = close_hours(
            home=home, windows=[(at(MONDAY, 14), at(MONDAY, 16))], reason="停电", by=home_cadre
        )
        assert hours_of(home, 2) == [(23, 8, 14), (23, 16, 22), (24, 8, 22)]
        assert set(home.hours_exceptions.values_list("reason", flat=True)) == {"停电"}
        reopen_hours(home=home, record=record, by=home_cadre)
        assert hours_of(home, 1) == [(23, 8, 22)]
        assert not HoursException.objects.exists()

    def test_whole_days_over_an_exception_that_comes_back(self, home, home_cadre):
        HoursExceptionFactory(home=home, on=MONDAY + DAY, opens=time(9), closes=time(12))
        record = close_hours(
            home=home, windows=[(at(MONDAY, 0), at(MONDAY, 0) + 2 * DAY)], reason="台风",
            by=home_cadre,
        )  # fmt: skip
        assert hours_of(home) == [(25, 8, 22)]
        reopen_hours(home=home, record=record, by=home_cadre)
        assert hours_of(home) == [(23, 8, 22), (24, 9, 12), (25, 8, 22)]

    def test_the_later_of_two_is_taken_back_first(self, home, home_cadre):
        one = close_hours(
            home=home, windows=[(at(MONDAY, 8), at(MONDAY, 12))], reason="一", by=home_cadre
        )
        two = close_hours(
            home=home, windows=[(at(MONDAY, 14), at(MONDAY, 16))], reason="二", by=home_cadre
        )
        with pytest.raises(Refusal) as refusal:
            reopen_hours(home=home, record=one, by=home_cadre)
        assert refusal.value.code == "hours_changed"
        reopen_hours(home=home, record=two, by=home_cadre)
        reopen_hours(home=home, record=one, by=home_cadre)
        assert hours_of(home, 1) == [(23, 8, 22)]

    def test_a_mobile_home_stays_in(self, home_cadre):
        stop = StopFactory(starts_at=at(MONDAY, 14), ends_at=at(MONDAY, 18))
        later = StopFactory(
            home=stop.home, starts_at=at(MONDAY + DAY, 14), ends_at=at(MONDAY + DAY, 18)
        )
        record = close_hours(
            home=stop.home, windows=[(at(MONDAY, 15), at(MONDAY, 16))], reason="台风", by=home_cadre
        )
        assert hours_of(stop.home) == [(24, 14, 18)]
        assert later.home == stop.home
        reopen_hours(home=stop.home, record=record, by=home_cadre)
        assert len(hours_of(stop.home)) == 2

    def test_a_suspension_of_today_never_was(self, home, home_cadre):
        event = change_status(home=home, status="suspended", on=MONDAY, by=home_cadre)
        end_suspension(home=home, event=event.pk, before="open", by=home_cadre)
        home.refresh_from_db()
        assert (home.status, home.life.count()) == ("open", 1)

    def test_an_older_one_ends_with_a_new_status(self, home, home_cadre):
        event = change_status(home=home, status="suspended", on=MONDAY, by=home_cadre)
        with clock.stopped_at(at(MONDAY, 10) + 2 * DAY):
            end_suspension(home=home, event=event.pk, before="open", by=home_cadre)
            home.refresh_from_db()
            assert (home.status, home.life.count()) == ("open", 3)
            with pytest.raises(Refusal):
                end_suspension(home=home, event=event.pk, before="open", by=home_cadre)
