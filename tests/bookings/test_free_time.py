"""Free time against a slow, obvious model: a grid of units × quarters of an hour."""

import itertools
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.free_time import Free, Held, free_time, pick, runs
from common.clock import SHANGHAI
from homes.opening import merged

START = datetime(2026, 11, 24, 0, 0, tzinfo=SHANGHAI)
QUARTER = timedelta(minutes=15)


def at(quarter: int) -> datetime:
    return START + quarter * QUARTER


spans = st.tuples(st.integers(0, 40), st.integers(1, 16))
opened = st.lists(spans.map(lambda p: (at(p[0]), at(p[0] + p[1]))), max_size=4).map(merged)
helds = st.lists(
    st.tuples(st.integers(-2, 9), st.integers(1, 5), spans).map(
        lambda p: Held(p[0], p[0] + p[1], at(p[2][0]), at(p[2][0] + p[2][1]))
    ),
    max_size=8,
)


def grid(open_spans, held, units, whole) -> dict:
    """Free places by quarter; a quarter that is shut or full is left out."""
    found = {}
    for quarter in range(64):
        moment = at(quarter)
        if not any(a <= moment < b for a, b in open_spans):
            continue
        taken = {
            unit
            for h in held
            if h.starts_at <= moment < h.ends_at
            for unit in range(max(h.lower, units[0]), min(h.upper, units[1]))
        }
        places = units[1] - units[0] - len(taken) if not whole else int(not taken)
        if places:
            found[moment] = places
    return found


def disjoint(held) -> list[Held]:
    """Only rectangles that overlap none before them, as the constraint guarantees."""
    kept: list[Held] = []
    for new in held:
        clash = any(
            new.lower < old.upper
            and old.lower < new.upper
            and new.starts_at < old.ends_at
            and old.starts_at < new.ends_at
            for old in kept
        )
        if not clash:
            kept.append(new)
    return kept


@settings(max_examples=800, deadline=None)
@given(opened, helds.map(disjoint), st.integers(0, 3), st.integers(1, 6), st.booleans())
def test_free_time_agrees_with_the_grid(open_spans, held, lower, size, whole):
    units = (lower, lower + size)
    free = free_time(open_spans, held, units, whole=whole)
    got = {
        row.starts_at + n * QUARTER: row.places
        for row in free
        for n in range(int((row.ends_at - row.starts_at) / QUARTER))
    }
    assert got == grid(open_spans, held, units, whole)
    for before, after in itertools.pairwise(free):
        assert before.ends_at <= after.starts_at
        shut_between = not any(a < after.starts_at < b for a, b in open_spans)
        joinable = before.ends_at == after.starts_at and before.places == after.places
        assert not joinable or shut_between


ranges = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1])), max_size=8
)


@given(ranges, st.integers(0, 10), st.integers(1, 25))
def test_runs_are_the_untouched_units(taken, lower, size):
    upper = lower + size
    busy = {unit for low, high in taken for unit in range(low, high)}
    found = runs(lower, upper, taken)
    assert [u for low, high in found for u in range(low, high)] == [
        u for u in range(lower, upper) if u not in busy
    ]
    assert all(a[1] < b[0] for a, b in itertools.pairwise(found))


@given(ranges, st.integers(1, 25), st.integers(1, 25))
def test_pick_takes_free_units_in_as_few_pieces_as_it_can(taken, size, places):
    free = runs(0, size, taken)
    chosen = pick(0, size, taken, places)
    if sum(high - low for low, high in free) < places:
        assert chosen is None
        return
    assert sum(high - low for low, high in chosen) == places
    assert all(any(a <= low and high <= b for a, b in free) for low, high in chosen)
    largest = sorted((high - low for low, high in free), reverse=True)
    fewest = next(n for n in range(1, len(free) + 1) if sum(largest[:n]) >= places)
    assert len(chosen) == fewest


def test_a_hall_is_not_free_while_half_of_it_is_held():
    held = [Held(0, 1, at(4), at(8))]
    assert free_time([(at(0), at(12))], held, (0, 2), whole=True) == [
        Free(at(0), at(4), 1),
        Free(at(8), at(12), 1),
    ]
    assert free_time([(at(0), at(12))], held, (1, 2), whole=True) == [Free(at(0), at(12), 1)]
