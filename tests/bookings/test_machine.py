"""Random programs of bookings, waiting lists and decisions; EXAMPLES=500 for the whole drill."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bookings.machine import BookingMachine, World

PROGRAMS = int(os.environ.get("EXAMPLES", "25"))


@pytest.mark.django_db(transaction=True)
def test_no_program_of_bookings_leaves_anything_wrong():
    world = World()
    try:
        run_state_machine_as_test(
            type("Machine", (BookingMachine,), {"world": world}),
            settings=settings(
                max_examples=PROGRAMS,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        world.close()
