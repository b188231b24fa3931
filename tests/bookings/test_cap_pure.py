"""Filling units and cutting free time by a cap, against brute force."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.free_time import Free, Held, both, fill
from common.clock import SHANGHAI

FIRST = datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
HOURS = 10


def at(hour: int) -> datetime:
    return FIRST + timedelta(hours=hour)


WISHES = st.lists(
    st.tuples(st.integers(0, HOURS - 1), st.integers(1, HOURS), st.integers(1, 4)), max_size=14
)


@given(st.integers(1, 6), WISHES)
def test_nobody_is_refused_while_enough_is_free_at_every_moment(size, wishes):
    """Units are given out one wish after the other, as bookings come."""
    held: list[Held] = []
    counts = [0] * (2 * HOURS)
    for first, length, count in wishes:
        hours = range(first, first + length)
        fits = all(counts[hour] + count <= size for hour in hours)
        found = fill(100, 100 + size, held, at(first), at(first + length), count)
        assert (found is not None) == fits
        if found is None:
            continue
        for hour in hours:
            now = [h for h in found if h.starts_at <= at(hour) < h.ends_at]
            assert sum(h.upper - h.lower for h in now) == count
            counts[hour] += count
        assert all(at(first) <= h.starts_at < h.ends_at <= at(first + length) for h in found)
        held += found
    assert not any(
        a.lower < b.upper
        and b.lower < a.upper
        and a.starts_at < b.ends_at
        and b.starts_at < a.ends_at
        for n, a in enumerate(held)
        for b in held[n + 1 :]
    )
    assert all(100 <= h.lower < h.upper <= 100 + size for h in held)


def test_the_same_units_throughout_where_there_are_such():
    held = [Held(0, 1, at(0), at(1))]
    assert fill(0, 3, held, at(0), at(3), 2) == [Held(1, 3, at(0), at(3))]


def hourly(counts: list[int]) -> list[Free]:
    """Stretches of equal counts; nothing where none is free."""
    rows: list[Free] = []
    for hour, count in enumerate(counts):
        if not count:
            continue
        if rows and rows[-1].ends_at == at(hour) and rows[-1].places == count:
            rows[-1] = rows[-1]._replace(ends_at=at(hour + 1))
        else:
            rows.append(Free(at(hour), at(hour + 1), count))
    return rows


COUNTS = st.lists(st.integers(0, 4), min_size=HOURS, max_size=HOURS)


@given(COUNTS, COUNTS)
def test_places_are_no_more_than_the_home_lets_in(free, room):
    wanted = hourly([min(pair) for pair in zip(free, room, strict=True)])
    assert both(hourly(free), hourly(room), whole=False) == wanted


@given(COUNTS, COUNTS, st.integers(1, 4))
def test_a_room_booked_whole_needs_room_for_its_people(free, room, people):
    whole = [min(count, 1) for count in free]
    wanted = [one if most >= people else 0 for one, most in zip(whole, room, strict=True)]
    assert both(hourly(whole), hourly(room), whole=True, people=people) == hourly(wanted)
