"""A hall of 石狮 and its neighbours, seen from Monday 23 November 2026, 10:00."""

import pytest

from bookings import closure_work
from common import clock
from tests.bookings.closures.scene import MONDAY
from tests.factories.homes import HomeFactory, SpaceFactory


@pytest.fixture
def monday_morning():
    with clock.stopped_at(MONDAY):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="1 号场")


@pytest.fixture
def other(home):
    return SpaceFactory(home=home, name="2 号场")


@pytest.fixture
def neighbour(tree):
    """A home 1.1 km to the north, with a court of its own."""
    home = HomeFactory(code="350581-002", union=tree["350581"], lat=24.74, lon=118.65, hours=True)
    return SpaceFactory(home=home, name="邻家场地")


@pytest.fixture
def worked():
    """worked(closure): what a worker does with it; the closure as it is then."""

    def work(closure):
        closure_work.work_on(closure.pk)
        closure.refresh_from_db()
        return closure

    return work
