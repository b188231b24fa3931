"""What all parts of the demo data share: the homes, their habits and their opening hours."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from random import Random

from common.clock import SHANGHAI
from homes.enums import IN_OPERATION, Scene
from homes.models import Home, Hours, Space
from unions.models import Person

DAYS_BACK = 548
SHISHI = "FJ-350581-CZ-0001"
WHOLE_DAY = 24 * 60
# Minutes of a day, [from, to).
Window = tuple[int, int]


class Habit(StrEnum):
    """How much goes on at a home. Silent homes and locked doors are the point of the portal."""

    LIVELY = "lively"
    NORMAL = "normal"
    QUIET = "quiet"
    LOCKED = "locked"
    SILENT = "silent"


WEIGHTS = {
    Habit.LIVELY: 20,
    Habit.NORMAL: 52,
    Habit.QUIET: 18,
    Habit.LOCKED: 5,
    Habit.SILENT: 5,
}


@dataclass
class World:
    """The seed, the day, and what was imported."""

    seed: int
    today: date
    people: list[Person] = field(default_factory=list)

    def random(self, part: str) -> Random:
        """A generator of its own for each part, so that parts don't disturb each other."""
        return Random(f"{self.seed}:{part}")

    @property
    def first_day(self) -> date:
        """Where the eighteen months begin."""
        return self.today - timedelta(days=DAYS_BACK)

    @cached_property
    def homes(self) -> list[Home]:
        return list(Home.objects.select_related("division", "union").order_by("code"))

    @cached_property
    def running(self) -> list[Home]:
        """Homes in operation now."""
        return [home for home in self.homes if home.status in IN_OPERATION]

    @cached_property
    def fixed(self) -> list[Home]:
        """Homes in operation now that stand in one place and have weekly hours."""
        return [home for home in self.running if home.scene != Scene.MOBILE]

    @cached_property
    def habits(self) -> dict[int, Habit]:
        """By home id. Homes that really exist are never shown locked or silent."""
        rng = self.random("habits")
        drawn = {
            home.pk: rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0] for home in self.homes
        }
        for home in self.homes:
            if "示例" not in home.name:
                drawn[home.pk] = Habit.LIVELY if home.code == SHISHI else Habit.NORMAL
        return drawn

    @cached_property
    def windows(self) -> dict[int, dict[int, list[Window]]]:
        """Weekly opening by home id and ISO weekday; no demo home stays open past midnight."""
        found: dict[int, dict[int, list[Window]]] = defaultdict(lambda: defaultdict(list))
        for rule in Hours.objects.order_by("home", "opens"):
            opens, closes = _minutes(rule.opens), _minutes(rule.closes) or WHOLE_DAY
            for weekday in rule.weekdays:
                found[rule.home_id][weekday].append((opens, closes))
        return found

    @cached_property
    def spaces(self) -> dict[int, list[Space]]:
        """The spaces of each home by its id, wholes before their parts."""
        found: dict[int, list[Space]] = defaultdict(list)
        for space in Space.objects.select_related("facility").order_by("pk"):
            found[space.home_id].append(space)
        return found

    def open_days(self, home: Home, first: date, last: date) -> Iterator[tuple[date, list[Window]]]:
        """Each day from `first` to `last` on which the home, once opened, keeps open."""
        day = max(first, home.opened_on or last)
        while day <= last:
            windows = self.windows[home.pk][day.isoweekday()]
            if windows:
                yield day, windows
            day += timedelta(days=1)


def moment(day: date, minute: int) -> datetime:
    """The minute of the day as a moment in Asia/Shanghai; 24:00 is the next day's 0:00."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute)


def _minutes(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute
