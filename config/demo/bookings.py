"""Bookings: eighteen months that are over, and two weeks that hold their time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bookings.enums import Source, State
from bookings.models import ApprovalPolicy, Hold, Reservation
from common import clock
from common.ranges import during, units
from config.demo.bulk import copy_in
from config.demo.calendar import Ranges
from config.demo.world import SHISHI, Habit, Window, World, moment
from homes.enums import Condition, Mode
from homes.models import Home, Space
from unions.models import Person

DAYS_AHEAD = 13
DAY, NEARLY = timedelta(days=1), timedelta(minutes=40)
# Bookings a day for each space, by what goes on at its home.
A_DAY = {Habit.LIVELY: 0.22, Habit.NORMAL: 0.045, Habit.QUIET: 0.01}
LENGTHS = (60, 60, 60, 90, 120)
LUNCH, EVENING = range(12 * 60, 14 * 60), range(18 * 60, 21 * 60)
AFTER_WORK = 17 * 60 + 30
PAST = ((State.COMPLETED, 79), (State.NO_SHOW, 8), (State.CANCELLED, 11), (State.EXPIRED, 2))
PURPOSES = ("", "", "", "班组活动", "同事聚会", "技能练习", "亲子时间")
# A new portal decides by the policy that nobody has edited.
POLICY = ApprovalPolicy()
COLUMNS = (
    "home",
    "space",
    "person",
    "places",
    "starts_at",
    "ends_at",
    "state",
    "source",
    "purpose",
    "created_at",
    "note",
    "checked_in_at",
    "ended_at",
)


@dataclass(frozen=True)
class Slot:
    """A booking before it has a state; minutes of the day and the units it takes."""

    space: Space
    person: Person
    day: date
    start: int
    end: int
    places: int
    chosen: Ranges

    @property
    def starts_at(self) -> datetime:
        return moment(self.day, self.start)

    @property
    def ends_at(self) -> datetime:
        return moment(self.day, self.end)


def make(world: World) -> None:
    """The past by COPY; what is to come with its holds; a few of the demo worker's own."""
    rng = world.random("bookings")
    past: list[Slot] = []
    coming: list[Slot] = []
    for home in world.fixed:
        for slot in _slots(rng, world, home):
            (past if slot.day < world.today else coming).append(slot)
    coming.extend(_own(world))
    copy_in(Reservation, COLUMNS, (_past_row(rng, slot) for slot in past))
    decider = Person.objects.get(phone="13800000004")
    reservations = [_coming(rng, slot, decider) for slot in coming]
    _press(reservations)
    Reservation.objects.bulk_create(reservations, batch_size=2000)
    Hold.objects.bulk_create(
        [
            hold
            for slot, row in zip(coming, reservations, strict=True)
            for hold in _holds(slot, row)
        ],
        batch_size=2000,
    )


def _slots(rng: Random, world: World, home: Home) -> Iterator[Slot]:
    rate = A_DAY.get(world.habits[home.pk], 0)
    spaces = [
        space
        for space in world.spaces[home.pk]
        if space.mode != Mode.WALK_IN and space.condition == Condition.IN_USE
    ]
    if not rate or not spaces:
        return
    last = world.today + timedelta(days=DAYS_AHEAD)
    for day, windows in world.open_days(home, world.first_day, last):
        for space in spaces:
            if rng.random() < rate * (1.5 if day.isoweekday() > 5 else 1):
                slot = _slot(rng, world, space, day, rng.choice(windows))
                if slot:
                    yield slot


def _slot(rng: Random, world: World, space: Space, day: date, window: Window) -> Slot | None:
    """A time in the window, rather at lunch or in the evening; None where it is taken."""
    length = rng.choice(LENGTHS)
    first, last = max(window[0], 8 * 60), min(window[1], 22 * 60) - length
    starts = list(range(first, last + 1, 30))
    if not starts:
        return None
    weights = [3 if minute in EVENING else 2 if minute in LUNCH else 1 for minute in starts]
    start = rng.choices(starts, weights)[0]
    places = rng.choice((1, 1, 1, 2, 4)) if space.mode == Mode.PLACES else 1
    chosen = world.calendar.take(space, day, start, start + length, places)
    if chosen is None:
        return None
    return Slot(space, rng.choice(world.people), day, start, start + length, places, chosen)


