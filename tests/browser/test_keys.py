"""Booking with the keyboard alone: every step is Tab, an arrow, Enter, Space or typing."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from bookings.enums import State
from bookings.models import Appeal, Reservation
from common import clock
from tests.browser.test_booking import PASSWORD
from tests.browser.world import clothing_city
from tests.factories.bookings import ReservationFactory, StrikeFactory, tomorrow_at
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
# More stops than any of these pages has: what isn't reached by then can't be reached.
STOPS = 150


@pytest.fixture
def home(tree):
    cache.clear()
    return clothing_city(tree["350581"])


@pytest.fixture
def court(home):
    return home.spaces.get(name="羽毛球 1 号场")


@pytest.fixture
def worker(db):
    return PersonFactory(phone="13812345678", display_name="示例职工", password=PASSWORD)


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press the key until what is wanted has the focus, and can be seen to have it."""
    for _stop in range(STOPS):
        page.keyboard.press(key)
        if wanted.evaluate_all("found => found.includes(document.activeElement)"):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"{key} does not reach {wanted}")


def to(page: Page, role: str, name: str | re.Pattern, key: str = "Tab") -> None:
    """`tab_to` by what a screen reader would say; a text is the whole name."""
    tab_to(page, page.get_by_role(role, name=name, exact=True), key)


def enter(page: Page) -> None:
    """Follow the link or press the button that has the focus, and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Page, person) -> None:
    page.goto("/account/login/")
    tab_to(page, page.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("details").get_by_label("手机号"))
    page.keyboard.type(person.phone)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)
    expect(page.get_by_role("link", name=re.compile("^消息"))).to_be_visible()


# ---- the worker ----


def test_a_court_is_booked_moved_and_cancelled(phone, court, worker):
    sign_in(phone, worker)
    phone.goto(f"/spaces/{court.pk}/")
    to(phone, "link", re.compile("^明天"))
    enter(phone)
    to(phone, "link", re.compile("^19:00"))
    enter(phone)
    to(phone, "textbox", re.compile("^用途"))
    phone.keyboard.type("和工友打球")
    to(phone, "button", "确认预约")
    enter(phone)
    expect(phone.get_by_text("预约成功，到时见！")).to_be_visible()
    booking = Reservation.objects.get()
    assert (booking.starts_at, booking.purpose) == (tomorrow_at(19), "和工友打球")

    to(phone, "link", "改时间")
    enter(phone)
    to(phone, "link", re.compile("^20:00"))
    to(phone, "link", re.compile("^19:30"), "Shift+Tab")
    enter(phone)
    to(phone, "button", "确认改期")
    enter(phone)
    booking.refresh_from_db()
    assert (booking.starts_at, booking.state) == (
        tomorrow_at(19) + timedelta(minutes=30),
        State.CONFIRMED,
    )

    tab_to(phone, phone.locator("summary", has_text="取消预约"))
    phone.keyboard.press("Space")
    to(phone, "button", "确认取消")
    enter(phone)
    expect(phone.get_by_text("已取消，该时段已释放给其他职工。")).to_be_visible()
    booking.refresh_from_db()
    assert (booking.state, booking.holds.count()) == (State.CANCELLED, 0)


def test_a_strike_is_appealed(phone, court, worker):
    strike = StrikeFactory(
        reservation__space=court,
        reservation__person=worker,
        reservation__starts_at=tomorrow_at(10) - timedelta(days=2),
    )
    sign_in(phone, worker)
    phone.goto("/me/conduct/")
    to(phone, "link", "有误？申诉")
    enter(phone)
    tab_to(phone, phone.locator("main textarea"))
    phone.keyboard.type("当天到了，门锁着。")
    to(phone, "button", "提交申诉")
    enter(phone)
    expect(phone.get_by_text("申诉已提交，答复会显示在这里。")).to_be_visible()
    appeal = Appeal.objects.get()
    assert (appeal.strike, appeal.person, appeal.text) == (strike, worker, "当天到了，门锁着。")


# ---- at the door ----


def test_six_digits_check_in_without_an_account(phone, home, court, worker):
    start = clock.now() + timedelta(minutes=10)
    booking = ReservationFactory(
        space=court, person=worker, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    phone.goto(f"/d/{home.door_token}/")
    to(phone, "textbox", "预约的六位签到码")
    phone.keyboard.type(booking.code)
    to(phone, "button", "签到")
    enter(phone)
    expect(phone.get_by_text("签到成功：羽毛球 1 号场")).to_be_visible()
    booking.refresh_from_db()
    assert (booking.state, booking.checked_in_at is not None) == (State.CHECKED_IN, True)
