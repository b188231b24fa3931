"""Where bookings are moved to: only what serves them as well, and can be had when it is done."""

import pytest

from bookings import actions, closures, waiting
from bookings.conditions import set_condition
from bookings.enums import ClosureKind, ClosureState, Decision, Source, State, Turn
from bookings.models import ClosureHit, Reservation
from bookings.spaces import arrange, set_cap
from common.errors import Refusal
from homes.enums import Condition
from homes.models import Space
from services.actions import schedule_session
from tests.bookings.closures.scene import at, draft
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory
from tests.factories.services import ActivityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def closed(worked):
    """closed(closure): the closure as its cadre confirmed it and a worker carried it out."""

    def close(closure):
        closures.confirm(closure=worked(closure), by=closure.by)
        return worked(closure)

    return close


def goal_of(reservation) -> Space | None:
    return ClosureHit.objects.get(reservation=reservation).to_space


# ---- an equal space ----


@pytest.mark.parametrize("rule", ["members_only", "partners_only", "women_only", "adults_only"])
def test_nobody_is_sent_where_not_all_are_let_in(home, court, other, home_cadre, worked, rule):
    Space.objects.filter(pk=other.pk).update(**{rule: True})
    booked = ReservationFactory(space=court, starts_at=at(10))
    worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court))
    assert goal_of(booked) == court
    Space.objects.filter(pk=court.pk).update(**{rule: True})
    worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court))
    assert list(ClosureHit.objects.values_list("to_space", flat=True)) == [court.pk, other.pk]


def test_an_agreement_with_one_home_is_none_with_the_next(
    home, court, neighbour, home_cadre, worked
):
    Space.objects.update(partners_only=True)
    booked = ReservationFactory(space=court, starts_at=at(10))
    worked(draft([home], home_cadre))
    assert goal_of(booked) == court


def test_nobody_is_sent_to_a_home_that_is_full(
    home, court, neighbour, member, home_cadre, worked, closed
):
    SpaceFactory(home=neighbour.home, name="邻家二号")
    arrange(neighbour.home)
    set_cap(home=neighbour.home, cap=1, by=home_cadre)
    beside = Space.objects.get(name="邻家二号")
    actions.book(person=member, space=beside, starts_at=at(10), ends_at=at(11))
    booked = ReservationFactory(space=court, starts_at=at(10))
    closure = worked(draft([home], home_cadre))
    assert goal_of(booked) == court
    assert closed(closure).state == ClosureState.DONE


def test_next_door_brings_nobody_more_into_a_full_home(
    home, court, other, worker, home_cadre, closed
):
    arrange(home)
    set_cap(home=home, cap=1, by=home_cadre)
    booked, _new = actions.book(person=worker, space=court, starts_at=at(10), ends_at=at(11))
    closure = closed(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court))
    booked.refresh_from_db()
    assert (closure.state, booked.space) == (ClosureState.DONE, other)


def test_a_place_kept_for_who_waits_and_a_block_go_nowhere(
    home, court, other, worker, member, home_cadre, worked, closed
):
    first, _new = actions.book(person=worker, space=court, starts_at=at(10), ends_at=at(11))
    entry, _new = waiting.join(person=member, space=court, starts_at=at(10), ends_at=at(11))
    actions.cancel(reservation=first, by=worker)
    ReservationFactory(space=court, person=None, source=Source.MAINTENANCE, starts_at=at(12))
    closure = worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court))
    assert set(ClosureHit.objects.values_list("to_space", "decision")) == {(None, Decision.CANCEL)}
    assert closed(closure).state == ClosureState.DONE
    entry.refresh_from_db()
    assert entry.state == Turn.REMOVED


def test_who_is_here_already_is_not_sent_to_another_day(home, court, home_cadre, worked):
    here = ReservationFactory(space=court, state=State.CHECKED_IN, starts_at=at(10, day=-1))
    worked(draft([home], home_cadre, start=at(10, day=-1), end=at(24, day=-1)))
    assert goal_of(here) is None


# ---- who waits ----


@pytest.mark.parametrize("next_door", [True, False])
def test_a_block_takes_what_it_frees_before_the_line_does(
    home, court, worker, member, home_cadre, closed, next_door
):
    if next_door:
        SpaceFactory(home=home, name="2 号场")
    booked = ReservationFactory(space=court, person=worker, starts_at=at(10))
    entry, _new = waiting.join(person=member, space=court, starts_at=at(10), ends_at=at(11))
    closure = draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court)
    assert closed(closure).state == ClosureState.DONE
    booked.refresh_from_db()
    entry.refresh_from_db()
    assert (booked.space == court, entry.state) == (not next_door, Turn.WAITING)


