"""What all parts of the demo data share: the homes, their habits and their opening hours."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from random import Random

from common.clock import SHANGHAI
from config.demo.calendar import Calendar
from homes.enums import IN_OPERATION, Scene
from homes.models import CalendarDay, Home, Hours, HoursException, Space
from homes.opening import Weekly, rules_on
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
    calendar: Calendar = field(default_factory=Calendar)
    _windows: dict[tuple[int, int, str | None], list[Window]] = field(default_factory=dict)

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

    @staticmethod
    def is_sample(home: Home) -> bool:
        """Whether the home is made up; those that the article names really exist."""
        return "示例" in home.name

    @cached_property
    def habits(self) -> dict[int, Habit]:
        """By home id. Homes that really exist are never shown locked or silent."""
        rng = self.random("habits")
        drawn = {
            home.pk: rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0] for home in self.homes
        }
        for home in self.homes:
            if not self.is_sample(home):
                drawn[home.pk] = Habit.LIVELY if home.code == SHISHI else Habit.NORMAL
        return drawn

    @cached_property
    def rules(self) -> dict[int, list[Weekly]]:
        """Opening hours by home id; no demo home stays open past midnight."""
        found: dict[int, list[Weekly]] = defaultdict(list)
        for row in Hours.objects.order_by("home", "opens"):
            weekly = Weekly(frozenset(row.weekdays), row.opens, row.closes, kind=row.kind)
            found[row.home_id].append(weekly)
        return found

    @cached_property
    def day_kinds(self) -> dict[date, str]:
        """Holidays and make-up working days."""
        return dict(CalendarDay.objects.values_list("on", "kind"))

    @cached_property
    def closed(self) -> set[tuple[int, date]]:
        """Days, by home id, on which an exception keeps a home closed."""
        return set(HoursException.objects.values_list("home_id", "on"))

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
            windows = self.windows(home, day.isoweekday(), self.day_kinds.get(day))
            if windows and (home.pk, day) not in self.closed:
                yield day, windows
            day += timedelta(days=1)

    def windows(self, home: Home, weekday: int, kind: str | None = None) -> list[Window]:
        """When the home opens on such a day."""
        key = (home.pk, weekday, kind)
        if key not in self._windows:
            # Demo hours have no seasons and no dates, so any day of the weekday will do.
            day = self.today + timedelta(days=(weekday - self.today.isoweekday()) % 7)
            found = rules_on(self.rules[home.pk], day, kind)
            self._windows[key] = [
                (_minutes(rule.opens), _minutes(rule.closes) or WHOLE_DAY)
                for rule in found
                if rule.opens is not None and rule.closes is not None
            ]
        return self._windows[key]


def moment(day: date, minute: int) -> datetime:
    """The minute of the day as a moment in Asia/Shanghai; 24:00 is the next day's 0:00."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute)


def _minutes(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute
