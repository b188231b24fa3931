"""Who has a home near by: great-circle coverage of weighted points within a radius.

Pure: arrays in, arrays out. Points are (latitude, longitude) rows in WGS84 degrees, distances
are metres on a sphere of the earth's mean radius, measured by the haversine formula.

Candidates for a pair are found by latitude: two points within the radius are no further apart
in latitude than on the great circle. numpy alone does it; a k-d tree of scipy would be faster
beyond a hundred thousand points, and would cost every web process 35 MB.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS84 ellipsoid, (2a + b) / 3
_GUARD_M = 1e-3  # more than rounding can move a point; the haversine decides inside it
_BLOCK = 1_000_000  # candidate pairs held in memory at a time

Points = NDArray[np.float64]
Weights = NDArray[np.int64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]


def radius_of_walk(minutes: float, metres_per_second: float, detour_factor: float) -> float:
    """The straight-line metres that a walk reaches on streets `detour_factor` times as long."""
    return minutes * 60 * metres_per_second / detour_factor


def as_points(rows: ArrayLike) -> Points:
    """Rows of (lat, lon) degrees as an (n, 2) array; n may be 0."""
    return np.asarray(rows, dtype=np.float64).reshape(-1, 2)


def distance_m(a: Points, b: Points) -> NDArray[np.float64]:
    """Haversine metres from each point of `a` to the point of `b` in the same row."""
    (lat_a, lon_a), (lat_b, lon_b) = np.radians(a).T, np.radians(b).T
    h = np.sin((lat_b - lat_a) / 2) ** 2
    h += np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(h, 1)))


def covered(points: Points, homes: Points, radius_m: float) -> Mask:
    """Which points have a home at most `radius_m` away (the circle's edge is inside)."""
    inside = np.zeros(len(points), bool)
    for rows, _ in _pairs(points, homes, radius_m):
        inside[rows] = True
    return inside


def pairs_within(points: Points, centres: Points, radius_m: float) -> tuple[Indices, Indices]:
    """All (point, centre) index pairs at most `radius_m` apart, by point, then centre."""
    found = [(np.empty(0, np.intp), np.empty(0, np.intp)), *_pairs(points, centres, radius_m)]
    rows, cols = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((cols, rows))
    return rows[order], cols[order]


def sums_by_group(
    groups: Indices, weights: Weights, mask: Mask, group_count: int
) -> tuple[Weights, Weights]:
    """Total and covered weight of each group number 0 .. group_count - 1, exact integers."""
    total = np.zeros(group_count, np.int64)
    inside = np.zeros(group_count, np.int64)
    np.add.at(total, groups, weights)
    np.add.at(inside, groups[mask], weights[mask])
    return total, inside


def _pairs(points: Points, centres: Points, radius_m: float) -> Iterator[tuple[Indices, Indices]]:
    """The pairs within the radius, in blocks of points; by point, not by centre."""
    order = np.argsort(centres[:, 0], kind="stable")
    latitudes = centres[order, 0]
    band = np.degrees((radius_m + _GUARD_M) / EARTH_RADIUS_M)
    first = np.searchsorted(latitudes, points[:, 0] - band)
    counts = np.searchsorted(latitudes, points[:, 0] + band) - first
    vectors, homes = _unit_vectors(points), _unit_vectors(centres)
    for start, stop in _blocks(counts):
        rows = np.repeat(np.arange(start, stop), counts[start:stop])
        ends = np.cumsum(counts[start:stop])
        place = np.arange(len(rows)) - np.repeat(ends - counts[start:stop], counts[start:stop])
        cols = order[first[rows] + place]
        chords = ((vectors[rows] - homes[cols]) ** 2).sum(axis=1)
        near = chords <= _chord(radius_m + _GUARD_M) ** 2
        rows, cols = rows[near], cols[near]
        near = distance_m(points[rows], centres[cols]) <= radius_m
        yield rows[near], cols[near]


def _blocks(counts: Indices) -> Iterator[tuple[int, int]]:
    """Slices of points that have about `_BLOCK` candidates together."""
    block = np.cumsum(counts) // _BLOCK
    edges = np.flatnonzero(np.diff(block)) + 1
    bounds = [0, *edges.tolist(), len(counts)]
    yield from pairwise(bounds)


def _unit_vectors(points: Points) -> NDArray[np.float64]:
    """Points as (n, 3) vectors on the unit sphere, where chords order as great circles do."""
    lat, lon = np.radians(points).T
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _chord(metres: float) -> float:
    """The unit-sphere chord under a great-circle arc of `metres`."""
    return 2 * float(np.sin(min(metres / (2 * EARTH_RADIUS_M), np.pi / 2)))
