"""Booking with the keyboard alone: every step is Tab, an arrow, Enter, Space or typing."""

import re
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from bookings import actions
from bookings.enums import ClosureState, State, Turn
from bookings.models import Appeal, CalendarFeed, Closure, Reservation, Series, WaitlistEntry
from common import clock
from messaging.models import Notice
from tests.browser.keys import (
    choose,
    enter,
    follow,
    pick,
    press,
    sign_in,
    tab_to,
    to,
    type_moment,
    write,
)
from tests.browser.world import let_in
from tests.factories.bookings import ReservationFactory, StrikeFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)


# ---- the worker ----


def test_somebody_new_finds_what_is_free_and_books_it(phone, court, sms):
    day = clock.today() + timedelta(days=1)
    phone.goto("/bookings/")
    follow(phone, "查空闲")
    choose(phone, "想做什么", "羽毛球")
    type_moment(phone, "日期", day)
    to(phone, "button", "搜索")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=2)).to_contain_text(f"{day.month}月{day.day}日")
    expect(phone.get_by_role("button", name="搜索")).to_be_focused()
    follow(phone, re.compile(court.name))
    follow(phone, "登录并预约")
    write(phone, "手机号", "13811112222")
    press(phone, "获取验证码")
    write(phone, "短信验证码", sms[-1].code)
    press(phone, "继续")
    press(phone, "确认预约")
    assert Reservation.objects.get().person.phone == "13811112222"


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


def test_a_kept_place_is_accepted_and_its_message_opened(phone, court, worker):
    taken = ReservationFactory(space=court, starts_at=tomorrow_at(19))
    let_in(phone, worker)
    phone.goto(f"/spaces/{court.pk}/?day={tomorrow_at(19):%Y-%m-%d}")
    tab_to(phone, phone.locator("summary", has_text="排队候补"))
    phone.keyboard.press("Enter")
    to(phone, "link", re.compile("^19:00"))
    enter(phone)
    to(phone, "button", "排队候补")
    enter(phone)
    entry = WaitlistEntry.objects.get()
    assert (entry.person, entry.state) == (worker, Turn.WAITING)
    actions.cancel(reservation=taken, by=taken.person)

    to(phone, "link", "预约")
    enter(phone)
    expect(phone.get_by_role("article").get_by_text("为您保留")).to_be_visible()
    to(phone, "button", "接受")
    enter(phone)
    booking = Reservation.objects.get(person=worker)
    assert (booking.starts_at, booking.state) == (tomorrow_at(19), State.CONFIRMED)

    notice = Notice.objects.get(person=worker, kind="waitlist_offered")
    to(phone, "link", re.compile("^消息"))
    enter(phone)
    to(phone, "link", f"查看 {notice.title}")
    enter(phone)
    expect(phone.get_by_role("heading", name=court.name)).to_be_visible()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_strike_is_appealed(phone, court, worker):
    strike = StrikeFactory(
        reservation__space=court,
        reservation__person=worker,
        reservation__starts_at=tomorrow_at(10) - timedelta(days=2),
    )
    let_in(phone, worker)
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


# ---- the cadre ----


def test_one_request_is_approved_and_another_refused_with_a_reason(desk, home, worker):
    room = home.spaces.get(needs_approval=True)
    first, second = (
        ReservationFactory(
            space=room, person=worker, state=State.REQUESTED, starts_at=tomorrow_at(hour)
        )
        for hour in (9, 14)
    )
    desk.goto("/admin/bookings/reservation/requests/")
    to(desk, "checkbox", re.compile("09:00"))
    desk.keyboard.press("Space")
    to(desk, "button", "同意所选")
    enter(desk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.CONFIRMED, State.REQUESTED)

    to(desk, "checkbox", re.compile("14:00"))
    desk.keyboard.press("Space")
    to(desk, "textbox", "给职工的话（驳回必填）")
    desk.keyboard.type("当天下午已有班组培训")
    to(desk, "button", "驳回所选")
    enter(desk)
    expect(desk.get_by_role("status")).to_contain_text("已驳回")
    second.refresh_from_db()
    assert (second.state, second.note) == (State.REFUSED, "当天下午已有班组培训")


