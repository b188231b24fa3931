"""Everything that happens to bookings at one moment: nobody waits in a circle, nothing breaks."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connections

from common import clock
from common.errors import Refusal
from tests.bookings.checker import problems
from tests.bookings.machine import HOURS, MORNING, BookingMachine, World

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, EACH = 12, 25
KINDS = (
    *("book",) * 6,
    *("join",) * 4,
    *("accept",) * 4,
    *("cancel", "cancel_by_home", "decide", "move", "check_in", "decline", "leave") * 2,
    *("meet_weekly", "stop_meeting", "close", "block", "reopen", "sweep", "release"),
    *("offer_now", "remove", "undo_check_in"),
)


def operation(chance: random.Random) -> tuple:
    """One random operation of the machine's."""
    kind, which = chance.choice(KINDS), chance.randrange(12)
    hour, length = chance.choice(HOURS), chance.choice((1, 1, 2))
    person, space = chance.randrange(12), chance.randrange(12)
    more = {
        "book": (person, space, hour, length, chance.randrange(1, 4)),
        "join": (person, space, hour, length, chance.randrange(1, 4)),
        "decide": (which, chance.random() < 0.5),
        "move": (which, space, hour),
        "meet_weekly": (person, space, hour, length),
        "stop_meeting": (which, "all"),
        "close": (hour, length),
        "block": (space, hour, length),
        "sweep": (),
        "release": (),
    }
    return kind, *more.get(kind, (which,))


@pytest.mark.parametrize("seed", range(3))
def test_series_approvals_offers_moves_and_closures_at_once(seed):
    world = World()
    machine = type("Machine", (BookingMachine,), {"world": world})()
    machine.now = MORNING + timedelta(minutes=1)
    gate = threading.Barrier(THREADS)

    def work(number: int) -> int:
        chance = random.Random(1000 * seed + number)
        gate.wait(timeout=60)
        try:
            with clock.stopped_at(machine.now):
                for _turn in range(EACH):
                    with suppress(Refusal):
                        machine.perform(*operation(chance))
        finally:
            connections.close_all()
        return number

    try:
        with ThreadPoolExecutor(THREADS) as pool:
            assert list(pool.map(work, range(THREADS), timeout=300)) == list(range(THREADS))
        machine.run(("sweep",))
        assert problems(machine.now) == []
    finally:
        world.close()
