"""Reservations in any state, with the holds that their state has."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from bookings.enums import HOLDING, State
from bookings.holding import hold
from bookings.models import CalendarFeed, Reservation
from common import clock
from tests.factories.homes import SpaceFactory
from tests.factories.unions import PersonFactory


def tomorrow_at(hour: int):
    """That full hour of tomorrow, Asia/Shanghai."""
    return (clock.now() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


class ReservationFactory(DjangoModelFactory):
    """An hour from tomorrow 10:00, confirmed; no rule is asked, only the constraint."""

    class Meta:
        model = Reservation

    space = factory.SubFactory(SpaceFactory)
    home = factory.SelfAttribute("space.home")
    person = factory.SubFactory(PersonFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=1))
    state = State.CONFIRMED

    @classmethod
    def _create(cls, model_class, *args, **fields):
        reservation = super()._create(model_class, *args, **fields)
        if reservation.state in HOLDING:
            hold(reservation)
        return reservation


class CalendarFeedFactory(DjangoModelFactory):
    """Of a person's own dates; nobody knows its token."""

    class Meta:
        model = CalendarFeed

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064}")
