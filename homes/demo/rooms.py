"""hours.csv, spaces.csv and stops.csv: when a home opens, what is inside, where the vehicle is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from homes.demo import model
from homes.demo.model import DemoHome
from homes.demo.places import moved

EXCLUSIVE, PLACES, WALK_IN = "独占", "计位", "随到随用"

OFFICE = (("1-5", "08:30", "17:30"),)
OFFICE_SHUT_AT_NOON = (("1-5", "08:30", "12:00"), ("1-5", "14:30", "17:30"))
EXTENDED = (("1-5", "08:00", "21:00"), ("6,7", "09:00", "18:00"))
DAILY = (("1-7", "09:00", "21:00"),)
ROUND_THE_CLOCK = (("1-7", "00:00", "24:00"),)
CULTURE_TOURISM = (("1-7", "08:00", "22:00"),)
# 55 % office hours (many shut at noon), 30 % extended, 15 % round the clock.
REGIMES = (OFFICE, OFFICE_SHUT_AT_NOON, EXTENDED, DAILY, ROUND_THE_CLOCK)
REGIME_WEIGHTS = (35, 20, 20, 10, 15)

# Facility, mode, fewest and most places, smallest home (m²) that has it, chance that it does.
CATALOGUE = (
    ("爱心驿站", WALK_IN, 6, 20, 0, 1.0),
    ("职工书屋", WALK_IN, 10, 40, 120, 0.8),
    ("妈妈小屋", EXCLUSIVE, 1, 2, 160, 0.5),
    ("棋牌室", PLACES, 8, 24, 180, 0.5),
    ("乒乓球室", EXCLUSIVE, 4, 8, 200, 0.5),
    ("职工培训室", EXCLUSIVE, 20, 60, 260, 0.8),
    ("健身房", PLACES, 8, 24, 300, 0.6),
    ("心灵驿站", EXCLUSIVE, 2, 3, 300, 0.4),
    ("亲子活动室", EXCLUSIVE, 12, 24, 380, 0.5),
    ("电子阅览室", PLACES, 6, 20, 420, 0.35),
    ("书法绘画室", EXCLUSIVE, 10, 20, 480, 0.35),
    ("舞蹈室", EXCLUSIVE, 16, 30, 520, 0.45),
    ("台球室", EXCLUSIVE, 4, 8, 560, 0.35),
    ("器乐室", EXCLUSIVE, 4, 8, 640, 0.3),
    ("职工影吧", PLACES, 20, 60, 700, 0.5),
    ("羽毛球场", EXCLUSIVE, 8, 8, 800, 0.8),
)
# 石狮服装城's three zones: sport and fitness, leisure, public service.
SHISHI_ROOMS = (
    ("健身房", PLACES, 20),
    ("乒乓球室", EXCLUSIVE, 4),
    ("台球室", EXCLUSIVE, 4),
    ("舞蹈室", EXCLUSIVE, 24),
    ("职工书屋", WALK_IN, 40),
    ("棋牌室", PLACES, 16),
    ("职工影吧", PLACES, 100),
    ("职工培训室", EXCLUSIVE, 60),
    ("亲子活动室", EXCLUSIVE, 20),
    ("爱心驿站", WALK_IN, 20),
    ("妈妈小屋", EXCLUSIVE, 2),
    ("心灵驿站", EXCLUSIVE, 2),
)
ON_WHEELS = (("职工书屋", WALK_IN, 8), ("棋牌室", PLACES, 4), ("职工影吧", PLACES, 8))

# Building sites the vehicle called at in turn, metres and bearing from its base.
SITES = (
    ("张坂工地", 2600, 80),
    ("东园工地", 1800, 20),
    ("洛阳工地", 3200, 320),
    ("百崎工地", 900, 350),
)


@dataclass(frozen=True)
class Room:
    """A row of spaces.csv; `parent` is the name of the space it is part of."""

    home: str
    name: str
    facility: str
    parent: str
    mode: str
    capacity: int


def hours(homes: Iterable[DemoHome]) -> Iterator[tuple[str, str, str, str]]:
    """(home, weekdays, opens, closes); the vehicle has a timetable instead."""
    rng = Random("开放时间")
    for home in homes:
        regime = rng.choices(REGIMES, REGIME_WEIGHTS)[0]
        if home.code == model.SHISHI:
            regime = DAILY
        elif home.scene == "文旅":
            regime = CULTURE_TOURISM
        if home.has_rooms:
            for rule in regime:
                yield home.code, *rule


def spaces(homes: Iterable[DemoHome]) -> Iterator[Room]:
    """The rooms of each home, larger homes having more; a badminton hall has two half-courts."""
    rng = Random("空间")
    for home in homes:
        chosen = list(_facilities(rng, home))
        if home.scene == "流动":
            chosen = list(ON_WHEELS)
        elif home.code == model.SHISHI:
            chosen = [("羽毛球场", EXCLUSIVE, 8), *SHISHI_ROOMS]
        elif not home.has_rooms:
            continue
        for facility, mode, capacity in chosen:
            yield from _room(home.code, facility, mode, capacity)


def _facilities(rng: Random, home: DemoHome) -> Iterator[tuple[str, str, int]]:
    for facility, mode, fewest, most, smallest, chance in CATALOGUE:
        if rng.random() < chance and home.area >= smallest:
            yield facility, mode, rng.randint(fewest, most)


def _room(home: str, facility: str, mode: str, capacity: int) -> Iterator[Room]:
    if facility != "羽毛球场":
        yield Room(home, facility, facility, "", mode, capacity)
        return
    yield Room(home, "羽毛球馆", facility, "", mode, capacity)
    for half in ("东半场", "西半场"):
        yield Room(home, f"羽毛球馆{half}", facility, "羽毛球馆", mode, capacity // 2)


def stops(homes: Iterable[DemoHome]) -> Iterator[tuple[str, str, float, float, datetime, datetime]]:
    """(home, site, lat, lon, arrives, leaves): the vehicle's weekday evenings in late 2020."""
    base = next(home for home in homes if home.code == model.MOBILE)
    first = date(2020, 9, 1)
    for number in range((model.COUNTED_ON - first).days + 1):
        day = first + timedelta(days=number)
        if day.isoweekday() > 5:
            continue
        site, away, bearing = SITES[number % len(SITES)]
        lat, lon = moved(base.lat, base.lon, away, bearing)
        arrives, leaves = datetime.combine(day, time(17)), datetime.combine(day, time(20, 30))
        yield base.code, f"{site}（示例）", lat, lon, arrives, leaves
