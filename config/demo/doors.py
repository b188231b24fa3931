"""Visits counted at the door, checks that it was open, and where the vehicle stands."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt
from random import Random

from config.demo.bulk import change, copy_in
from config.demo.world import Habit, Window, World, moment
from homes.enums import CountMethod, Proof, Scene
from homes.models import DoorCheck, Home, Stop, Visit

CHECKED_DAYS = 45
TYPED_SHARE = 0.18
# Visits a day for 100 m², and how they differ by what goes on there.
FOOTFALL = 6.0
LIVELINESS = {Habit.LIVELY: 1.9, Habit.NORMAL: 1.0, Habit.QUIET: 0.3, Habit.LOCKED: 0.25}
SILENT_SINCE = timedelta(days=120)
LOCKED_SINCE = timedelta(days=40)
# Person-times by month of the year against the average: hot and cold months fill a rest stop.
SEASON = (0.9, 0.6, 1.0, 1.0, 0.95, 1.1, 1.25, 1.2, 1.05, 0.9, 1.0, 1.05)
SITES = (
    ("张坂工地（示例）", 24.9141, 118.7654),
    ("东园工地（示例）", 24.9252, 118.7461),
    ("洛阳工地（示例）", 24.9320, 118.7196),
    ("百崎工地（示例）", 24.9180, 118.7385),
)


def make(world: World) -> None:
    """Eighteen months of visits, weeks of door checks, and stops up to next month."""
    rng = world.random("visits")
    typed = {home.pk for home in world.fixed if rng.random() < TYPED_SHARE}
    # Where the door is locked nobody scans, but numbers are still typed.
    typed |= {home.pk for home in world.fixed if world.habits[home.pk] == Habit.LOCKED}
    rows = [row for home in world.fixed for row in _visits(rng, world, home, home.pk in typed)]
    copy_in(Visit, ("home", "on", "person_times", "method"), rows)
    _door_checks(world)
    _stops(world)


def _visits(rng: Random, world: World, home: Home, typed: bool) -> Iterator[tuple]:
    """One row a day where the door counts; where people type, one row a week."""
    last = world.today - timedelta(days=1)
    if world.habits[home.pk] == Habit.SILENT:
        last = world.today - SILENT_SINCE
    level = FOOTFALL * sqrt(float(home.area_m2) / 100)
    level *= LIVELINESS.get(world.habits[home.pk], 0.2) * rng.uniform(0.7, 1.3)
    week = 0
    for day, _windows in world.open_days(home, world.first_day, last):
        count = _day_count(rng, world, level, day)
        week += count
        if typed and (day.isoweekday() >= 5 or day == last):
            if week:
                yield home.pk, day, week, CountMethod.TYPED
            week = 0
        elif not typed and count:
            yield home.pk, day, count, CountMethod.SCANNED


def _day_count(rng: Random, world: World, level: float, day: date) -> int:
    """A day's count: by season, growing by a fifth over the eighteen months."""
    grown = 1 + 0.2 * (day - world.first_day).days / (world.today - world.first_day).days
    return int(level * SEASON[day.month - 1] * grown * rng.uniform(0.5, 1.5))


def _door_checks(world: World) -> None:
    """Staff at the door as it opens; where a door stays locked, the last check is weeks old."""
    rng = world.random("door checks")
    rows = []
    for home in world.fixed:
        last = world.today - timedelta(days=1)
        first = last - timedelta(days=CHECKED_DAYS)
        if world.habits[home.pk] in (Habit.SILENT, Habit.LOCKED):
            first, last = first - 2 * LOCKED_SINCE, last - LOCKED_SINCE
        for day, windows in world.open_days(home, first, last):
            if rng.random() < 0.85:
                rows.append(_check(rng, home, day, windows[0]))
    copy_in(DoorCheck, ("home", "at", "proof", "lat", "lon", "photo"), rows)
    latest = {row[0]: row[1] for row in rows}
    for home in world.fixed:
        home.last_proof_at = latest.get(home.pk)
    change(Home, world.fixed, ["last_proof_at"])


def _check(rng: Random, home: Home, day: date, window: Window) -> tuple:
    proof = Proof.SYSTEM if rng.random() < 0.1 else Proof.STAFF
    start = max(window[0], 8 * 60)
    at = moment(day, start + rng.randint(0, 25))
    return home.pk, at, proof, home.lat, home.lon, ""


def _stops(world: World) -> None:
    """Weekday evenings of the vehicle, from eighteen months ago to four weeks ahead."""
    vehicles = [home for home in world.running if home.scene == Scene.MOBILE]
    days = (world.today - world.first_day).days + 28
    rows = []
    for home in vehicles:
        for number in range(days):
            day = world.first_day + timedelta(days=number)
            site, lat, lon = SITES[number % len(SITES)]
            if day.isoweekday() <= 5:
                span = {"starts_at": moment(day, 17 * 60), "ends_at": moment(day, 20 * 60 + 30)}
                rows.append(Stop(home=home, site=site, lat=lat, lon=lon, **span))
    Stop.objects.bulk_create(rows)
