"""Where a demo home may stand: the county's seat, and which way the land lies from it."""

import csv
from dataclasses import dataclass
from functools import cache
from math import asin, atan2, cos, degrees, hypot, radians, sin
from pathlib import Path
from random import Random

EARTH_M = 6_371_000
DIVISIONS = Path(__file__).parents[2] / "unions" / "data" / "divisions.csv"
KINMEN = "350527"

# Seats by the shore: bearings (degrees clockwise from north) that stay on land, and how far.
LANDWARD: dict[str, tuple[int, int, int]] = {
    "350105": (290, 350, 4000),  # Mawei, on the Min estuary
    "350123": (200, 340, 6000),  # Luoyuan: the bay is to the east
    "350128": (165, 240, 4500),  # Pingtan: bays to the east and the north-west
    "350203": (60, 105, 4500),  # Siming: the harbour is to the west, Yundang Lake to the north
    "350205": (290, 350, 6000),  # Haicang: the bay is to the east and south
    "350206": (105, 250, 2800),  # Huli: the north shore of Xiamen Island
    "350211": (5, 35, 5500),  # Jimei: bays to the east, south and west
    "350213": (340, 420, 5000),  # Xiang'an: the bay is to the south-west
    "350303": (250, 350, 6000),  # Hanjiang: Xinghua Bay is to the south-east
    "350305": (290, 360, 6000),  # Xiuyu
    "350504": (270, 350, 5000),  # Luojiang: the Luoyang estuary is to the east
    "350505": (250, 330, 6000),  # Quangang
    "350581": (225, 315, 4000),  # Shishi: the strait is to the east
    "350604": (200, 250, 6000),  # Longhai, on the Jiulong estuary
    "350626": (0, 360, 1800),  # Dongshan: an island
    "350902": (230, 310, 6000),  # Jiaocheng
    "350921": (260, 340, 6000),  # Xiapu
    "350982": (230, 320, 6000),  # Fuding
}
INLAND = (0, 360, 6000)


@dataclass(frozen=True)
class Division:
    """One row of the division list; `city` is the code it reports to."""

    code: str
    name: str
    name_en: str
    level: str
    city: str
    lat: float
    lon: float


@cache
def divisions() -> dict[str, Division]:
    """All divisions of the project's own list by code, without Kinmen."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: Division(
            row["code"],
            row["name_zh"],
            row["name_en"],
            row["level"],
            row["reporting_parent"],
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in rows
        if row["code"] != KINMEN
    }


def short_name(name: str) -> str:
    """鼓楼区 → 鼓楼: how a county is called inside another name."""
    return name[:-1] if len(name) > 2 else name


def moved(lat: float, lon: float, metres: float, bearing: float) -> tuple[float, float]:
    """The point `metres` away at `bearing` degrees; WGS84, six decimals."""
    arc, course = metres / EARTH_M, radians(bearing)
    phi = radians(lat)
    phi2 = asin(sin(phi) * cos(arc) + cos(phi) * sin(arc) * cos(course))
    turn = atan2(sin(course) * sin(arc) * cos(phi), cos(arc) - sin(phi) * sin(phi2))
    return round(degrees(phi2), 6), round(lon + degrees(turn), 6)


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Flat distance in metres between two (lat, lon) points; good within a county."""
    north = radians(b[0] - a[0])
    east = radians(b[1] - a[1]) * cos(radians((a[0] + b[0]) / 2))
    return EARTH_M * hypot(north, east)


def near_seat(rng: Random, county: Division, most_m: int) -> tuple[float, float]:
    """A point on land between 300 m and `most_m` from the county's seat."""
    _, _, reach = LANDWARD.get(county.code, INLAND)
    away = rng.uniform(300, min(most_m, reach))
    return moved(county.lat, county.lon, away, landward(rng, county.code))


def landward(rng: Random, county: str) -> float:
    """A bearing in degrees that stays on land in the county."""
    low, high, _ = LANDWARD.get(county, INLAND)
    return rng.uniform(low, high)
