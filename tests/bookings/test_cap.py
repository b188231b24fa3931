"""The whole-home cap: how many people bookings bring in at once."""

from datetime import date, datetime

import pytest
from django.db import transaction

from bookings.actions import book, cancel, move
from bookings.availability import alternatives, day_bounds, free_times
from bookings.enums import Source, State
from bookings.models import Hold
from bookings.search import find_free
from bookings.spaces import arrange, set_cap
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from homes.enums import Mode
from homes.models import Home, Space
from tests.factories.homes import SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def gym(home):
    return SpaceFactory(home=home, mode=Mode.PLACES, capacity=20, daily_quota=None)


@pytest.fixture
def room(home):
    return SpaceFactory(home=home, capacity=20, daily_quota=None)


def again(space: Space) -> Space:
    return Space.objects.select_related("home").get(pk=space.pk)


def cap(home, most: int | None) -> Home:
    return set_cap(home=home, cap=most, by=None)


def take(space, start: int, end: int, **fields):
    wanted = {"person": PersonFactory(), "starts_at": at(start), "ends_at": at(end)}
    return book(space=again(space), **{**wanted, **fields})[0]


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        call()
    assert str(refusal.value)
    return refusal.value.code


def inside(home) -> list[int]:
    """How many people are in the home in each hour of the day, by the holds of its block."""
    block = Home.objects.get(pk=home.pk).cap_units
    rows = Hold.objects.filter(units__contained_by=block) if block else Hold.objects.none()
    return [
        sum(
            row.units.upper - row.units.lower
            for row in rows
            if row.during.lower <= at(hour) < row.during.upper
        )
        for hour in range(9, 13)
    ]


def test_rooms_and_places_share_the_cap(home, gym, room):
    cap(home, 10)
    take(gym, 9, 11, places=6)
    assert code_of(lambda: take(room, 10, 12, people=5)) == "home_full"
    take(room, 10, 12, people=4)
    assert inside(home) == [6, 10, 4, 0]
    assert code_of(lambda: take(gym, 10, 11)) == "home_full"
    assert code_of(lambda: take(room, 11, 12)) == "taken"
    take(gym, 11, 13, places=6)
    assert inside(home) == [6, 10, 10, 6]


def test_a_cap_that_is_set_later_counts_what_is_booked(home, gym, room):
    take(gym, 9, 10, places=6)
    take(room, 9, 11, people=3)
    assert code_of(lambda: cap(home, 8)) == "cap_sold"
    assert Home.objects.get(pk=home.pk).cap is None
    cap(home, 9)
    assert inside(home) == [9, 3, 0, 0]
    cap(home, 12)
    assert inside(home) == [9, 3, 0, 0]
    assert code_of(lambda: cap(home, 5)) == "cap_sold"
    assert inside(home) == [9, 3, 0, 0]
    cap(home, None)
    assert Hold.objects.count() == 2
    assert AuditEntry.objects.filter(action="set_cap").count() == 3


def test_cancelling_and_moving_give_people_back(home, gym, room):
    cap(home, 5)
    first = take(gym, 9, 10, places=5)
    cancel(reservation=first, by=first.person)
    second = take(gym, 9, 10, places=5)
    assert code_of(lambda: take(room, 9, 10)) == "home_full"
    move(
        reservation=second,
        space=gym,
        starts_at=at(11),
        ends_at=at(12),
        by=second.person,
    )
    assert inside(home) == [0, 0, 5, 0]
    take(room, 9, 10)


def test_a_tree_that_grows_leaves_the_people_where_they_are(home, gym):
    cap(home, 10)
    take(gym, 9, 10, places=6)
    Space.objects.filter(pk=gym.pk).update(capacity=40)
    assert arrange(home) == 1
    assert inside(home) == [6, 0, 0, 0]
    assert Hold.objects.count() == 2


def free_of(space, hour: int, **options) -> int:
    rows = free_times([again(space)], *day_bounds(date(2026, 11, 24)), **options)[space.pk]
    return next((row.places for row in rows if row.starts_at <= at(hour) < row.ends_at), 0)


def test_free_times_know_the_cap(home, gym, room):
    cap(home, 10)
    take(gym, 9, 10, places=8)
    assert [free_of(gym, hour) for hour in (9, 10)] == [2, 10]
    assert [free_of(room, 9, people=people) for people in (1, 2, 3)] == [1, 1, 0]
    found = alternatives(again(room), at(9), 60, 1, people=3, most=1)
    assert [(space, start) for space, start, _end in found] == [(room, at(8))]


def test_the_search_by_time_too(home, gym, room):
    cap(home, 4)
    take(room, 8, 9, people=4)
    rows = list(find_free(day=date(2026, 11, 24), facility="", near=None, minutes=60))
    assert {row.space: row.starts_at for row in rows} == {gym: at(9), room: at(9)}


def test_pauses_keep_nobody_out_of_the_home(home, gym):
    room = SpaceFactory(home=home, capacity=10, buffer_minutes=60, daily_quota=None)
    cap(home, 4)
    take(room, 9, 10, people=4)
    take(gym, 10, 11, places=4)
    assert inside(home) == [4, 4, 0, 0]


def test_people_may_change_units_on_the_way(home, gym):
    """Nobody is refused while enough may come in at every moment."""
    cap(home, 2)
    take(gym, 9, 10)
    take(gym, 10, 12, places=1)
    take(gym, 9, 10)
    assert take(gym, 10, 11).holds.count() == 2
    assert inside(home) == [2, 2, 1, 0]


def test_maintenance_brings_nobody_in(home, gym, room):
    cap(home, 1)
    take(gym, 10, 11, person=None, source=Source.MAINTENANCE, places=20)
    assert take(room, 10, 11).state == State.CONFIRMED
    home = cap(home, 2)
    assert Hold.objects.filter(units__contained_by=home.cap_units).count() == 1
