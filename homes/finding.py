"""Finding a home: by name or place, position, facility, scene, and whether it is open.

The few hundred homes of a province are read once and ranked in memory; what a card shows is
read for the homes of one page only. The number of queries does not depend on the homes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Exists, OuterRef, Q

from common.datum import Point
from homes.enums import Admission, Condition, Scene
from homes.hours import open_between
from homes.models import Home, Space, Stop
from homes.opening import Interval, covers
from homes.search_text import folded, words
from homes.wishes import ADMITTING, Wish, at, midnight
from unions.models import Division

EARTH_RADIUS_M = 6_371_008.8
# 1.2 m/s on foot, streets 1.3 times as long as the straight line: the ten minutes of the coverage
# standard are the same 553.8 m here, so that a card and a report never disagree.
WALK_M_PER_MINUTE = 60 * 1.2 / 1.3
LOOK_AHEAD = timedelta(days=8)
PROVINCE = "350000"
# As union papers print them: Fuzhou, Xiamen, Zhangzhou, Quanzhou … and Pingtan last.
PRINTED_ORDER = [
    "350100",
    "350200",
    "350600",
    "350500",
    "350400",
    "350300",
    "350700",
    "350800",
    "350900",
    "350128",
]


@dataclass
class Found:
    """A home as a card shows it. Distances in metres as the crow flies."""

    home: Home
    open_then: bool
    distance_m: int | None = None
    stop: Stop | None = None
    opening: "Opening | None" = None
    on_the_day: list[Interval] | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def walk_minutes(self) -> int | None:
        return None if self.distance_m is None else walk_minutes(self.distance_m)

    @property
    def distance_text(self) -> str:
        return "" if self.distance_m is None else distance_text(self.distance_m)

    @property
    def today(self) -> list[Interval]:
        return self.opening.of_day(midnight(self.opening.now)) if self.opening else []


@dataclass(frozen=True)
class Opening:
    """The next days of one home seen from `now`: is it open, until when, else from when."""

    now: datetime
    intervals: tuple[Interval, ...]

    @property
    def current(self) -> Interval | None:
        return next((i for i in self.intervals if i[0] <= self.now < i[1]), None)

    @property
    def closes_at(self) -> datetime | None:
        return self.current[1] if self.current else None

    @property
    def opens_at(self) -> datetime | None:
        """The next opening after now, if any in the days ahead."""
        return next((start for start, _end in self.intervals if start > self.now), None)

    @property
    def round_the_clock(self) -> bool:
        return covers(list(self.intervals), self.now, self.now + timedelta(days=1))

    def of_day(self, day: datetime) -> list[Interval]:
        """The open intervals of the day that begins at `day` (midnight)."""
        end = day + timedelta(days=1)
        return [(max(s, day), min(e, end)) for s, e in self.intervals if s < end and e > day]


def walk_minutes(distance_m: float) -> int:
    """Minutes on foot for a straight distance in metres, at least one."""
    return max(1, round(distance_m / WALK_M_PER_MINUTE))


def distance_text(metres: int) -> str:
    """ "450 m" or "2.3 km"."""
    return f"{max(10, round(metres, -1))} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def distance_m(a: Point, b: Point) -> float:
    """Great-circle metres between two WGS84 points."""
    half_lat, half_lon = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(half_lat) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(chord))


def matching(wish: Wish):
    """Public homes that fit the wish, apart from position and time."""
    homes = Home.objects.public()
    if wish.scene:
        homes = homes.filter(scene=wish.scene)
    if wish.city:
        homes = homes.filter(in_city(wish.city))
    if wish.admission:
        homes = homes.filter(admission__in=ADMITTING[Admission(wish.admission)])
    if wish.facility:
        spaces = Space.objects.filter(
            home=OuterRef("pk"), facility=wish.facility, condition=Condition.IN_USE
        )
        homes = homes.filter(Exists(spaces))
    for word in wish.text.split():
        homes = homes.filter(named(word))
    return homes


def named(word: str) -> Q:
    """Homes whose names or place contain the word, in characters, pinyin or initials."""
    return Q(search_text__contains=folded(word))


def space_named(text: str) -> Q:
    """Spaces that have every word in their own name, their facility's or their home's.

    A number is a word of its own: "1" is neither in 10 nor in the number of a house.
    """
    found = Q()
    for word in words(text):
        if word.isdecimal():
            alone = rf"(^|[^0-9]){word}([^0-9]|$)"
            fields = ("search_text", "home__name", "home__name_en", "home__code")
            found &= Q.create([(f"{field}__regex", alone) for field in fields], connector=Q.OR)
        else:
            found &= Q(search_text__contains=word) | Q(home__search_text__contains=word)
    return found


def in_city(code: str, prefix: str = "") -> Q:
    """Homes of a city as it reports: Pingtan stands beside Fuzhou, not in it.

    `prefix` leads from other rows to their home: "home__".
    """
    return Q(**{f"{prefix}division": code}) | Q(**{f"{prefix}division__reporting_parent": code})


def cities() -> list[Division]:
    """The nine cities and Pingtan, in the order in which they are always named."""
    places = {code: place for place, code in enumerate(PRINTED_ORDER)}
    found = Division.objects.filter(reporting_parent=PROVINCE)
    return sorted(found, key=lambda city: places.get(city.code, len(places)))


def find(wish: Wish, *, now: datetime) -> list[Found]:
    """All homes that fit: nearest first where a position is given, else the open ones first."""
    homes = list(matching(wish))
    moment = wish.moment or now
    for period in wish.periods:
        opened = open_between(homes, period.start, period.end)
        homes = [home for home in homes if period.met_by(opened[home.pk])]
    if not wish.periods:
        opened = open_between(homes, moment, at(moment).end)
    stops = next_stops(homes, moment)
    found = [Found(home, bool(opened[home.pk]), stop=stops.get(home.pk)) for home in homes]
    if wish.near is None:
        return sorted(found, key=lambda item: (not item.open_then, item.home.code))
    for item in found:
        point = place_of(item)
        item.distance_m = round(distance_m(wish.near, point)) if point else None
    return sorted(found, key=lambda item: (item.distance_m is None, item.distance_m or 0))


def place_of(item: Found) -> Point | None:
    """Where the home stands: its own point, or the stop of a mobile home."""
    at = item.stop or item.home
    return None if at.lat is None or at.lon is None else Point(at.lat, at.lon)


def next_stops(homes: list[Home], moment: datetime) -> dict[int, Stop]:
    """The running or else the next stop of each mobile home, by home id; one query."""
    mobile = [home.pk for home in homes if home.scene == Scene.MOBILE]
    rows = Stop.objects.filter(home__in=mobile, ends_at__gt=moment).order_by("home_id", "starts_at")
    return {stop.home_id: stop for stop in rows.distinct("home_id")}


def with_details(found: list[Found], *, now: datetime, day: datetime | None = None) -> list[Found]:
    """Add to the homes of one page the hours ahead, and those of a chosen day (midnight)."""
    homes = [item.home for item in found]
    start = midnight(now)
    opened = open_between(homes, start, start + LOOK_AHEAD)
    then = open_between(homes, day, day + timedelta(days=1)) if day else {}
    for item in found:
        item.opening = Opening(now, tuple(opened[item.home.pk]))
        item.on_the_day = then.get(item.home.pk)
    return found


def with_places(found: list[Found]) -> list[Found]:
    """Add to the homes of one page the county and city that a reader knows them by."""
    codes = {item.home.division_id for item in found}
    divisions = Division.objects.select_related("parent").in_bulk(codes)
    for item in found:
        item.home.division = divisions[item.home.division_id]
    return found
