"""From a day to a day, both whole."""

from datetime import date, datetime, time, timedelta

import pytest

from common import clock
from common.clock import SHANGHAI
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import SpaceFactory, VisitFactory

LIST = "/admin/bookings/reservation/"


@pytest.fixture
def days(client, county, home):
    """days(query): the days of the reservations that the list shows."""
    space = SpaceFactory(home=home)
    for day, hour in ((1, 0), (2, 0), (2, 23), (3, 0)):
        start = datetime.combine(date(2026, 12, day), time(hour), SHANGHAI)
        ReservationFactory(space=space, starts_at=start)
    client.force_login(county)

    def listed(query: str) -> list[int]:
        rows = client.get(LIST + query).context["cl"].queryset.order_by("starts_at")
        return [row.starts_at.astimezone(SHANGHAI).day for row in rows]

    return listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?starts_at_from=2026-12-02", [2, 2, 3]),
        ("?starts_at_to=2026-12-02", [1, 2, 2]),
        ("?starts_at_from=2026-12-02&starts_at_to=2026-12-02", [2, 2]),
        ("?starts_at_from=2026-02-31", [1, 2, 2, 3]),
        ("?starts_at_from=soon", [1, 2, 2, 3]),
    ],
)
def test_moments(days, query, found):
    assert days(query) == found


def test_dates(client, county, home):
    for day in (1, 2, 3):
        VisitFactory(home=home, on=date(2026, 11, day))
    client.force_login(county)
    answer = client.get("/admin/homes/visit/?on_from=2026-11-02&on_to=2026-11-02")
    assert [row.on.day for row in answer.context["cl"].queryset] == [2]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", ["全部"]),
        ("?o=-1&p=2", ["全部"]),
        ("?state__exact=requested", ["待审批"]),
        ("?state__exact=no_show", []),
        ("?state__exact=requested&q=培训", []),
        ("?starts_at_from={today}&o=1", ["今天起"]),
        ("?starts_at_from=2020-01-01", []),
    ],
)
def test_tabs_say_which_is_open(client, county, home, query, chosen):
    """None is, where the list is narrowed otherwise."""
    client.force_login(county)
    tabs = client.get(LIST + query.format(today=clock.today())).context["tab_list"][0]["items"]
    assert [str(item["title"]) for item in tabs if item["active"]] == chosen


def test_the_sidebar_leads_to_what_is_coming(client, county, home):
    space = SpaceFactory(home=home)
    for days in (3, 1, 2, -1):
        start = tomorrow_at(10) + timedelta(days=days)
        ReservationFactory(space=space, starts_at=start)
    client.force_login(county)
    groups = client.get("/admin/").context["sidebar_navigation"]
    links = [str(item.get("link_callback") or item["link"]) for g in groups for item in g["items"]]
    (link,) = [link for link in links if link.startswith(f"{LIST}?")]
    starts = [row.starts_at for row in client.get(link).context["cl"].result_list]
    assert starts == sorted(starts)
    assert len(starts) == 4
