"""Many want the same shift, or one person two shifts, at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from common.errors import Refusal
from staffing import actions
from staffing.models import Assignment
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import HomeFactory
from tests.factories.staffing import ShiftFactory, StaffMemberFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def race(takes: list[tuple]) -> Counter:
    """All take their (shift, member) at once, each on its own connection."""
    gate = threading.Barrier(len(takes))

    def run(shift_and_member) -> str:
        shift, member = shift_and_member
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            actions.take(shift=shift, member=member, by=None)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(takes)) as pool:
        return Counter(pool.map(run, takes))


def test_two_places_for_twenty_volunteers():
    shift = ShiftFactory(volunteers=2)
    members = StaffMemberFactory.create_batch(20, home=shift.home)
    assert race([(shift, member) for member in members]) == {"done": 2, "shift_full": 18}
    assert Assignment.objects.filling().count() == 2


def test_one_volunteer_of_ten_homes_takes_ten_shifts_at_once():
    person = PersonFactory()
    takes = []
    for n in range(10):
        home = HomeFactory()
        shift = ShiftFactory(home=home, starts_at=tomorrow_at(9 + n % 3))
        takes.append((shift, StaffMemberFactory(home=home, person=person)))
    answers = race(takes)
    assert answers == {"done": 1, "double_duty": 9}
    assert Assignment.objects.filling().get().human == person.pk
