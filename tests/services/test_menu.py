"""A home's menu and its coming sessions, alone and on its page and in its JSON."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from common import clock
from homes.enums import Status
from services.enums import Function, SessionState
from services.menu import menu_of, sessions_of
from services.panels import menu_detail, menu_panel, sessions_panel
from tests.factories.bookings import tomorrow_at
from tests.factories.services import (
    ActivityFactory,
    MenuEntryFactory,
    ServiceItemFactory,
    SessionFactory,
    SignUpFactory,
)

JULY = datetime(2026, 7, 1, 12, tzinfo=clock.SHANGHAI)
NOVEMBER = datetime(2026, 11, 24, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture
def menu(home):
    rest = ServiceItemFactory(code="rest", function=Function.SERVICE, order=1)
    summer = ServiceItemFactory(code="summer", function=Function.SERVICE, order=0, months="6-9")
    legal = ServiceItemFactory(code="legal", function=Function.RECEPTION, order=5)
    gone = ServiceItemFactory(code="gone", function=Function.ACTIVITY)
    MenuEntryFactory(home=home, item=gone, active=False)
    for item in (rest, summer, legal):
        MenuEntryFactory(home=home, item=item, price_fen=500 if item is legal else 0)
    MenuEntryFactory(item=gone)
    return home


def codes(groups) -> dict:
    return {
        function.value: [(offer.entry.item_id, offer.in_season) for offer in offers]
        for function, offers in groups
    }


def test_the_menu_is_grouped_and_what_is_out_of_season_comes_last(menu):
    with clock.stopped_at(JULY):
        assert codes(menu_of(menu)) == {
            "reception": [("legal", True)],
            "service": [("summer", True), ("rest", True)],
        }
    with clock.stopped_at(NOVEMBER):
        assert codes(menu_of(menu))["service"] == [("rest", True), ("summer", False)]


def test_the_menu_is_one_query(menu, django_assert_num_queries):
    with django_assert_num_queries(1):
        menu_of(menu)


def test_the_menu_in_json(menu, client):
    with clock.stopped_at(NOVEMBER):
        assert menu_detail(menu)[0] == {
            "code": "legal",
            "name": "legal",
            "function": "reception",
            "kind": "featured",
            "when": "",
            "price_fen": 500,
            "in_season": True,
            "note": "",
        }
        answer = client.get(reverse("api_home", args=[menu.code])).json()
    assert [row["code"] for row in answer["services"]] == ["legal", "rest", "summer"]


def test_sessions_of_a_home_are_the_coming_ones_soonest_first(home):
    activity = ActivityFactory(home=home)
    later = SessionFactory(activity=activity, starts_at=tomorrow_at(18))
    sooner = SessionFactory(activity=activity, starts_at=tomorrow_at(9))
    SessionFactory(activity=activity, starts_at=tomorrow_at(8), state=SessionState.CANCELLED)
    SessionFactory(activity=activity, starts_at=tomorrow_at(9) - timedelta(days=3))
    SessionFactory(activity=activity, held=True)
    SessionFactory()
    assert sessions_of(home) == [sooner, later]
    assert sessions_of(home, most=1) == [sooner]


def test_panels_are_left_out_where_there_is_nothing_to_say(home, rf, worker):
    request = rf.get("/")
    request.user = worker
    assert menu_panel(home, request) is None
    assert sessions_panel(home, request) is None


def test_the_page_of_a_home_shows_both(menu, client, worker):
    session = SessionFactory(activity=ActivityFactory(home=menu, name="书法学习班"))
    SignUpFactory(session=session, person=worker)
    address = reverse("homes:detail", args=[menu.code])
    page = client.get(address).content.decode()
    assert "书法学习班" in page
    assert "¥5.00" in page
    client.force_login(worker)
    assert client.get(address).content.decode().count("已报名") == 1


@pytest.mark.parametrize("count", [1, 3, 8])
def test_the_panels_take_the_same_queries_whatever_there_is(
    home, rf, worker, count, django_assert_num_queries
):
    activity = ActivityFactory(home=home, item=ServiceItemFactory())
    for n in range(count):
        SessionFactory(activity=activity, starts_at=tomorrow_at(9 + n))
        MenuEntryFactory(home=home, item=ServiceItemFactory(code=f"item{n}"))
    request = rf.get("/")
    request.user = worker
    with django_assert_num_queries(3):
        sessions_panel(home, request)
        menu_panel(home, request)


def test_a_home_that_closed_down_announces_nothing(home):
    SessionFactory(activity=ActivityFactory(home=home))
    home.status = Status.CLOSED
    home.save(update_fields=["status"])
    assert sessions_of(home) == []
