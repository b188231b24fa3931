"""Closing an account while others book: it locks in the order of everybody; real connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from bookings.enums import State
from bookings.holding import lock_roots
from bookings.models import Reservation
from config.leaving import leave
from services.models import Session
from tests.bookings.test_waitlist_race import wait_until_blocked
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import HomeFactory, SpaceFactory
from tests.factories.services import SignUpFactory
from tests.factories.unions import PersonFactory
from unions.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def leaving(person: Person) -> bool:
    """Close the account on a connection of its own; whether it is closed."""
    try:
        leave(person=person)
        return not Person.objects.get(pk=person.pk).is_active
    finally:
        connection.close()


@pytest.fixture
def person():
    """Who has booked the second of two courts later than the first."""
    person = PersonFactory()
    courts = SpaceFactory.create_batch(2, home=HomeFactory(hours=True))
    for number, court in enumerate(courts):
        ReservationFactory(person=person, space=court, starts_at=tomorrow_at(10 + 2 * number))
    return person


def test_trees_by_id(person):
    first, last = Reservation.objects.order_by("space").values_list("space__root", flat=True)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_roots([first])
            closing = pool.submit(leaving, person)
            wait_until_blocked()
            lock_roots([first, last])
        assert closing.result(timeout=60)
    assert set(Reservation.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_sessions_before_trees(person):
    """As who calls off a session does, which then gives its space back."""
    sign_up = SignUpFactory(person=person)
    roots = list(Reservation.objects.values_list("space__root", flat=True))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Session.objects.select_for_update(no_key=True).get(pk=sign_up.session_id)
            closing = pool.submit(leaving, person)
            wait_until_blocked()
            lock_roots(roots)
        assert closing.result(timeout=60)
