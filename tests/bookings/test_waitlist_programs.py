"""Random programs of booking and waiting, each step against a slow model of the line."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import actions, waiting
from bookings.enums import HOLDING, Turn
from bookings.models import Hold, Reservation, WaitlistEntry
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
TOMORROW = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
HOURS = 3
PARTS = {"hall": {"east", "west"}, "east": {"east"}, "west": {"west"}}
GYM = 3


@dataclass
class Asked:
    """A booking or a wait in the model; `alive` while it takes or wants its time."""

    space: str
    hours: range
    places: int
    row: Reservation | WaitlistEntry
    state: str = ""
    may: bool = True


@dataclass
class Model:
    """Who has what, and who waits; asked slot by slot, and along the whole line each time."""

    taken: list[Asked] = field(default_factory=list)
    line: list[Asked] = field(default_factory=list)

    def fits(self, wish: Asked) -> bool:
        others = [*self.taken, *(w for w in self.line if w.state == Turn.OFFERED)]
        return all(self._fits_at(wish, hour, others) for hour in wish.hours)

    def _fits_at(self, wish: Asked, hour: int, others: list[Asked]) -> bool:
        there = [other for other in others if hour in other.hours]
        if wish.space == "gym":
            return sum(o.places for o in there if o.space == "gym") + wish.places <= GYM
        parts = PARTS[wish.space]
        return not any(parts & PARTS[o.space] for o in there if o.space != "gym")

    def serve(self) -> None:
        """Along the line once: nothing given makes more free."""
        for wish in self.line:
            if wish.state == Turn.WAITING and wish.may and self.fits(wish):
                wish.state = Turn.OFFERED


@dataclass
class World:
    spaces: dict[str, Space]
    people: list
    model: Model = field(default_factory=Model)

    def times(self, hours: range) -> dict:
        start = TOMORROW + timedelta(hours=hours.start)
        return {"starts_at": start, "ends_at": start + timedelta(hours=len(hours))}

    def wish(self, space: str, hours: range, places: int) -> dict:
        self.people.append(PersonFactory())
        wanted = {"space": self.spaces[space], "places": places, **self.times(hours)}
        return {"person": self.people[-1], **wanted}


def book(world: World, space: str, hours: range, places: int) -> None:
    asked = Asked(space, hours, places, Reservation())
    fits = world.model.fits(asked)
    code = ""
    try:
        asked.row, _new = actions.book(**world.wish(space, hours, places))
    except Refusal as refusal:
        code = refusal.code
    assert code == ("" if fits else "taken")
    if fits:
        world.model.taken.append(asked)


def join(world: World, space: str, hours: range, places: int) -> None:
    asked = Asked(space, hours, places, WaitlistEntry(), state=Turn.WAITING)
    fits = world.model.fits(asked)
    code = ""
    try:
        asked.row, _new = waiting.join(**world.wish(space, hours, places))
    except Refusal as refusal:
        code = refusal.code
    assert code == ("free_now" if fits else "")
    if not fits:
        world.model.line.append(asked)


def cancel(world: World, number: int) -> None:
    if world.model.taken:
        asked = world.model.taken.pop(number % len(world.model.taken))
        actions.cancel(reservation=asked.row, by=asked.row.person)


def chosen(world: World, number: int, *states: str) -> Asked | None:
    found = [wish for wish in world.model.line if wish.state in states]
    return found[number % len(found)] if found else None


def accept(world: World, number: int) -> None:
    if wish := chosen(world, number, Turn.OFFERED):
        kept = waiting.accept(entry=wish.row, by=wish.row.person)
        wish.state = Turn.ACCEPTED
        world.model.taken.append(Asked(wish.space, wish.hours, wish.places, kept))


def decline(world: World, number: int) -> None:
    if wish := chosen(world, number, Turn.OFFERED):
        waiting.decline(entry=wish.row, by=wish.row.person)
        wish.state = Turn.DECLINED


def leave(world: World, number: int) -> None:
    if wish := chosen(world, number, Turn.WAITING, Turn.OFFERED):
        waiting.leave(entry=wish.row, by=wish.row.person)
        wish.state = Turn.LEFT if wish.state == Turn.WAITING else Turn.DECLINED


def lapse(world: World, number: int) -> None:
    if wish := chosen(world, number, Turn.OFFERED):
        Reservation.objects.filter(turn=wish.row).update(offered_until=NOW)
        assert waiting.sweep() == 1
        wish.state = Turn.LAPSED


def bar(world: World, number: int) -> None:
    """Somebody in line may not be given anything any more."""
    if wish := chosen(world, number, Turn.WAITING):
        wish.may = False
        wish.row.person.is_active = False
        wish.row.person.save(update_fields=["is_active"])


def check(world: World) -> None:
    """The database agrees with the model; the holds are right by themselves too."""
    world.model.serve()
    found = dict(WaitlistEntry.objects.values_list("pk", "state"))
    assert found == {wish.row.pk: wish.state for wish in world.model.line}
    holding = set(Reservation.objects.filter(state__in=HOLDING).values_list("pk", flat=True))
    kept = WaitlistEntry.objects.filter(state=Turn.OFFERED).values_list("offer", flat=True)
    assert holding == {asked.row.pk for asked in world.model.taken} | set(kept)
    assert set(Hold.objects.values_list("reservation", flat=True)) == holding
    rows = list(Hold.objects.values_list("units", "during"))
    assert not any(
        a[0].lower < b[0].upper
        and b[0].lower < a[0].upper
        and a[1].lower < b[1].upper
        and b[1].lower < a[1].upper
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
    )


hours = st.integers(0, HOURS - 1).flatmap(
    lambda start: st.integers(start + 1, HOURS).map(lambda end: range(start, end))
)
# An hour at a time in the gym, so that the model need not know which seat is whose.
wishes = st.one_of(
    st.tuples(st.sampled_from(["hall", "east", "west"]), hours, st.just(1)),
    st.tuples(
        st.just("gym"),
        st.integers(0, HOURS - 1).map(lambda hour: range(hour, hour + 1)),
        st.integers(1, GYM),
    ),
)
numbers = st.tuples(st.integers(0, 20))
steps = st.one_of(
    st.tuples(st.sampled_from([book, join, join]), wishes),
    st.tuples(st.sampled_from([cancel, accept, decline, leave, lapse, bar]), numbers),
)


@pytest.fixture
def spaces(db) -> dict[str, Space]:
    home = HomeFactory()
    HoursFactory(home=home, opens=time(8), closes=time(22))
    hall = SpaceFactory(home=home, mode=Mode.EXCLUSIVE, daily_quota=None)
    parts = {"home": home, "mode": Mode.EXCLUSIVE, "parent": hall, "daily_quota": None}
    east, west = SpaceFactory(**parts), SpaceFactory(**parts)
    gym = SpaceFactory(home=home, mode=Mode.PLACES, capacity=GYM, daily_quota=None)
    arrange(home)
    names = {"hall": hall, "east": east, "west": west, "gym": gym}
    return {name: Space.objects.get(pk=space.pk) for name, space in names.items()}


@given(program=st.lists(steps, min_size=6, max_size=30))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_step_of_any_program_leaves_the_line_as_the_model_has_it(spaces, program):
    with clock.stopped_at(NOW), transaction.atomic():
        world = World(spaces, [])
        for do, arguments in program:
            do(world, *arguments)
            check(world)
        transaction.set_rollback(True)
