"""Who has a home near by: great-circle coverage of weighted points within a radius.

Pure: arrays in, arrays out. Points are (latitude, longitude) rows in WGS84 degrees, distances
are metres on a sphere of the earth's mean radius.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS84 ellipsoid, (2a + b) / 3
_GUARD_M = 1e-3  # distances this near the radius are decided by the haversine, not by the tree

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]


def radius_of_walk(minutes: float, metres_per_second: float, detour_factor: float) -> float:
    """The straight-line metres that a walk reaches on streets `detour_factor` times as long."""
    return minutes * 60 * metres_per_second / detour_factor


def as_points(rows: ArrayLike) -> Points:
    """Rows of (lat, lon) degrees as an (n, 2) array; n may be 0."""
    return np.asarray(rows, dtype=np.float64).reshape(-1, 2)


def unit_vectors(points: Points) -> NDArray[np.float64]:
    """Points as (n, 3) vectors on the unit sphere, where chords order as great circles do."""
    lat, lon = np.radians(points).T
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def chord_of(metres: float) -> float:
    """The unit-sphere chord under a great-circle arc of `metres`."""
    return 2 * float(np.sin(min(metres / (2 * EARTH_RADIUS_M), np.pi / 2)))


def distance_m(a: Points, b: Points) -> NDArray[np.float64]:
    """Haversine metres from each point of `a` to the point of `b` in the same row."""
    (lat_a, lon_a), (lat_b, lon_b) = np.radians(a).T, np.radians(b).T
    h = np.sin((lat_b - lat_a) / 2) ** 2
    h += np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(h, 1)))


def pairs_within(
    points: Points, centres: Points, radius_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All (point, centre) index pairs at most `radius_m` apart, by point, then centre."""
    if not len(points) or not len(centres):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    tree = cKDTree(unit_vectors(centres))
    near = tree.query_ball_point(
        unit_vectors(points), chord_of(radius_m + _GUARD_M), return_sorted=True
    )
    counts = np.fromiter((len(found) for found in near), np.intp, len(near))
    rows = np.repeat(np.arange(len(points)), counts)
    cols = np.fromiter((c for found in near for c in found), np.intp, counts.sum())
    keep = distance_m(points[rows], centres[cols]) <= radius_m
    return rows[keep], cols[keep]


def covered(points: Points, homes: Points, radius_m: float) -> Mask:
    """Which points have a home at most `radius_m` away (the circle's edge is inside).

    The nearest home by chord decides; within a millimetre of the edge every near home is
    measured again by the haversine, so that the answer is that of the plain definition.
    """
    if not len(points) or not len(homes):
        return np.zeros(len(points), bool)
    vectors = unit_vectors(points)
    nearest, _ = cKDTree(unit_vectors(homes)).query(vectors)
    inside = nearest < chord_of(max(radius_m - _GUARD_M, 0))
    edge = np.flatnonzero(~inside & (nearest <= chord_of(radius_m + _GUARD_M)))
    rows, _ = pairs_within(points[edge], homes, radius_m)
    inside[edge[rows]] = True
    return inside


def sums_by_group(
    groups: NDArray[np.intp], weights: NDArray[np.int64], mask: Mask, group_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Total and covered weight of each group number 0 .. group_count - 1, exact integers."""
    total = np.zeros(group_count, np.int64)
    inside = np.zeros(group_count, np.int64)
    np.add.at(total, groups, weights)
    np.add.at(inside, groups[mask], weights[mask])
    return total, inside
