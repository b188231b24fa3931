"""The tree against the plain definition: some home within the haversine radius."""

from math import asin, cos, pi, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.coverage import (
    EARTH_RADIUS_M,
    as_points,
    covered,
    distance_m,
    pairs_within,
    radius_of_walk,
    sums_by_group,
)

# A few streets of a town: near enough that circles of hundreds of metres matter.
TOWN = st.tuples(st.floats(25.0, 25.02), st.floats(118.0, 118.02))
ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
PLACES = st.lists(TOWN | ANYWHERE, max_size=12)
RADII = st.floats(0, 3000) | st.sampled_from([0.0, 1000.0, 25_000_000.0])


def haversine(a, b):
    """The textbook formula for one pair, in metres."""
    dlat, dlon = radians(b[0]) - radians(a[0]), radians(b[1]) - radians(a[1])
    h = sin(dlat / 2) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1, h)))


def on_the_edge(point, homes, radius):
    """Whether two correct formulas may differ about this point for rounding alone."""
    return any(abs(haversine(point, home) - radius) < 1e-6 for home in homes)


@given(PLACES, PLACES, RADII)
def test_covered_is_the_plain_definition(points, homes, radius):
    mask = covered(as_points(points), as_points(homes), radius)
    for point, inside in zip(points, mask.tolist(), strict=True):
        if not on_the_edge(point, homes, radius):
            assert inside == any(haversine(point, home) <= radius for home in homes)


@given(PLACES, PLACES, RADII)
def test_pairs_are_all_pairs_within_the_radius_in_order(points, centres, radius):
    rows, cols = pairs_within(as_points(points), as_points(centres), radius)
    found = list(zip(rows.tolist(), cols.tolist(), strict=True))
    grid = [(i, j) for i in range(len(points)) for j in range(len(centres))]
    a = as_points([points[i] for i, _ in grid])
    b = as_points([centres[j] for _, j in grid])
    near = (distance_m(a, b) <= radius).tolist()
    assert found == [pair for pair, inside in zip(grid, near, strict=True) if inside]


@given(PLACES, PLACES, RADII)
def test_covered_agrees_with_pairs_to_the_last_bit(points, homes, radius):
    rows, _ = pairs_within(as_points(points), as_points(homes), radius)
    mask = covered(as_points(points), as_points(homes), radius)
    assert np.flatnonzero(mask).tolist() == sorted(set(rows.tolist()))


@given(TOWN, st.floats(1, 2000), st.floats(0, 2 * pi))
def test_a_home_exactly_at_the_radius_counts(home, reach, bearing):
    north, east = reach * cos(bearing), reach * sin(bearing)
    point = (
        home[0] + np.degrees(north / EARTH_RADIUS_M),
        home[1] + np.degrees(east / (EARTH_RADIUS_M * cos(radians(home[0])))),
    )
    points, homes = as_points([point]), as_points([home])
    exactly = float(distance_m(points, homes)[0])
    assert covered(points, homes, exactly).tolist() == [True]
    assert covered(points, homes, np.nextafter(exactly, 0)).tolist() == [False]


def test_more_pairs_than_are_held_at_a_time():
    """1,500 × 1,500 candidates in one town, against the whole table of distances."""
    random = np.random.default_rng(7)
    points, homes = (random.uniform((25, 118), (25.02, 118.02), (1500, 2)) for _ in range(2))
    rows, cols = pairs_within(points, homes, 300.0)
    table = distance_m(np.repeat(points, 1500, axis=0), np.tile(homes, (1500, 1))) <= 300.0
    assert (rows * 1500 + cols).tolist() == np.flatnonzero(table).tolist()
    assert covered(points, homes, 40.0).tolist() == [
        bool((distance_m(np.tile(point, (1500, 1)), homes) <= 40.0).any()) for point in points
    ]


@pytest.mark.parametrize(("points", "homes"), [([], []), ([], [(25, 118)]), ([(25, 118)], [])])
def test_without_points_or_homes_nothing_is_covered(points, homes):
    assert covered(as_points(points), as_points(homes), 1000).tolist() == [False] * len(points)


def test_a_degree_of_meridian_is_as_long_as_the_stated_sphere():
    arc = distance_m(as_points([(25, 118)]), as_points([(26, 118)]))
    assert round(float(arc[0]), 3) == round(EARTH_RADIUS_M * pi / 180, 3)


def test_the_ten_minute_circle():
    assert round(radius_of_walk(10, 1.2, 1.3), 1) == 553.8


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**12), st.booleans()), max_size=30))
def test_group_sums_are_exact(rows):
    groups, weights, inside = zip(*rows, strict=True) if rows else ((), (), ())
    total, within = sums_by_group(
        np.array(groups, np.intp), np.array(weights, np.int64), np.array(inside, bool), 4
    )
    for group in range(4):
        assert total[group] == sum(w for g, w, _ in rows if g == group)
        assert within[group] == sum(w for g, w, i in rows if g == group and i)