def test_so_it_does_where_an_activity_is_called_off(
    home, court, worker, home_cadre, worked, closed
):
    activity = ActivityFactory(home=home)
    schedule_session(
        activity=activity, space=court, starts_at=at(10), ends_at=at(11), capacity=1, by=home_cadre
    )
    entry, _new = waiting.join(person=worker, space=court, starts_at=at(10), ends_at=at(11))
    closure = draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court)
    assert closed(closure).state == ClosureState.DONE
    entry.refresh_from_db()
    assert entry.state == Turn.WAITING
    assert Reservation.objects.holding().get().source == Source.MAINTENANCE


def test_what_is_free_beside_a_block_goes_to_who_waits(
    home, court, worker, member, home_cadre, closed
):
    actions.book(person=worker, space=court, starts_at=at(10), ends_at=at(12), source=Source.CADRE)
    entry, _new = waiting.join(person=member, space=court, starts_at=at(11), ends_at=at(12))
    closed(
        draft(
            [home], home_cadre, kind=ClosureKind.BLOCK, space=court, start=at(10), end=at(11)
        )
    )  # fmt: skip
    entry.refresh_from_db()
    assert entry.state == Turn.OFFERED


# ---- parts of what is out of order ----


@pytest.fixture
def halves(home):
    hall = SpaceFactory(home=home, name="大厅")
    for name in ("东半场", "西半场"):
        SpaceFactory(home=home, name=name, parent=hall)
    arrange(home)
    return list(Space.objects.filter(home=home).order_by("pk"))


def conditions() -> list[str]:
    return list(Space.objects.order_by("pk").values_list("condition", flat=True))


def test_half_of_a_broken_hall_is_neither_booked_nor_kept(
    home, halves, worker, member, home_cadre, worked, closed
):
    hall, east, west = halves
    ReservationFactory(space=east, person=worker, starts_at=at(10))
    entry, _new = waiting.join(person=member, space=east, starts_at=at(10), ends_at=at(11))
    closure = worked(draft([home], home_cadre, kind=ClosureKind.FAULT, space=hall, windows=()))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=home_cadre)
    closed(closure)
    entry.refresh_from_db()
    assert entry.state == Turn.WAITING
    with pytest.raises(Refusal) as refusal:
        actions.book(person=worker, space=west, starts_at=at(15), ends_at=at(16))
    assert refusal.value.code == "not_bookable"
    closures.reopen(closure=closure, by=home_cadre)
    worked(closure)
    entry.refresh_from_db()
    assert (conditions(), entry.state) == (["in_use"] * 3, Turn.OFFERED)


def test_a_part_that_was_broken_before_stays_so(halves, home_cadre):
    hall, east, _west = halves
    for space, condition in (
        (east, Condition.FAULT), (hall, Condition.CLOSED), (hall, Condition.IN_USE),
    ):  # fmt: skip
        set_condition(space=space, condition=condition, note="", by=home_cadre)
    assert conditions() == ["in_use", "fault", "in_use"]


def test_a_broken_half_leaves_the_other_in_use_but_no_hall(halves, worker, home_cadre):
    hall, east, west = halves
    set_condition(space=east, condition=Condition.FAULT, note="", by=home_cadre)
    assert conditions() == ["fault", "fault", "in_use"]
    with pytest.raises(Refusal) as refusal:
        actions.book(person=worker, space=hall, starts_at=at(15), ends_at=at(16))
    assert refusal.value.code == "not_bookable"
    actions.book(person=worker, space=west, starts_at=at(15), ends_at=at(16))


def test_the_hall_comes_back_with_its_last_half(halves, home_cadre):
    _hall, east, west = halves
    seen = []
    for space, condition in (
        (east, Condition.FAULT), (west, Condition.CLOSED),
        (east, Condition.IN_USE), (west, Condition.IN_USE),
    ):  # fmt: skip
        set_condition(space=space, condition=condition, note="", by=home_cadre)
        seen.append(conditions()[0])
    assert seen == ["fault", "fault", "fault", "in_use"]


def test_a_hall_that_is_closed_itself_does_not_come_back_with_a_half(halves, home_cadre):
    hall, east, _west = halves
    for space, condition in (
        (hall, Condition.CLOSED), (east, Condition.FAULT), (east, Condition.IN_USE),
    ):  # fmt: skip
        set_condition(space=space, condition=condition, note="", by=home_cadre)
    assert conditions() == ["closed", "in_use", "closed"]


def test_a_hall_in_a_building_comes_back_through_every_level(home, halves, home_cadre):
    hall, east, _west = halves
    hall.parent = SpaceFactory(home=home, name="整层")
    hall.save()
    arrange(home)
    set_condition(space=east, condition=Condition.FAULT, note="", by=home_cadre)
    assert conditions() == ["fault", "fault", "in_use", "fault"]
    set_condition(space=east, condition=Condition.IN_USE, note="", by=home_cadre)
    assert conditions() == ["in_use"] * 4
