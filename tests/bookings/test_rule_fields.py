"""The chain of rules, against the obvious model; counting quotas, minute by minute."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.enums import Measure, Period
from bookings.quotas import Limit, Peak, peak_minutes, period_of, used
from bookings.rule_fields import DEFAULTS, NAMES, RULES, effective, makes_sense
from common.clock import SHANGHAI

LINKS = st.fixed_dictionaries(
    {}, optional={name: st.one_of(st.none(), st.integers(-1, 300)) for name in NAMES}
)


@given(st.lists(LINKS, max_size=5))
def test_the_nearest_that_says_something_counts(chain):
    found = effective(chain)
    for rule in RULES:
        speakers = [n for n, link in enumerate(chain) if link.get(rule.name) is not None]
        if speakers:
            assert found[rule.name].place == speakers[0]
            assert found[rule.name].value == chain[speakers[0]][rule.name]
        else:
            assert (found[rule.name].place, found[rule.name].value) == (None, rule.default)


def test_no_is_something_said():
    found = effective([{}, {"needs_approval": False}, {"needs_approval": True}])
    assert (found["needs_approval"].value, found["needs_approval"].place) == (False, 1)


def test_what_makes_sense():
    assert makes_sense(DEFAULTS)
    assert not makes_sense(DEFAULTS | {"min_minutes": 300})
    assert not makes_sense(DEFAULTS | {"step_minutes": 4})


# ---- quotas ----

FIRST = datetime(2026, 11, 16, tzinfo=SHANGHAI)
STARTS = st.integers(0, 20 * 24 * 4).map(lambda n: FIRST + timedelta(minutes=15 * n))
BOOKINGS = st.tuples(STARTS, st.integers(1, 30)).map(
    lambda pair: (pair[0], pair[0] + timedelta(minutes=15 * pair[1]))
)
PEAKS = st.builds(
    lambda days, a, b: Peak(frozenset(days), min(a, b) * 15, max(a, b) * 15 + 15),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 95),
    st.integers(0, 95),
)


def slow_minutes(peaks, starts_at, ends_at) -> int:
    """Minute by minute."""
    total, moment = 0, starts_at
    while moment < ends_at:
        minute = moment.hour * 60 + moment.minute
        total += any(
            moment.isoweekday() in peak.weekdays and peak.starts <= minute < peak.ends
            for peak in peaks
        )
        moment += timedelta(minutes=1)
    return total


@given(st.lists(PEAKS, max_size=3), BOOKINGS)
def test_peak_minutes_are_counted_once(peaks, booking):
    assert peak_minutes(peaks, *booking) == slow_minutes(peaks, *booking)


def slow_key(period: str, moment: datetime):
    """What two moments of one period have in common."""
    keys = {
        Period.DAY: moment.date(),
        Period.WEEK: moment.isocalendar()[:2],
        Period.MONTH: (moment.year, moment.month),
    }
    return keys[Period(period)]


@given(
    st.sampled_from(Period.values),
    st.sampled_from(Measure.values),
    st.lists(PEAKS, max_size=2),
    st.lists(BOOKINGS, max_size=6),
    STARTS,
)
def test_use_of_a_quota(period, measure, peaks, bookings, moment):
    limit = Limit(1, measure, period, tuple(peaks))
    expected = 0
    for starts_at, ends_at in bookings:
        if slow_key(period, starts_at) != slow_key(period, moment):
            continue
        minutes = (
            slow_minutes(peaks, starts_at, ends_at)
            if peaks
            else (ends_at - starts_at) // timedelta(minutes=1)
        )
        expected += minutes if measure == Measure.MINUTES else minutes > 0
    assert used(limit, bookings, moment) == expected


def test_periods_begin_at_midnight_here():
    wednesday = datetime(2026, 11, 25, 23, 30, tzinfo=SHANGHAI)
    assert [period_of(period, wednesday)[0].day for period in Period] == [25, 23, 1]
    assert [period_of(period, wednesday)[1].day for period in Period] == [26, 30, 1]
