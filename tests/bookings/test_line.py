"""Whose turn it is and how long a place is kept, against slow and obvious models."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.free_time import Held
from bookings.line import Wanted, keep_until, keeping, served, units_for
from common.clock import SHANGHAI

USUAL = keeping(120, 30, 10)
DAY = datetime(2026, 11, 24, tzinfo=SHANGHAI)
UNITS, HOURS = 6, 6


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


# ---- how long ----


@pytest.mark.parametrize(
    ("now", "starts_at", "until"),
    [
        (at(23, 10), at(25, 10), at(23, 12)),  # more than a day ahead: two hours
        (at(23, 10), at(24, 10), at(23, 10, 30)),  # a day exactly: half an hour
        (at(23, 10), at(23, 13, 1), at(23, 10, 30)),
        (at(23, 10), at(23, 13), at(23, 10, 10)),  # three hours and less: ten minutes
        (at(23, 10), at(23, 10, 5), at(23, 10, 5)),  # never beyond the start
        (at(23, 22), at(24, 19), at(24, 8, 30)),  # at night: until the morning
        (at(23, 2), at(23, 19), at(23, 8, 30)),
        (at(23, 6, 59), at(25, 9), at(23, 8, 59)),  # two hours are longer than that
        (at(23, 7), at(25, 9), at(23, 9)),
        (at(23, 21, 30), at(25, 9), at(24, 8, 30)),  # would end at night
        (at(23, 19, 59), at(25, 9), at(23, 21, 59)),
        (at(23, 23), at(24, 8), at(23, 23, 30)),  # begins before the morning: as by day
        (at(23, 23), at(24, 8, 30), at(23, 23, 30)),
    ],
)
def test_how_long_a_place_is_kept(now, starts_at, until):
    assert keep_until(now, starts_at, USUAL) == until


def test_it_is_kept_no_longer_than_it_may_be_booked():
    hour = timedelta(hours=1)
    assert keep_until(at(23, 10), at(23, 11, 5), USUAL, lead=hour) == at(23, 10, 5)
    assert keep_until(at(23, 23), at(24, 9), USUAL, lead=hour) == at(23, 23, 30)


moments = st.integers(0, 14 * 24 * 60).map(lambda n: DAY + timedelta(minutes=n))


minutes = st.integers(5, 24 * 60)


@given(
    now=moments,
    starts_at=moments,
    lead=st.integers(0, 3000).map(lambda n: timedelta(minutes=n)),
    policy=st.one_of(st.just(USUAL), st.builds(keeping, minutes, minutes, minutes)),
)
def test_a_kept_place_never_outlasts_its_use_nor_ends_at_night(now, starts_at, lead, policy):
    if starts_at - lead <= now:
        return
    until = keep_until(now, starts_at, policy, lead=lead)
    last = starts_at - lead
    assert now < until <= last
    length = until - now
    lengths = (policy.shortest, *(kept for _least, kept in policy.steps))
    assert length >= min(*lengths, last - now)
    night = until.time() < policy.quiet_to or until.time() >= policy.quiet_from
    morning = until.replace(hour=8, minute=30)
    if until.time() >= policy.quiet_from:
        morning += timedelta(days=1)
    assert not night or last <= morning
    day_by = policy.quiet_to <= now.time() < policy.quiet_from
    if day_by and until.date() == now.date():
        assert length <= max(lengths)


@given(now=moments, starts_at=moments, policy=st.builds(keeping, minutes, minutes, minutes))
def test_by_day_it_is_as_long_as_said_for_that_lead(now, starts_at, policy):
    ahead = starts_at - now
    if ahead <= timedelta(0):
        return
    far, near = (kept for _least, kept in policy.steps)
    if ahead > timedelta(hours=24):
        said = far
    else:
        said = near if ahead > timedelta(hours=3) else policy.shortest
    end = now + said
    waking = all(policy.quiet_to <= each.time() < policy.quiet_from for each in (now, end))
    if waking:
        assert keep_until(now, starts_at, policy) == min(end, starts_at)


# ---- whose turn ----


def moment(hour: int) -> datetime:
    return DAY + timedelta(hours=hour)


@st.composite
def rectangles(draw) -> Held:
    lower, start = draw(st.integers(0, UNITS - 1)), draw(st.integers(0, HOURS - 1))
    upper, end = draw(st.integers(lower + 1, UNITS)), draw(st.integers(start + 1, HOURS))
    return Held(lower, upper, moment(start), moment(end))


@st.composite
def wishes(draw) -> Wanted:
    frame, whole = draw(rectangles()), draw(st.booleans())
    places = draw(st.integers(1, UNITS))
    return Wanted(frame.lower, frame.upper, whole, places, frame.starts_at, frame.ends_at)


def cells(held) -> set[tuple[int, int]]:
    """Every (unit, hour) that is taken."""
    return {
        (unit, hour)
        for row in held
        for unit in range(row.lower, row.upper)
        for hour in range(HOURS)
        if row.starts_at <= moment(hour) < row.ends_at
    }


def free_at(hour: int, wanted: Wanted, taken: set[tuple[int, int]]) -> set[int]:
    """Units of the wish free in an hour, asked one by one."""
    return {unit for unit in range(wanted.lower, wanted.upper) if (unit, hour) not in taken}


def hours_of(wanted: Wanted) -> list[int]:
    return [h for h in range(HOURS) if wanted.starts_at <= moment(h) < wanted.ends_at]


def fits(wanted: Wanted, taken: set[tuple[int, int]]) -> bool:
    """Enough is free at every moment; who sits where may change on the way."""
    size = wanted.upper - wanted.lower if wanted.whole else wanted.places
    return all(len(free_at(hour, wanted, taken)) >= size for hour in hours_of(wanted))


@given(wanted=wishes(), held=st.lists(rectangles(), max_size=6))
def test_units_are_found_exactly_where_enough_are_free(wanted, held):
    taken = cells(held)
    chosen = units_for(wanted, held)
    assert (chosen is not None) == fits(wanted, taken)
    if chosen is None:
        return
    size = wanted.upper - wanted.lower if wanted.whole else wanted.places
    for hour in hours_of(wanted):
        got = [unit for unit, when in cells(chosen) if when == hour]
        assert len(got) == size
        assert set(got) <= free_at(hour, wanted, taken)
    assert sum(row.upper - row.lower for row in chosen) >= size


@given(
    line=st.lists(st.tuples(wishes(), st.booleans()), max_size=6),
    held=st.lists(rectangles(), max_size=5),
)
def test_the_line_is_served_in_its_order(line, held):
    """At his turn each gets what is left, if it is enough; whom a rule refuses takes nothing."""
    asked: list[int] = []

    def give(number: int) -> bool:
        asked.append(number)
        return line[number][1]

    numbered = [(number, wanted) for number, (wanted, _may) in enumerate(line)]
    won = list(served(numbered, held, give))

    taken, expected, expected_asked = list(held), [], []
    for number, (wanted, may) in enumerate(line):
        chosen = units_for(wanted, taken)
        if not fits(wanted, cells(taken)):
            continue
        expected_asked.append(number)
        if may:
            expected.append(number)
            taken += chosen
    assert (won, asked) == (expected, expected_asked)
    for number in set(range(len(line))) - set(won):
        assert not line[number][1] or not fits(line[number][0], cells(taken))
