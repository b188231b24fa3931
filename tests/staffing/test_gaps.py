"""Open hours without anybody: against a slow minute-by-minute model, and from the rows."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import SHANGHAI
from homes.enums import Status
from homes.opening import merged
from staffing.enums import AssignmentState
from staffing.gaps import gaps_of, unstaffed
from tests.factories.homes import HomeFactory
from tests.factories.staffing import AssignmentFactory, ShiftFactory

START = datetime(2026, 11, 24, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)


def at(minute: int) -> datetime:
    return START + minute * MINUTE


def on(day: int, hour: int) -> datetime:
    return datetime.combine((START + timedelta(days=day)).date(), time(hour), SHANGHAI)


spans = st.tuples(st.integers(0, 180), st.integers(1, 90)).map(
    lambda pair: (at(pair[0]), at(pair[0] + pair[1]))
)


def minutes(intervals) -> set[int]:
    """The minutes in which at least one of the intervals runs."""
    return {n for n in range(300) if any(start <= at(n) < end for start, end in intervals)}


@settings(max_examples=500, deadline=None)
@given(st.lists(spans, max_size=6).map(merged), st.lists(spans, max_size=8))
def test_gaps_agree_with_the_minutes(opened, staffed):
    gaps = unstaffed(opened, staffed)
    assert minutes(gaps) == minutes(opened) - minutes(staffed)
    assert merged(gaps) == gaps
    assert all(any(a <= start and end <= b for a, b in opened) for start, end in gaps)


@pytest.fixture
def staffed_home(home):
    """Open 8 to 22; somebody from 9 to 12, and 11 to 14 too."""
    for begins, ends in ((9, 12), (11, 14)):
        shift = ShiftFactory(home=home, starts_at=on(0, begins), ends_at=on(0, ends))
        AssignmentFactory(shift=shift)
    return home


def test_gaps_of_a_day(staffed_home):
    day = gaps_of([staffed_home], on(0, 0), on(1, 0))
    assert day == {staffed_home.pk: [(on(0, 8), on(0, 9)), (on(0, 14), on(0, 22))]}


def test_only_shifts_that_somebody_took_count(home):
    ShiftFactory(home=home, starts_at=on(0, 9), ends_at=on(0, 12))
    for state in (AssignmentState.OFFERED, AssignmentState.WITHDRAWN, AssignmentState.ABSENT):
        shift = ShiftFactory(home=home, starts_at=on(0, 12), ends_at=on(0, 13 + len(state)))
        AssignmentFactory(shift=shift, state=state)
    assert gaps_of([home], on(0, 0), on(1, 0)) == {home.pk: [(on(0, 8), on(0, 22))]}


def test_a_home_that_is_not_in_operation_has_no_gaps(staffed_home):
    staffed_home.status = Status.SUSPENDED
    assert gaps_of([staffed_home], on(0, 0), on(1, 0)) == {staffed_home.pk: []}


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_homes_take_four_queries(tree, count, django_assert_num_queries):
    homes = [HomeFactory(union=tree["350581"], hours=True) for _n in range(count)]
    for home in homes:
        AssignmentFactory(shift=ShiftFactory(home=home, starts_at=on(0, 8), ends_at=on(0, 12)))
    with django_assert_num_queries(4):
        gaps = gaps_of(homes, on(0, 0), on(1, 0))
    assert list(gaps.values()) == [[(on(0, 12), on(0, 22))]] * count
