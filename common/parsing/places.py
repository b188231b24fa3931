"""Points on the map: read as degrees, converted once, and doubted before they are believed."""

from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

from common.datum import Datum, Point, in_province, looks_swapped, to_wgs84
from common.errors import Refusal
from common.parsing.numbers import decimal_of
from common.parsing.text import Cell, is_blank, refuse_broken

EARTH_RADIUS_KM = 6371.0088
MIXED_UP: tuple[Datum, ...] = ("wgs84", "gcj02")
# The shift is 548 to 634 m in Fujian; two surveys of one door differ by less than 150 m.
SHIFT_KM = (0.4, 0.75)
SAME_PLACE_KM = 0.15

# How far east, by latitude, a point off Fujian can still stand on land: a line drawn by hand some
# 5 km seaward of the outermost inhabited islands (Dongshan, Kinmen, Meizhou, Nanri, Pingtan,
# Matsu, Taishan). It is a check on typing errors and is never drawn on a map.
_LAST_LAND = (
    (23.50, 117.60), (23.70, 117.70), (23.95, 117.85), (24.30, 118.22), (24.40, 118.58),
    (24.65, 118.78), (24.80, 118.86), (24.90, 119.03), (25.00, 119.25), (25.10, 119.42),
    (25.20, 119.63), (25.40, 119.95), (25.60, 120.00), (25.90, 120.02), (26.20, 120.08),
    (26.50, 120.20), (26.70, 120.45), (26.95, 120.80), (27.20, 120.80), (29.00, 121.00),
)  # fmt: skip


def degrees(cell: Cell) -> float | None:
    """Decimal degrees; degrees with minutes and seconds are refused."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, str) and any(mark in cell for mark in "度分秒′″'\""):
        raise Refusal("not_decimal_degrees", _("Write decimal degrees, such as 118.6473."))
    value = float(decimal_of(cell, ("°",)))
    if not -180 <= value <= 180:
        raise Refusal("not_degrees", _("Degrees lie between -180 and 180."))
    return value


def position(lat: float, lon: float, datum: Datum) -> Point:
    """The WGS84 point of a typed one; refused when swapped, out of the province or in the sea."""
    if looks_swapped(lat, lon):
        raise Refusal("swapped", _("Longitude and latitude are swapped: Fujian is near 26, 118."))
    if not in_province(lat, lon):
        raise Refusal("outside_province", _("This point lies outside Fujian."))
    point = to_wgs84(lat, lon, datum)
    if in_the_sea(point):
        raise Refusal("in_the_sea", _("This point lies in the sea."))
    return point


def refuse_far(point: Point, seat: Point, limit_km: float) -> None:
    """Refuse a point more than `limit_km` from the seat of the division it is said to be in."""
    away = distance_km(point, seat)
    if away > limit_km:
        message = _("This point lies %(km)s km from the seat of its division (%(limit)s at most).")
        raise Refusal("far_from_division", message % {"km": round(away), "limit": limit_km})


@dataclass(frozen=True)
class Reading:
    """A point as it was typed, the datum it is said to have, and the WGS84 point that it gives."""

    typed: Point
    datum: Datum
    wgs84: Point

    def shifted(self) -> dict[Datum, Point]:
        """Where the typed numbers would be if they had the other datum of the pair that people mix
        up, WGS84 and GCJ-02: some 590 m away here."""
        points: dict[Datum, Point] = {
            other: to_wgs84(*self.typed, other) for other in MIXED_UP if other != self.datum
        }
        low, high = SHIFT_KM
        return {d: p for d, p in points.items() if low <= distance_km(p, self.wgs84) <= high}

    def nearer(self, known: Point) -> dict[Datum, Point]:
        """Those shifted points that lie at the known point, while this one lies a shift away."""
        low, high = SHIFT_KM
        if not low <= distance_km(self.wgs84, known) <= high:
            return {}
        return {d: p for d, p in self.shifted().items() if distance_km(p, known) <= SAME_PLACE_KM}


def in_the_sea(point: Point) -> bool:
    """Whether the point lies seaward of the outermost islands of Fujian."""
    if point.lat < _LAST_LAND[0][0]:
        # South of Dongshan island there is sea east of Guangdong's border.
        return point.lon > 117.20
    for (lat, lon), (next_lat, next_lon) in pairwise(_LAST_LAND):
        if lat <= point.lat <= next_lat:
            return point.lon > lon + (next_lon - lon) * (point.lat - lat) / (next_lat - lat)
    return False


def distance_km(here: Point, there: Point) -> float:
    """Great-circle distance in km."""
    north = radians(there.lat - here.lat)
    east = radians(there.lon - here.lon)
    share = sin(north / 2) ** 2
    share += cos(radians(here.lat)) * cos(radians(there.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(share))
