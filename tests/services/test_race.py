"""Forty people want the last ten places at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from common.errors import Refusal
from services import actions
from services.enums import TAKING
from services.models import SignUp
from tests.factories.services import SessionFactory
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
