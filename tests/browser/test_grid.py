"""The grid of spaces with the keyboard alone, on a desk and on a phone, and by axe's rules."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.enums import State
from common import clock
from tests.browser.conftest import DESK, PHONE
from tests.browser.keys import answer, enter, tab_to, to, write
from tests.browser.test_access import LONG, wrong_by_axe
from tests.browser.world import PASSWORD, clothing_city
from tests.factories.bookings import ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = f"/admin/bookings/reservation/grid/?date={clock.today() + timedelta(days=1)}"


@pytest.fixture
def home(tree):
    home = clothing_city(tree["350581"])
    home.name = LONG
    home.save()
    return home


@pytest.fixture
def booked(home):
    """Court 1 from 10 to 11 and, asked for, from 14 to 15; court 2 from 10 to 11."""
    one, two = home.spaces.order_by("pk")[:2]
    ReservationFactory(space=one, purpose="班组活动")
    start = tomorrow_at(14)
    ReservationFactory(
        space=one, starts_at=start, ends_at=start + timedelta(hours=1), state=State.REQUESTED
    )
    ReservationFactory(space=two)


def signed_in(page: Page, person) -> Page:
    page.goto("/admin/login/")
    page.locator("#id_username").fill(person.phone)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def tab_into_the_grid(page: Page) -> None:
    """The last stop before the grid is how its keys are told; one Tab further is inside."""
    tab_to(page, page.locator(".grid-keys summary"))
    page.keyboard.press("Tab")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_the_grid_by_keys_alone(opened, cadre, booked):
    page = signed_in(opened(DESK), cadre)
    page.goto(TOMORROW)
    expect(page.get_by_role("grid")).to_be_visible()
    tab_into_the_grid(page)
    assert focused(page) == "羽毛球 1 号场"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "10:00–11:00 已订"
    page.keyboard.press("ArrowDown")
    row = page.evaluate("document.activeElement.closest('.grid-row').innerText")
    assert (focused(page), row.startswith("羽毛球 2 号场")) == ("10:00–11:00 已订", True)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="预约")
    expect(panel.get_by_text("班组活动")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert focused(page) == "10:00–11:00 已订"
    page.keyboard.press("End")
    assert focused(page).endswith("空闲")
    page.keyboard.press("Control+Home")
    assert focused(page) == "羽毛球 1 号场"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.getElementById('grid').contains(document.activeElement)")


def test_a_free_time_is_booked_by_keys_alone(opened, cadre, booked):
    page = signed_in(opened(DESK), cadre)
    page.goto(TOMORROW)
    tab_into_the_grid(page)
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "11:00–14:00 空闲"
    page.keyboard.press("Enter")
    expect(page.locator("#id_starts_at")).to_have_value(f"{tomorrow_at(11):%Y-%m-%dT%H:%M}")
    write(page, "用途", "工会例会")
    enter(page)
    assert "/add/" not in page.url
    page.goto(TOMORROW)
    expect(page.get_by_role("gridcell", name="11:00–12:00 已订")).to_be_visible()


def test_a_request_is_decided_beside_the_grid(opened, cadre, booked):
    page = signed_in(opened(DESK), cadre)
    page.goto(TOMORROW)
    tab_into_the_grid(page)
    for _step in range(4):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "14:00–15:00 待批"
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="预约")).to_be_visible()
    answer(page, "同意", "同意这项预约？", "欢迎")
    expect(page.get_by_role("gridcell", name="14:00–15:00 已订")).to_be_visible()


def test_the_list_is_always_there(opened, cadre, booked):
    page = signed_in(opened(DESK), cadre)
    page.goto(TOMORROW)
    to(page, "button", "清单")
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid")).to_have_count(0)
    expect(page.locator("#grid").get_by_role("listitem").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("grid")).to_have_count(0)
    to(page, "button", "时间表")
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid")).to_be_visible()


def test_the_week_by_keys_alone(opened, cadre, booked):
    page = signed_in(opened(DESK), cadre)
    page.goto(f"{TOMORROW}&days=7")
    tab_into_the_grid(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("days", ["1", "7"])
def test_it_keeps_the_rules(opened, cadre, booked, viewport, days):
    page = signed_in(opened(viewport), cadre)
    page.goto(f"{TOMORROW}&days={days}")
    page.wait_for_timeout(300)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= viewport["width"]
    assert [line for line in wrong_by_axe(page) if of_ours(line)] == []


def of_ours(line: str) -> bool:
    """Of the grid, and not of the frame around it: unfold has no landmarks."""
    words = ("grid", "busy", "week-table", "role=", "<th", "<td")
    return not line.startswith("region:") and any(word in line for word in words)
