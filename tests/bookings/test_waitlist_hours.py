"""Longer hours are kept for who waits at once, not only with the next sweep."""

from datetime import date, time

import pytest
from django.db import transaction

from bookings import closure_work, closures, waitlist
from bookings.enums import ClosureKind, Turn
from bookings.models import Hold
from common import clock
from common.imports.undoing import undo_import
from common.models import ImportBatch
from homes.actions import catch_up_statuses, change_status
from homes.enums import Scene, Status
from homes.models import Hours, HoursException, LifeEvent, Stop
from tests.bookings.lines import NOW, at, make_space, states
from tests.factories.bookings import WaitlistEntryFactory
from tests.factories.homes import HomeFactory, HoursFactory, StopFactory
from tests.homes.test_admin import LIST, filled, management, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home(tree):
    """Open from nine to six; the waiting is for seven in the evening."""
    home = HomeFactory(union=tree["350581"])
    HoursFactory(home=home, opens=time(9), closes=time(18))
    return home


@pytest.fixture
def entry(home, worker):
    return wait_at(make_space(home), worker)


def wait_at(space, person, hour: int = 19):
    """A place in line from the time when the home was still open then."""
    times = {"starts_at": at(hour), "ends_at": at(hour + 1)}
    return WaitlistEntryFactory(home=space.home, space=space, person=person, **times)


def save_home(client, home, **changes) -> None:
    data = filled(home) | management(client.get(page(home)))
    assert client.post(page(home), data | changes).status_code == 302


def test_a_cadre_makes_the_hours_longer(client, county, home, entry):
    client.force_login(county)
    save_home(client, home)
    assert states(entry) == [Turn.WAITING]
    save_home(client, home, **{"hours-0-closes": "21:00"})
    assert states(entry) == [Turn.OFFERED]
    assert Hold.objects.count() == 1


def test_an_exception_is_taken_away(client, county, home, entry):
    Hours.objects.update(closes=time(21))
    HoursException.objects.create(home=home, on=at(19).date(), reason="停电")
    client.force_login(county)
    save_home(client, home)
    assert states(entry) == [Turn.WAITING]
    save_home(client, home, **{"hours_exceptions-0-DELETE": "on"})
    assert states(entry) == [Turn.OFFERED]


def test_evenings_are_added_by_a_button(client, county, home, entry):
    client.force_login(county)
    client.post(f"{LIST}{home.pk}/usual_hours/", {"_form_submitted": "True"})
    assert states(entry) == [Turn.OFFERED]


def test_a_closed_day_is_opened_again(county, home, entry):
    Hours.objects.update(closes=time(21))
    window = (at(0), at(0, day=25))
    draft = {"kind": ClosureKind.HOURS, "homes": [home], "reason": "台风", "windows": [window]}
    closure = closures.draft(**draft, by=county)
    closure_work.work_on(closure.pk)
    closures.confirm(closure=closure, by=county)
    closure_work.work_on(closure.pk)
    assert states(entry) == [Turn.WAITING]
    closures.reopen(closure=closure, by=county)
    closure_work.work_on(closure.pk)
    assert states(entry) == [Turn.OFFERED]


def test_a_file_of_hours_and_its_undoing(take, city, home, entry):
    header = "家编号 星期 开门 关门"
    longer = take("hours", header, [home.code, "1-7", "9:00", "21:00"])
    assert longer.errors == []
    assert states(entry) == [Turn.OFFERED]


def test_hours_that_come_back_with_an_undone_file(take, city, home, entry):
    Hours.objects.update(closes=time(21))
    shorter = take("hours", "家编号 星期 开门 关门", [home.code, "1-7", "9:00", "18:00"])
    assert states(entry) == [Turn.WAITING]
    undo_import(batch=ImportBatch.objects.get(pk=shorter.batch), by=city)
    assert states(entry) == [Turn.OFFERED]


@pytest.fixture
def suspended(home):
    Hours.objects.update(closes=time(21))
    home.status = Status.SUSPENDED
    home.save(update_fields=["status"])
    return home


def test_a_home_opens_again(suspended, county, entry, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change_status(home=suspended, status=Status.OPEN, on=NOW.date(), by=county)
        assert states(entry) == [Turn.WAITING]
    assert states(entry) == [Turn.OFFERED]


def test_a_home_opens_on_the_day_that_was_named(
    suspended, entry, django_capture_on_commit_callbacks
):
    LifeEvent.objects.create(home=suspended, status=Status.OPEN, on=date(2026, 11, 23))
    with django_capture_on_commit_callbacks(execute=True):
        assert catch_up_statuses() == 1
    assert states(entry) == [Turn.OFFERED]


def test_a_vehicle_stops_longer(client, county, tree, worker):
    vehicle = HomeFactory(union=tree["350581"], scene=Scene.MOBILE)
    stop = StopFactory(home=vehicle, starts_at=at(17), ends_at=at(19))
    entry = wait_at(make_space(vehicle), worker)
    client.force_login(county)
    url = f"/admin/homes/stop/{stop.pk}/change/"
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"starts_at": "2026-11-24T17:00", "ends_at": "2026-11-24T21:00"}
    assert client.post(url, data).status_code == 302
    assert Stop.objects.get().ends_at == at(21)
    assert states(entry) == [Turn.OFFERED]


def test_where_nobody_waits_it_is_one_query(home, django_assert_num_queries):
    make_space(home)
    with transaction.atomic(), django_assert_num_queries(1):
        assert waitlist.hours_changed([home.pk]) == 0
