"""When a telephone may ring at night: for what would be missed else, and for nothing more."""

from datetime import datetime, time, timedelta

import pytest

from bookings import actions, series, waiting
from bookings.enums import Scope
from bookings.models import WaitlistEntry
from common import clock
from common.clock import SHANGHAI
from messaging.models import Delivery
from services.actions import reschedule_session, sign_up
from tests.bookings.series.club import MONDAY, made
from tests.factories.homes import HoursFactory, SpaceFactory
from tests.factories.services import SessionFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


NIGHT, MORNING = at(24, 23), at(25, 7)


@pytest.fixture
def court(home):
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return SpaceFactory(home=home, daily_quota=None)


@pytest.fixture
def person():
    return PersonFactory(phone="13712345678")


def booked(person, court, starts_at, **fields):
    with clock.stopped_at(NIGHT):
        row, _new = actions.book(
            person=person, space=court, starts_at=starts_at, ends_at=starts_at + HOUR, **fields
        )
    return row


def rings_at(kind: str) -> datetime:
    return Delivery.objects.get(notice__kind=kind, channel="sms").next_try_at


def test_an_offer_that_may_be_answered_in_the_morning_waits_for_it(court, person, worker):
    held = booked(worker, court, at(26, 19))
    with clock.stopped_at(NIGHT):
        waiting.join(person=person, space=court, starts_at=at(26, 19), ends_at=at(26, 20))
        actions.cancel(reservation=held, by=worker)
    entry = WaitlistEntry.objects.get()
    assert entry.offer is not None
    assert entry.offer.offered_until == at(25, 8) + timedelta(minutes=30)
    assert rings_at("waitlist_offered") == MORNING


@pytest.mark.parametrize(
    ("starts_at", "to", "rings"),
    [
        (at(25, 8), at(27, 19), NIGHT),  # who isn't told would come at eight in vain
        (at(25, 9), at(27, 19), MORNING),
        (at(27, 19), at(25, 8), NIGHT),
    ],
)
def test_of_a_move_before_the_time_that_holds_no_longer(
    starts_at, to, rings, court, person, home_cadre
):
    row = booked(person, court, starts_at)
    with clock.stopped_at(NIGHT):
        actions.move(reservation=row, space=court, starts_at=to, ends_at=to + HOUR, by=home_cadre)
    assert rings_at("booking_moved") == rings


def test_of_a_series_before_its_next_date(court, person, home_cadre):
    with clock.stopped_at(MONDAY):
        club = made(court, person, home_cadre)
        first = club.reservations.order_by("starts_at").first()
        actions.move(
            reservation=first, space=court, starts_at=at(25, 8), ends_at=at(25, 9), by=home_cadre
        )
    with clock.stopped_at(NIGHT):
        series.cancel(series=club, scope=Scope.ALL, by=home_cadre)
    assert rings_at("series_cancelled") == NIGHT


def test_of_a_session_before_it_would_have_begun(home, court, person, home_cadre):
    session = SessionFactory(activity__home=home, space=None, starts_at=at(25, 8))
    with clock.stopped_at(at(24, 12)):
        sign_up(session=session, person=person)
    with clock.stopped_at(NIGHT):
        reschedule_session(
            session=session,
            starts_at=at(27, 19),
            ends_at=at(27, 20),
            space=None,
            capacity=session.capacity,
            sign_up_closes_at=None,
            by=home_cadre,
        )
    assert rings_at("session_moved") == NIGHT
