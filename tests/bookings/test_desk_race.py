"""The desk against itself: real connections at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection

from bookings import approvals, desk
from bookings.enums import State
from bookings.models import Hold, Reservation
from common import clock
from common.errors import Refusal
from messaging.models import Notice
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeAppointmentFactory, HomeFactory, HoursFactory, SpaceFactory
from tests.people import appointed, make_tree

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def home():
    home = HomeFactory(union=make_tree()["350581"])
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return home


def together(calls) -> Counter:
    """Run the calls at the same moment, each on a connection of its own; what each gave."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait(timeout=60)
        try:
            return call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def test_one_of_many_walk_ins_and_blocks_gets_the_court(home):
    court, cadre = SpaceFactory(home=home), HomeAppointmentFactory(home=home).person
    now = clock.now()
    time_of = {"starts_at": now, "ends_at": now + timedelta(hours=1)}

    def walk_in() -> str:
        desk.walk_in(space=court, minutes=60, by=cadre)
        return "won"

    def block() -> str:
        desk.block(space=court, reason="检修", by=cadre, **time_of)
        return "won"

    found = together([walk_in, block] * (AT_ONCE // 2))
    assert found["won"] == 1
    assert set(found) <= {"won", "taken", "in_the_way"}
    assert (Hold.objects.count(), Reservation.objects.count()) == (1, 1)


def test_a_request_is_passed_on_once(home):
    appointed(home.union, "county")
    row = ReservationFactory(
        space=SpaceFactory(home=home),
        state=State.REQUESTED,
        decide_by=clock.now() - timedelta(hours=1),
    )
    found = together([approvals.escalate] * AT_ONCE)
    assert sum(count * times for count, times in found.items()) == 1
    assert Notice.objects.filter(key__startswith=f"request_overdue:{row.pk}:").count() == 1
