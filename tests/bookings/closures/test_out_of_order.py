"""A space put out of order twice comes back with the last closure that keeps it so."""

import pytest

from bookings import closures
from bookings.conditions import set_condition
from bookings.enums import ClosureKind, ClosureState, PartState
from bookings.refusals import refuse
from homes.enums import Condition
from homes.models import Space
from tests.bookings.closures.scene import draft
from tests.factories.homes import SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def out(home, home_cadre, worked):
    """out(space): a closure that has put it out of order."""

    def put_out(space):
        closure = worked(draft([home], home_cadre, kind=ClosureKind.FAULT, space=space, windows=[]))
        closures.confirm(closure=closure, by=home_cadre)
        return worked(closure)

    return put_out


@pytest.fixture
def back(home_cadre, worked):
    """back(closure): the closure after somebody has tried to take it back."""

    def take_back(closure):
        closures.reopen(closure=closure, by=home_cadre)
        return worked(closure)

    return take_back


def condition_of(space) -> str:
    return Space.objects.get(pk=space.pk).condition


def test_the_first_of_two_is_not_taken_back_before_the_second(court, out, back):
    first, second = out(court), out(court)
    assert back(first).state == ClosureState.DONE
    part = first.parts.get()
    assert (part.state, part.why) == (PartState.CLOSED, str(refuse("out_again").message))
    assert condition_of(court) == Condition.FAULT
    assert back(second).state == ClosureState.REOPENED
    assert condition_of(court) == Condition.FAULT
    assert back(first).state == ClosureState.REOPENED
    assert condition_of(court) == Condition.IN_USE


def test_a_part_does_not_come_back_before_its_whole(home, court, out, back):
    half = SpaceFactory(home=home, parent=court, name="甲半场")
    court.refresh_from_db()
    of_half, of_whole = out(half), out(court)
    assert back(of_half).state == ClosureState.DONE
    assert condition_of(half) == Condition.FAULT
    back(of_whole)
    assert (condition_of(court), condition_of(half)) == (Condition.FAULT, Condition.FAULT)
    back(of_half)
    assert (condition_of(court), condition_of(half)) == (Condition.IN_USE, Condition.IN_USE)


def test_the_other_half_comes_back_with_the_whole(home, court, out, back):
    east, west = (SpaceFactory(home=home, parent=court, name=name) for name in ("甲半场", "乙半场"))
    court.refresh_from_db()
    of_half, of_whole = out(east), out(court)
    assert condition_of(west) == Condition.FAULT
    back(of_whole)
    assert (condition_of(court), condition_of(west)) == (Condition.FAULT, Condition.IN_USE)
    back(of_half)
    assert [condition_of(each) for each in (court, east, west)] == [Condition.IN_USE] * 3


def test_a_whole_comes_back_with_its_repaired_half_whatever_was_before(
    home, court, out, back, home_cadre
):
    half = SpaceFactory(home=home, parent=court, name="甲半场")
    court.refresh_from_db()
    set_condition(space=half, condition=Condition.FAULT, note="", by=home_cadre)
    of_whole = out(court)
    set_condition(space=half, condition=Condition.IN_USE, note="", by=home_cadre)
    assert condition_of(court) == Condition.FAULT
    back(of_whole)
    assert condition_of(court) == Condition.IN_USE


def test_another_space_has_nothing_to_do_with_it(court, other, out, back):
    first, _second = out(court), out(other)
    assert back(first).state == ClosureState.REOPENED
    assert (condition_of(court), condition_of(other)) == (Condition.IN_USE, Condition.FAULT)
