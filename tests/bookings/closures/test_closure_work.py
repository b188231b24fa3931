"""Closing against people who book at the same moment, and a worker that dies; real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from bookings import actions, closure_work, closures, tasks
from bookings.enums import ClosureKind, ClosureState, PartState, State
from bookings.holding import lock_roots
from bookings.models import Closure, ClosurePart, Reservation
from bookings.spaces import set_cap
from common import clock
from common.errors import Refusal
from common.locks import lone_worker
from homes.hours import is_open
from homes.models import HoursException, Space
from homes.opening import opening
from tests.bookings.test_race import overlaps
from tests.bookings.test_waitlist_race import wait_until_blocked
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeAppointmentFactory, HomeFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = closure_work._LOCK_SPACE


def hour(number: int):
    """An hour of the day after tomorrow."""
    day = clock.today() + timedelta(days=2)
    return opening(day, time(number), time(number + 1))


@pytest.fixture
def cadre():
    return PersonFactory(is_superuser=True, is_staff=True)


def closing(homes, cadre, monkeypatch) -> Closure:
    """The day after tomorrow, listed and confirmed; the work is left to the test."""
    monkeypatch.setattr(closures, "AT_ONCE", 0)
    monkeypatch.setattr(tasks.work_on_closure, "delay", lambda pk: None)
    start, _end = hour(0)
    closure = closures.draft(
        kind=ClosureKind.HOURS,
        homes=homes,
        windows=[(start, start + timedelta(days=1))],
        reason="台风",
        by=cadre,
    )
    closure_work.work_on(closure.pk)
    return closures.confirm(closure=closure, by=cadre)


def test_nobody_is_left_in_a_home_that_closes(cadre, monkeypatch):
    home = HomeFactory(hours=True)
    near = HomeFactory(hours=True, lat=24.735, union=home.union)
    spaces = [SpaceFactory(home=home, daily_quota=None) for _n in range(2)]
    SpaceFactory(home=near, daily_quota=None)
    people = PersonFactory.create_batch(10)
    for number in range(3):
        start, end = hour(8 + number)
        ReservationFactory(space=spaces[0], starts_at=start, ends_at=end)
    closure = closing([home], cadre, monkeypatch)
    gate = threading.Barrier(len(people) + 1)

    def book(number: int) -> str:
        try:
            start, end = hour(11 + number % 5)
            gate.wait(timeout=60)
            actions.book(
                person=people[number], space=spaces[number % 2], starts_at=start, ends_at=end
            )
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    def close() -> str:
        try:
            gate.wait(timeout=60)
            closure_work.work_on(closure.pk)
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(len(people) + 1) as pool:
        jobs = [pool.submit(close), *(pool.submit(book, n) for n in range(len(people)))]
        outcomes = [job.result(timeout=120) for job in jobs]
    assert set(outcomes) <= {"closed", "done", "taken"}
    for _round in range(3):
        closure.refresh_from_db()
        if closure.state == ClosureState.READY:
            closures.confirm(closure=closure, by=cadre)
            closure_work.work_on(closure.pk)
    closure.refresh_from_db()
    assert closure.state == ClosureState.DONE
    assert overlaps() == 0
    for row in Reservation.objects.filter(state=State.CONFIRMED).select_related("home"):
        assert is_open(row.home, row.starts_at, row.ends_at)


def test_a_worker_that_dies_leaves_whole_homes_and_is_taken_up_again(cadre, monkeypatch):
    homes = [HomeFactory(hours=True) for _n in range(3)]
    for home in homes:
        start, end = hour(10)
        ReservationFactory(space=SpaceFactory(home=home), starts_at=start, ends_at=end)
    closure = closing(homes, cadre, monkeypatch)
    work = closure_work.carry_out

    def dies_at_the_second(*, part: ClosurePart) -> ClosurePart:
        if part.home_id == homes[1].pk:
            raise KeyboardInterrupt
        return work(part=part)

    steps = closure_work.STEPS[ClosureState.CLOSING]
    monkeypatch.setitem(
        closure_work.STEPS, ClosureState.CLOSING, (steps[0], dies_at_the_second, steps[2])
    )
    with pytest.raises(KeyboardInterrupt):
        closure_work.work_on(closure.pk)
    assert HoursException.objects.count() == 1
    monkeypatch.setitem(closure_work.STEPS, ClosureState.CLOSING, steps)
    assert closure_work.abandoned() == []
    long_ago = clock.now() - timedelta(minutes=1)
    Closure.objects.update(queued_at=long_ago)
    with lone_worker(LOCK, closure.pk):
        assert closure_work.abandoned() == []
        closure_work.work_on(closure.pk)
        assert HoursException.objects.count() == 1
    assert closure_work.abandoned() == [closure.pk]
    queued = []
    monkeypatch.setattr(tasks.work_on_closure, "delay", queued.append)
    tasks.resume_closures()
    assert queued == [closure.pk]
    tasks.work_on_closure(closure.pk)
    closure.refresh_from_db()
    assert closure.state == ClosureState.DONE
    assert set(closure.parts.values_list("state", flat=True)) == {PartState.CLOSED}
    assert HoursException.objects.count() == 3
    tasks.work_on_closure(closure.pk)
    assert HoursException.objects.count() == 3


def test_who_keeps_one_home_closes_it(monkeypatch):
    home = HomeFactory(hours=True)
    keeper = HomeAppointmentFactory(home=home).person
    closure = closing([home], keeper, monkeypatch)
    closure_work.work_on(closure.pk)
    closure.refresh_from_db()
    assert closure.state == ClosureState.DONE


def test_a_closure_locks_homes_in_the_order_of_everybody(cadre, monkeypatch):
    """It moves into a home before its own; somebody has that one locked and wants this one."""
    first, own = (HomeFactory(hours=True, lat=24.73, lon=118.65) for _home in range(2))
    goal, space = SpaceFactory(home=first), SpaceFactory(home=own)
    for home in (first, own):
        set_cap(home=home, cap=10, by=None)
    space, goal = Space.objects.select_related("home").in_bulk([space.pk, goal.pk]).values()
    space, goal = sorted((space, goal), key=lambda row: -row.home_id)
    booked = ReservationFactory(space=space, starts_at=hour(10)[0], person=PersonFactory())
    closure = closing([own], cadre, monkeypatch)
    part = closure.parts.get()

    def carry_out() -> str:
        try:
            return closures.carry_out(part=part).state
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_roots([goal.root_id])
            closer = pool.submit(carry_out)
            wait_until_blocked()
            lock_roots([goal.root_id, space.root_id])
        assert closer.result(timeout=60) == PartState.CLOSED
    booked.refresh_from_db()
    assert booked.space == goal