def _past_row(rng: Random, slot: Slot) -> tuple:
    state = rng.choices([s for s, _ in PAST], [weight for _, weight in PAST])[0]
    if state == State.EXPIRED and not slot.space.needs_approval:
        state = State.COMPLETED
    created = slot.starts_at - timedelta(minutes=rng.randint(60, 7000))
    ended = slot.ends_at
    if state == State.CANCELLED:
        ended = created + (slot.starts_at - created) * rng.uniform(0.1, 0.9)
    came = slot.starts_at + timedelta(minutes=rng.randint(-10, 10))
    return (
        slot.space.home_id,
        slot.space.pk,
        slot.person.pk,
        slot.places,
        slot.starts_at.isoformat(),
        slot.ends_at.isoformat(),
        state,
        Source.CADRE if rng.random() < 0.1 else Source.WEB,
        rng.choice(PURPOSES),
        created.isoformat(),
        "",
        came.isoformat() if state == State.COMPLETED else None,
        ended.isoformat(),
    )


def _coming(rng: Random, slot: Slot, decider: Person) -> Reservation:
    """Confirmed, or still waiting for approval where the space needs it."""
    # Booked a fortnight ahead at most, and before today.
    created = moment(slot.day, 0) - timedelta(days=13, minutes=rng.randint(30, 900))
    row = Reservation(
        home_id=slot.space.home_id,
        space=slot.space,
        person=slot.person,
        places=slot.places,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=State.CONFIRMED,
        purpose=rng.choice(PURPOSES),
        created_at=created,
    )
    if slot.space.needs_approval and rng.random() < 0.6:
        row.state = State.REQUESTED
        _ask(row, timedelta(minutes=rng.randint(30, 1200)))
    elif slot.space.needs_approval:
        row.decided_by, row.decided_at = decider, created + timedelta(hours=5)
    return row


def _ask(row: Reservation, ago: timedelta) -> None:
    """It was asked for so long ago, and is to be decided as the policy says."""
    row.created_at = min(clock.now(), row.starts_at) - ago
    row.decide_by = POLICY.decide_by(row.created_at, row.starts_at)


def _press(reservations: list[Reservation]) -> None:
    """One request at 石狮 has been lying there for almost as long as it may."""
    asked = [row for row in reservations if row.state == State.REQUESTED]
    asked = [row for row in asked if row.home.code == SHISHI and row.starts_at > clock.now() + DAY]
    for row in sorted(asked, key=lambda row: row.starts_at)[:1]:
        _ask(row, timedelta(hours=POLICY.decide_hours) - NEARLY)


def _holds(slot: Slot, row: Reservation) -> Iterator[Hold]:
    span = during(row.starts_at, row.ends_at + timedelta(minutes=slot.space.buffer_minutes))
    for chosen in slot.chosen:
        yield Hold(reservation=row, home_id=row.home_id, units=units(*chosen), during=span)


def _own(world: World) -> Iterator[Slot]:
    """A place in the gym and the training room of 石狮 for the demo worker, in a few days."""
    worker = Person.objects.get(phone="13800000007")
    shishi = next(home for home in world.homes if home.code == SHISHI)
    rooms = {space.facility_id: space for space in world.spaces[shishi.pk]}
    for facility, days in (("gym", 2), ("training_room", 4)):
        day = world.today + timedelta(days=days)
        chosen = world.calendar.take(rooms[facility], day, AFTER_WORK, AFTER_WORK + 60, 1)
        if chosen:
            yield Slot(rooms[facility], worker, day, AFTER_WORK, AFTER_WORK + 60, 1, chosen)
