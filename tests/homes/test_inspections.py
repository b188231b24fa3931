"""Unannounced inspections: drawn on working mornings, city by city, results kept."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes import inspections
from homes.enums import DayKind, InspectionResult, Status
from homes.models import CalendarDay, DoorPolicy, Inspection
from tests.factories.homes import HomeFactory
from tests.factories.unions import PersonFactory, UnionFactory
from unions.enums import UnionLevel

pytestmark = pytest.mark.django_db


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 30, tzinfo=SHANGHAI)


@pytest.fixture
def cities():
    """Two cities of thirty homes each, below a province."""
    province = UnionFactory(level=UnionLevel.PROVINCE)
    found = [UnionFactory(parent=province, level=UnionLevel.CITY) for _city in range(2)]
    for city in found:
        HomeFactory.create_batch(30, union=city)
    HomeFactory.create_batch(3, union=found[0], status=Status.SUSPENDED)
    return found


def test_a_months_draws_are_even_over_cities_and_never_the_same_home(cities, settings):
    settings.SECRET_KEY = "the draw depends on it"
    day = date(2026, 11, 2)
    for ahead in range(28):
        with clock.stopped_at(morning(day + timedelta(days=ahead))):
            inspections.draw()
            assert inspections.draw() == 0
    rows = list(Inspection.objects.select_related("home"))
    assert len({row.home_id for row in rows}) == len(rows)
    assert {row.home.status for row in rows} == {Status.OPEN}
    assert all(row.drawn_on.isoweekday() <= 5 for row in rows)
    by_city = Counter(row.home.union_id for row in rows)
    assert all(5 <= by_city[city.pk] <= 15 for city in cities)


def test_the_calendar_decides_what_a_working_day_is(cities):
    DoorPolicy.objects.create(inspections_a_month=210)
    sunday, monday = date(2026, 9, 20), date(2026, 11, 23)
    CalendarDay.objects.create(on=sunday, kind=DayKind.WORKDAY, name="国庆节")
    CalendarDay.objects.create(on=monday, kind=DayKind.HOLIDAY, name="示例")
    with clock.stopped_at(morning(sunday)):
        assert inspections.draw() == 20
    with clock.stopped_at(morning(monday)):
        assert inspections.draw() == 0


def test_a_result_stands_and_a_bad_one_needs_a_date():
    by = PersonFactory()
    row = Inspection.objects.create(home=HomeFactory(), drawn_on=date(2026, 11, 23))

    def report(**fields):
        return inspections.report_result(
            inspection=row, result=InspectionResult.FAILED, findings="门锁着", by=by, **fields
        )

    with pytest.raises(Refusal) as refusal:
        report()
    assert refusal.value.code == "no_follow_up"
    done = report(follow_up_due_on=date(2026, 12, 1))
    assert (done.result, done.inspector) == (InspectionResult.FAILED, by)
    with pytest.raises(Refusal) as refusal:
        report(follow_up_due_on=date(2026, 12, 1))
    assert refusal.value.code == "state"
