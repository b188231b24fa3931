"""Conversions against published vectors and against their own inverses."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.datum import (
    bd09_to_gcj02,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_province,
    looks_swapped,
    to_wgs84,
    wgs84_to_gcj02,
)

LATS = st.floats(23, 29)
LONS = st.floats(115, 121)
DATUMS = st.sampled_from(["wgs84", "gcj02", "bd09"])


def metres(a, b):
    """Flat distance, good to a millimetre over a few kilometres."""
    north = radians(a[0] - b[0]) * 6371008.8
    east = radians(a[1] - b[1]) * 6371008.8 * cos(radians(a[0]))
    return hypot(north, east)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((26.077379, 119.291596), (26.074268, 119.296389)),
        ((24.482314, 118.084227), (24.479664, 118.089204)),
        ((39.915, 116.404), (39.916404, 116.410244)),
    ],
)
def test_known_gcj02_points_in_both_directions(wgs84, gcj02):
    assert tuple(round(x, 6) for x in wgs84_to_gcj02(*wgs84)) == gcj02
    assert metres(gcj02_to_wgs84(*gcj02), wgs84) < 0.1


def test_known_bd09_point_in_both_directions():
    gcj02, bd09 = (39.915, 116.404), (39.921337, 116.410369)
    assert tuple(round(x, 6) for x in gcj02_to_bd09(*gcj02)) == bd09
    assert metres(bd09_to_gcj02(*bd09), gcj02) < 0.1


@given(LATS, LONS, DATUMS)
def test_there_and_back_is_within_a_tenth_of_a_millimetre(lat, lon, datum):
    assert metres(to_wgs84(*from_wgs84(lat, lon, datum), datum), (lat, lon)) < 1e-4


@given(st.floats(23.5, 28.4), st.floats(115.8, 120.7))
def test_a_wrong_datum_moves_a_point_by_a_service_circle(lat, lon):
    assert 450 < metres(wgs84_to_gcj02(lat, lon), (lat, lon)) < 700


def test_wgs84_passes_through_unchanged():
    assert from_wgs84(25.0, 118.0, "wgs84") == (25.0, 118.0)
    assert to_wgs84(25.0, 118.0, "wgs84") == (25.0, 118.0)


@given(LATS, LONS)
def test_a_point_of_the_province_is_in_the_box_and_its_swap_is_noticed(lat, lon):
    assert in_province(lat, lon)
    assert not looks_swapped(lat, lon)
    assert not in_province(lon, lat)
    assert looks_swapped(lon, lat)


@pytest.mark.parametrize("point", [(22.9, 118.0), (29.1, 118.0), (25.0, 114.9), (25.0, 121.1)])
def test_a_point_outside_the_box_is_outside_and_not_called_swapped(point):
    assert not in_province(*point)
    assert not looks_swapped(*point)
