"""Map datums: WGS84 (GPS, stored by us), GCJ-02 (Amap, Tencent, WeChat) and BD-09 (Baidu).

In Fujian GCJ-02 lies 548 to 634 m away from WGS84, which is the radius of a whole ten-minute
circle, so a point is converted once, at the edge, and everything inside is WGS84. All angles
are degrees, always in the order latitude, longitude.
"""

from collections.abc import Callable
from math import atan2, cos, pi, sin, sqrt
from typing import Literal, NamedTuple

Datum = Literal["wgs84", "gcj02", "bd09"]

# Krasovsky 1940, the ellipsoid on which the GCJ-02 offset is defined.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQ = 0.00669342162296594323
_BD_TURN = pi * 3000.0 / 180.0

# The sanity box of the province, with room for its islands; not its boundary.
PROVINCE_LAT = (23.0, 29.0)
PROVINCE_LON = (115.0, 121.0)


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


def in_province(lat: float, lon: float) -> bool:
    """Whether the point lies in the sanity box of Fujian (lat 23 to 29, lon 115 to 121)."""
    return PROVINCE_LAT[0] <= lat <= PROVINCE_LAT[1] and PROVINCE_LON[0] <= lon <= PROVINCE_LON[1]


def looks_swapped(lat: float, lon: float) -> bool:
    """Whether the point makes sense only when its two numbers change places."""
    return not in_province(lat, lon) and in_province(lon, lat)


def to_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """The WGS84 position of a point given in `datum`; within 0.1 mm of the exact inverse."""
    if datum == "wgs84":
        return Point(lat, lon)
    gcj = bd09_to_gcj02(lat, lon) if datum == "bd09" else Point(lat, lon)
    return gcj02_to_wgs84(*gcj)


def from_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """A WGS84 position as the maps of `datum` name it."""
    if datum == "wgs84":
        return Point(lat, lon)
    gcj = wgs84_to_gcj02(lat, lon)
    return gcj02_to_bd09(*gcj) if datum == "bd09" else gcj


def wgs84_to_gcj02(lat: float, lon: float) -> Point:
    """WGS84 to GCJ-02 by the published offset polynomial (valid inside mainland China)."""
    x, y = lon - 105.0, lat - 35.0
    short_waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += short_waves + (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += short_waves + (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return Point(lat + _north_degrees(north, lat), lon + _east_degrees(east, lat))


def gcj02_to_wgs84(lat: float, lon: float) -> Point:
    """GCJ-02 to WGS84, by fixed-point iteration on the forward formula."""
    return _inverse(wgs84_to_gcj02, lat, lon)


def gcj02_to_bd09(lat: float, lon: float) -> Point:
    """GCJ-02 to Baidu's BD-09."""
    radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return Point(radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065)


def bd09_to_gcj02(lat: float, lon: float) -> Point:
    """Baidu's BD-09 to GCJ-02, by fixed-point iteration on the forward formula."""
    return _inverse(gcj02_to_bd09, lat, lon)


def _north_degrees(metres: float, lat: float) -> float:
    magic = 1.0 - _ECCENTRICITY_SQ * sin(lat * pi / 180.0) ** 2
    meridian = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQ) / (magic * sqrt(magic))
    return metres * 180.0 / (meridian * pi)


def _east_degrees(metres: float, lat: float) -> float:
    magic = 1.0 - _ECCENTRICITY_SQ * sin(lat * pi / 180.0) ** 2
    return metres * 180.0 / (_SEMI_MAJOR_M / sqrt(magic) * cos(lat * pi / 180.0) * pi)


def _inverse(forward: Callable[[float, float], Point], lat: float, lon: float) -> Point:
    """Where `forward` must start to land on the point; the offset is nearly flat, so it halves
    its error a hundredfold per round."""
    guess = Point(lat, lon)
    for _ in range(10):
        landed = forward(*guess)
        miss = Point(lat - landed.lat, lon - landed.lon)
        guess = Point(guess.lat + miss.lat, guess.lon + miss.lon)
        if abs(miss.lat) + abs(miss.lon) < 1e-11:
            break
    return guess
