"""The status of a home follows its dated history."""

from datetime import date, timedelta

import pytest

from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from homes.actions import catch_up_statuses, change_status
from homes.enums import Scene, Status
from homes.models import LifeEvent
from homes.tasks import catch_up_statuses as task
from tests.factories.homes import HomeFactory, LifeEventFactory


def test_the_status_changes_and_is_on_record(home, county):
    today = clock.today()
    change_status(home=home, status=Status.SUSPENDED, on=today, by=county, note="装修")
    home.refresh_from_db()
    assert home.status == Status.SUSPENDED
    assert home.history.latest().history_user == county
    entry = AuditEntry.objects.get(action="change_status")
    assert (entry.actor, entry.detail) == (county, {"status": "suspended", "on": str(today)})


def test_a_later_date_takes_effect_on_its_day(home, county):
    tomorrow = clock.now() + timedelta(days=1)
    change_status(home=home, status=Status.CLOSED, on=tomorrow.date(), by=county)
    home.refresh_from_db()
    assert (home.status, catch_up_statuses()) == (Status.OPEN, 0)
    with clock.stopped_at(tomorrow):
        assert (task(), task()) == (1, 0)
    home.refresh_from_db()
    assert home.status == Status.CLOSED


def test_an_earlier_date_does_not_undo_what_came_after(home, county):
    change_status(home=home, status=Status.CLOSED, on=date(2024, 5, 1), by=county)
    change_status(home=home, status=Status.SUSPENDED, on=date(2024, 1, 1), by=county)
    home.refresh_from_db()
    assert home.status == Status.CLOSED


def test_the_first_opening_gives_the_date(tree, county):
    home = HomeFactory(union=tree["350581"], status=Status.PLANNED)
    type(home).objects.update(opened_on=None)
    change_status(home=home, status=Status.TRIAL, on=date(2024, 3, 1), by=county)
    change_status(home=home, status=Status.OPEN, on=date(2024, 4, 1), by=county)
    home.refresh_from_db()
    assert home.opened_on == date(2024, 3, 1)


def test_one_change_a_day(home, county):
    with pytest.raises(Refusal) as refused:
        change_status(home=home, status=Status.CLOSED, on=home.opened_on, by=county)
    assert refused.value.code == "status_date"
    assert LifeEvent.objects.filter(home=home).count() == 1


@pytest.mark.parametrize(
    ("scene", "status", "code"),
    [
        (Scene.PARK, Status.OPEN, "no_point"),
        (Scene.PARK, Status.CLOSED, "no_point"),
        (Scene.PARK, Status.BUILDING, None),
        (Scene.MOBILE, Status.OPEN, None),
    ],
)
def test_a_home_in_use_has_a_point(tree, county, scene, status, code):
    home = HomeFactory(union=tree["350581"], scene=scene, status=Status.PLANNED, lat=None, lon=None)
    if code is None:
        change_status(home=home, status=status, on=clock.today(), by=county)
        home.refresh_from_db()
        assert home.status == status
        return
    with pytest.raises(Refusal) as refused:
        change_status(home=home, status=status, on=clock.today(), by=county)
    assert refused.value.code == code


def test_homes_without_history_keep_their_status(home):
    LifeEvent.objects.all().delete()
    assert catch_up_statuses() == 0
    LifeEventFactory(home=home, on=clock.today() - timedelta(days=1))
    assert catch_up_statuses() == 1
