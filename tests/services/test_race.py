"""Forty people want the last ten places at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from bookings.enums import State
from bookings.models import Hold
from common.errors import Refusal
from homes.models import Space
from services import actions
from services.enums import TAKING
from services.models import Feedback, Session, SignUp
from services.occasions import of_reservation
from services.ratings import rate
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import HomeFactory, SpaceFactory
from tests.factories.services import ActivityFactory, SessionFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def race(attempts: list) -> Counter:
    """Run all attempts at once, each on its own connection; how many got which answer."""
    gate = threading.Barrier(len(attempts))

    def run(attempt) -> str:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            attempt()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(run, attempts))


def sign_up(session, person):
    return lambda: actions.sign_up(session=session, person=person)


def test_ten_places_for_forty():
    session = SessionFactory(capacity=10)
    answers = race([sign_up(session, person) for person in PersonFactory.create_batch(40)])
    assert answers == {"done": 10, "full": 30}
    session.refresh_from_db()
    assert session.taken == 10
    assert SignUp.objects.filter(session=session, state__in=TAKING).count() == 10


def test_one_person_tapping_twenty_times():
    session = SessionFactory(capacity=10)
    person = PersonFactory()
    answers = race([sign_up(session, person) for _tap in range(20)])
    assert answers == {"done": 1, "already_signed_up": 19}
    session.refresh_from_db()
    assert session.taken == 1


def test_places_given_back_while_others_ask():
    session = SessionFactory(capacity=10)
    going = [
        actions.sign_up(session=session, person=person) for person in PersonFactory.create_batch(10)
    ]
    back = [lambda row=row: actions.withdraw(sign_up=row, by=row.person) for row in going]
    asking = [sign_up(session, person) for person in PersonFactory.create_batch(20)]
    answers = race(back + asking)
    assert set(answers) <= {"done", "full"}
    session.refresh_from_db()
    taking = SignUp.objects.filter(session=session, state__in=TAKING).count()
    assert session.taken == taking == answers["done"] - 10
    assert taking <= 10


def scheduled(activity, space: Space | None, hour: int, person) -> Session:
    return actions.schedule_session(
        activity=activity,
        space=space,
        starts_at=tomorrow_at(hour),
        ends_at=tomorrow_at(hour + 1),
        capacity=10,
        by=person,
    )


def test_two_sessions_for_one_hall():
    home = HomeFactory(hours=True)
    hall, cadre = SpaceFactory(home=home), PersonFactory()
    activities = ActivityFactory.create_batch(20, home=home)
    answers = race([lambda each=each: scheduled(each, hall, 14, cadre) for each in activities])
    assert answers == {"done": 1, "taken": 19}
    assert Session.objects.count() == Hold.objects.count() == 1


@pytest.mark.parametrize("with_space", [True, False])
def test_sessions_that_trade_their_times_never_wait_in_a_circle(with_space):
    home, cadre = HomeFactory(hours=True), PersonFactory()
    halls = SpaceFactory.create_batch(2, home=home) if with_space else [None, None]
    activity = ActivityFactory(home=home)
    sessions = [scheduled(activity, halls[n % 2], 9 + n, cadre) for n in range(10)]

    def move(n: int):
        return lambda: actions.reschedule_session(
            session=sessions[n],
            space=halls[(n + 1) % 2],
            starts_at=tomorrow_at(9 + (n + 1) % 10),
            ends_at=tomorrow_at(10 + (n + 1) % 10),
            capacity=10,
            by=cadre,
        )

    answers = race([move(n) for n in range(10)])
    assert set(answers) <= {"done", "taken", "session_exists"}
    assert len(set(Session.objects.values_list("starts_at"))) == 10
    assert Hold.objects.count() == (10 if with_space else 0)


def test_one_booking_rated_twenty_times_at_once():
    reservation = ReservationFactory(
        state=State.COMPLETED, starts_at=tomorrow_at(10) - timedelta(days=2)
    )
    answers = race([lambda: rate(occasion=of_reservation(reservation), stars=4)] * 20)
    assert answers == {"done": 20}
    assert Feedback.objects.count() == 1
