"""visits.csv and activities.csv: what came of it until the day of the article's figures."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from random import Random

from homes.demo import model
from homes.demo.model import DemoHome
from homes.demo.shares import split

# By season, then all year round: the article's brands and featured services.
SEASONS = {
    (1, 2, 12): ("冬送温暖慰问", "迎春写春联", "医疗互助宣讲"),
    (3, 4, 5): ("春送岗位招聘会", "女职工读书会", "健步走"),
    (6, 7, 8): ("夏送清凉", "职工子女暑期托管班", "防暑急救培训"),
    (9, 10, 11): ("金秋助学", "职工趣味运动会", "消防安全培训"),
}
ALL_YEAR = (
    "职工周末课堂",
    "法律援助咨询",
    "心理健康讲座",
    "技能培训",
    "羽毛球友谊赛",
    "书法学习班",
    "单身职工交友",
    "观影活动",
    "亲子阅读",
    "劳动争议调解咨询",
)
ENGLISH = {
    "冬送温暖慰问": "Warmth in Winter",
    "迎春写春联": "Spring couplets",
    "医疗互助宣讲": "Talk on mutual medical aid",
    "春送岗位招聘会": "Jobs in Spring fair",
    "女职工读书会": "Women workers' reading",
    "健步走": "Walk",
    "夏送清凉": "Cooling in Summer",
    "职工子女暑期托管班": "Summer care class for workers' children",
    "防暑急救培训": "First aid in the heat",
    "金秋助学": "Autumn Student Aid",
    "职工趣味运动会": "Workers' games",
    "消防安全培训": "Fire safety training",
    "职工周末课堂": "Weekend class",
    "法律援助咨询": "Legal aid consultation",
    "心理健康讲座": "Talk on mental health",
    "技能培训": "Skills training",
    "羽毛球友谊赛": "Badminton match",
    "书法学习班": "Calligraphy class",
    "单身职工交友": "Social evening",
    "观影活动": "Film evening",
    "亲子阅读": "Reading with children",
    "劳动争议调解咨询": "Advice on labour disputes",
    "直播带货培训": "Livestream-selling training",
    "直播带货实操班": "Livestream-selling practice",
    "电商客服培训": "Training for online shop assistants",
    "商户羽毛球赛": "Merchants' badminton",
}
SHISHI_COURSES = ("直播带货培训", "直播带货实操班", "电商客服培训", "商户羽毛球赛", *ALL_YEAR[:6])
LOCKDOWN = ((2020, 2), (2020, 3))


@dataclass(frozen=True)
class Session:
    """A row of activities.csv."""

    home: str
    name: str
    day: date
    person_times: int


def sessions(homes: Iterable[DemoHome]) -> list[Session]:
    """All sessions held; 110 with 35,000 person-times at 石狮服装城, the article's figures."""
    rng = Random("活动")
    held: list[Session] = []
    for home in homes:
        if home.code == model.SHISHI:
            held.extend(_at_shishi(rng, home))
        elif home.counted:
            count = rng.choice((0, 1, 2, 3, 4, 5))
            sizes = [rng.randint(12, 80) for _ in range(count)]
            held.extend(_held(rng, home, sizes))
    return sorted(held, key=lambda s: (s.home, s.day, s.name))


def _at_shishi(rng: Random, home: DemoHome) -> Iterator[Session]:
    weights = [rng.triangular(40, 900, 260) for _ in range(model.SHISHI_SESSIONS)]
    return _held(rng, home, split(model.SHISHI_PERSON_TIMES, weights))


def _held(rng: Random, home: DemoHome, sizes: list[int]) -> Iterator[Session]:
    """A session of each size; no two of a name on one day."""
    span = (model.COUNTED_ON - home.since).days
    taken: set[tuple[date, str]] = set()
    for size in sizes:
        day, name = home.since, ""
        while not name or (day, name) in taken or (day.year, day.month) in LOCKDOWN:
            day = home.since + timedelta(days=rng.randint(0, span))
            name = _name(rng, home, day)
        taken.add((day, name))
        yield Session(home.code, name, day, size)


def _name(rng: Random, home: DemoHome, day: date) -> str:
    """Of the season or of any; at 石狮 in 2020 the courses of its merchants."""
    if home.code == model.SHISHI and day.year == 2020:
        return rng.choice(SHISHI_COURSES)
    season = next(names for months, names in SEASONS.items() if day.month in months)
    return rng.choice(season + ALL_YEAR)


def visits(homes: Iterable[DemoHome], held: Iterable[Session]) -> list[tuple[str, date, int]]:
    """(home, month's last day, person-times) as typed in monthly sheets; a few homes are silent.

    Xiamen's visits and sessions together are the article's 550,000. 石狮 has none: its figure is
    of its sessions.
    """
    rng = Random("人次")
    counted = [home for home in homes if home.counted and home.code != model.SHISHI]
    in_sessions = sum(s.person_times for s in held if s.home.startswith("FJ-3502"))
    xiamen = [home for home in counted if home.city == model.XIAMEN]
    rows = list(_shared_out(rng, xiamen, model.XIAMEN_PERSON_TIMES - in_sessions))
    for home in counted:
        if home.city != model.XIAMEN and rng.random() > 0.05:
            rows.extend(_freely(rng, home))
    return sorted(rows)


def _shared_out(rng: Random, homes: list[DemoHome], total: int) -> Iterator[tuple[str, date, int]]:
    months = [(home, day) for home in homes for day in _months(home)]
    weights = [_busy(rng, home, day) for home, day in months]
    for (home, day), count in zip(months, split(total, weights), strict=True):
        yield home.code, day, count


def _freely(rng: Random, home: DemoHome) -> Iterator[tuple[str, date, int]]:
    for day in _months(home):
        count = int(60 * _busy(rng, home, day))
        if count:
            yield home.code, day, count


def _busy(rng: Random, home: DemoHome, day: date) -> float:
    """How much a month draws: larger homes more, the lockdown of 2020 next to nothing."""
    if (day.year, day.month) in LOCKDOWN:
        return rng.uniform(0.05, 0.2)
    return rng.uniform(0.6, 1.4) * sqrt(home.area / 100)


def _months(home: DemoHome) -> Iterator[date]:
    """The last day of each month since the opening."""
    year, month = home.since.year, home.since.month
    while (year, month) <= (model.COUNTED_ON.year, model.COUNTED_ON.month):
        yield date(year, month, monthrange(year, month)[1])
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