def test_a_series_is_planned_saved_and_one_date_called_off(desk, court):
    days = [clock.today() + timedelta(days=n) for n in (1, 8, 15)]
    desk.goto("/admin/bookings/series/add/")
    tab_to(desk, desk.locator("#id_space + .select2 [role=combobox]"))
    pick(desk, court.name)
    to(desk, "checkbox", f"周{'一二三四五六日'[days[0].weekday()]}")
    desk.keyboard.press("Space")
    type_moment(desk, "开始时间", time(19))
    type_moment(desk, "结束时间", time(20))
    type_moment(desk, "截止日期", days[-1])
    to(desk, "textbox", "用途")
    desk.keyboard.type("羽毛球俱乐部")
    to(desk, "button", "查看各次日期")
    enter(desk)
    expect(desk.get_by_role("status")).to_contain_text("3 次可预约")
    assert not Series.objects.exists()
    to(desk, "button", "预约所选各次")
    enter(desk)
    bookings = Series.objects.get().reservations.order_by("starts_at")
    assert [each.starts_at.astimezone(clock.SHANGHAI).date() for each in bookings] == days

    to(desk, "link", "取消场次")
    enter(desk)
    to(desk, "combobox", re.compile("^哪些日期"))
    for _choice in range(2):
        desk.keyboard.press("ArrowUp")
    to(desk, "combobox", re.compile("^从哪一天"))
    desk.keyboard.press("ArrowDown")
    to(desk, "button", "取消所选日期")
    enter(desk)
    states = [State.CONFIRMED, State.CANCELLED, State.CONFIRMED]
    assert list(bookings.values_list("state", flat=True)) == states


def test_a_home_is_closed_and_the_worker_reads_why(desk, phone, home, court, worker):
    booking = ReservationFactory(space=court, person=worker)
    day = clock.today() + timedelta(days=1)
    desk.goto("/admin/bookings/closure/add/")
    to(desk, "combobox", re.compile("^事项"))
    tab_to(desk, desk.locator("#id_homes + .select2 .select2-search__field"))
    pick(desk, home.name)
    type_moment(desk, "首日", day)
    type_moment(desk, "末日", day)
    to(desk, "textbox", re.compile("^原因"))
    desk.keyboard.type("台风")
    to(desk, "button", "查看影响")
    enter(desk)
    closure = Closure.objects.get()
    booking.refresh_from_db()
    assert (closure.state, booking.state) == (ClosureState.READY, State.CONFIRMED)
    decision = desk.get_by_role("combobox", name=re.compile("羽毛球 1 号场"))
    tab_to(desk, decision)
    assert decision.input_value().startswith("move")
    desk.keyboard.press("ArrowDown")
    expect(decision).to_have_value("cancel")

    to(desk, "button", "确认停用并通知职工")
    enter(desk)
    closure.refresh_from_db()
    booking.refresh_from_db()
    assert (closure.state, booking.state) == (ClosureState.DONE, State.CANCELLED)

    let_in(phone, worker)
    phone.goto("/")
    to(phone, "link", re.compile("^消息"))
    enter(phone)
    notice = Notice.objects.get(person=worker)
    expect(phone.get_by_role("article")).to_contain_text("台风")
    to(phone, "button", f"查看 {notice.title}")
    enter(phone)
    expect(phone.get_by_text("已取消").first).to_be_visible()
    notice.refresh_from_db()
    assert notice.read_at is not None


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


def test_the_calendar_gets_an_address_and_loses_it_again(phone, court, worker):
    ReservationFactory(space=court, person=worker)
    let_in(phone, worker)
    phone.goto("/me/calendar/")
    to(phone, "button", "生成地址")
    enter(phone)
    tab_to(phone, phone.get_by_label("地址", exact=True))
    phone.keyboard.press("Control+a")
    address = phone.evaluate("document.getSelection().toString()")
    answer = phone.request.get(address)
    assert (answer.status, answer.text().count("BEGIN:VEVENT")) == (200, 1)
    to(phone, "button", "停用")
    enter(phone)
    assert CalendarFeed.objects.count() == 0
    assert phone.request.get(address).status == 404
