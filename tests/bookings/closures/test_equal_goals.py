"""Where a booking may go when its space closes: only to what is equal for its person."""

import pytest

from bookings import closures
from bookings.enums import ClosureKind, ClosureState, State
from bookings.models import ClosureHit
from bookings.spaces import set_cap
from homes.enums import Admission
from homes.models import Home, Space
from tests.bookings.closures.scene import at, draft
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def hall(home):
    return SpaceFactory(home=home, name="大会议室", capacity=20)


def blocked(space, by, worked):
    """The space taken for maintenance on Tuesday, listed."""
    return worked(draft([space.home], by, kind=ClosureKind.BLOCK, space=space))


def goals() -> list:
    return [(hit.to_space, hit.to_starts_at) for hit in ClosureHit.objects.order_by("starts_at")]


def test_not_into_a_smaller_room(hall, home, home_cadre, worked):
    SpaceFactory(home=home, name="小会议室", capacity=4)
    larger = SpaceFactory(home=home, name="报告厅", capacity=60)
    ReservationFactory(space=hall, starts_at=at(10))
    blocked(hall, home_cadre, worked)
    assert goals() == [(larger, at(10))]


@pytest.mark.parametrize("rule", ["members_only", "partners_only", "women_only", "adults_only"])
@pytest.mark.parametrize("next_door", [True, False])
def test_not_where_the_person_could_not_have_booked(
    hall, home, neighbour, home_cadre, worked, rule, next_door
):
    Space.objects.filter(pk=neighbour.pk).update(capacity=20, **({} if next_door else {rule: True}))
    if next_door:
        SpaceFactory(home=home, capacity=20, **{rule: True})
    ReservationFactory(space=hall, starts_at=at(10))
    blocked(hall, home_cadre, worked)
    # Next door to the restricted room, the near home; where that is restricted, another time.
    assert goals() == [(neighbour, at(10)) if next_door else (hall, at(10, day=1))]


def test_who_uses_a_room_with_the_same_limit_may_go_there(home, home_cadre, worked):
    room, like = SpaceFactory.create_batch(2, home=home, women_only=True)
    ReservationFactory(space=room, starts_at=at(10))
    blocked(room, home_cadre, worked)
    assert goals() == [(like, at(10))]


def test_not_to_a_home_that_is_full(hall, neighbour, home_cadre, worked):
    Space.objects.filter(pk=neighbour.pk).update(capacity=20)
    gym = SpaceFactory(home=neighbour.home, places=True, capacity=6)
    set_cap(home=neighbour.home, cap=6, by=None)
    gym = Space.objects.select_related("home").get(pk=gym.pk)
    ReservationFactory(space=gym, starts_at=at(10), places=6)
    ReservationFactory(space=hall, starts_at=at(10), people=3)
    ReservationFactory(space=hall, starts_at=at(12), people=3)
    closure = blocked(hall, home_cadre, worked)
    assert goals() == [(hall, at(10, day=1)), (neighbour, at(12))]
    closures.confirm(closure=closure, by=home_cadre)
    assert worked(closure).state == ClosureState.DONE


def test_the_home_must_let_in_whom_this_one_does(hall, neighbour, home_cadre, worked):
    Space.objects.filter(pk=neighbour.pk).update(capacity=20)
    Home.objects.filter(pk=neighbour.home_id).update(admission=Admission.MEMBERS)
    ReservationFactory(space=hall, starts_at=at(10))
    blocked(hall, home_cadre, worked)
    assert goals() == [(hall, at(10, day=1))]


def test_maintenance_lets_nobody_in(home, home_cadre, worked):
    """A block of a gym with more places than the home lets people in."""
    gym = SpaceFactory(home=home, places=True, capacity=20)
    set_cap(home=home, cap=5, by=None)
    closure = blocked(gym, home_cadre, worked)
    closures.confirm(closure=closure, by=home_cadre)
    closure = worked(closure)
    assert (closure.state, closure.parts.get().why) == (ClosureState.DONE, "")
    set_cap(home=home, cap=4, by=None)
    assert gym.reservations.get().state == State.CONFIRMED
