"""Two courts and a club that meets there every Tuesday, seen from Monday 23 November 2026."""

import pytest

from common import clock
from tests.bookings.series.club import MONDAY, made
from tests.factories.homes import SpaceFactory


@pytest.fixture
def monday_morning():
    with clock.stopped_at(MONDAY):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="1 号场", horizon_days=7)


@pytest.fixture
def other(home):
    return SpaceFactory(home=home, name="2 号场")


@pytest.fixture
def series(monday_morning, court, worker, home_cadre):
    """All four Tuesdays of the worker's club."""
    return made(court, worker, home_cadre)
