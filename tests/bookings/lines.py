"""What the tests of waiting lists do again and again: book and join, tomorrow by the hour."""

from datetime import datetime

import pytest

from bookings import actions, waiting
from bookings.models import Reservation, WaitlistEntry
from bookings.spaces import arrange
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from tests.factories.homes import SpaceFactory

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def make_space(home, **fields) -> Space:
    made = SpaceFactory(home=home, **{"mode": Mode.EXCLUSIVE, **fields})
    arrange(home)
    return Space.objects.select_related("home").get(pk=made.pk)


def book(person, space, hour=10, places=1, **fields) -> Reservation:
    made, _new = actions.book(
        person=person,
        space=space,
        starts_at=at(hour),
        ends_at=at(hour + 1),
        places=places,
        **fields,
    )
    return made


def join(person, space, hour=10, places=1, until=None) -> WaitlistEntry:
    entry, _new = waiting.join(
        person=person,
        space=space,
        starts_at=at(hour),
        ends_at=at(until or hour + 1),
        places=places,
    )
    return entry


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def states(*entries) -> list[str]:
    return [fresh(entry).state for entry in entries]


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    assert str(refusal.value.message)
    return refusal.value.code
