"""The desk, the rules and the answers of a cadre with the keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings import actions
from bookings.enums import AppealState, Source, State
from bookings.models import Reservation, RuleSet
from common import clock
from messaging.enums import Channel, Group, Level
from messaging.models import Preferences, levels_of
from tests.browser.conftest import DESK
from tests.browser.keys import (
    choose,
    enter,
    follow,
    pick,
    press,
    sign_in_at_the_desk,
    tab_to,
    to,
    type_moment,
    write,
)
from tests.browser.world import let_in
from tests.factories.bookings import AppealFactory, ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)
NAMED = re.compile("^场地")


def begin(desk: Page, court, kind: str) -> None:
    """The desk's form: what is done, by the arrows, and where."""
    desk.goto("/admin/bookings/reservation/add/")
    choice = desk.get_by_role("radio", name=kind)
    tab_to(desk, desk.get_by_role("radio"))
    while not choice.is_checked():
        desk.keyboard.press("ArrowDown")
    to(desk, "combobox", NAMED)
    pick(desk, court.name)


def test_a_cadre_signs_in(opened, cadre):
    page = opened(DESK)
    sign_in_at_the_desk(page, cadre)
    follow(page, re.compile("今日待到场$"))
    expect(page.get_by_role("heading", name="今日到场")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "typed", "made"),
    [
        (
            "预约以后的时间",
            {"职工手机号": "13866668888", "来人姓名": "示例来客"},
            {"source": Source.CADRE, "contact_name": "示例来客", "contact_phone": "13866668888"},
        ),
        (
            "检修停用",
            {"停用原因": "更换地胶"},
            {"source": Source.MAINTENANCE, "purpose": "更换地胶"},
        ),
    ],
    ids=["for somebody without an account", "for repairs"],
)
def test_a_court_is_taken(desk, court, kind, typed, made):
    begin(desk, court, kind)
    type_moment(desk, "开始时间", tomorrow_at(19))
    type_moment(desk, "结束时间", tomorrow_at(20))
    for name, text in typed.items():
        write(desk, name, text)
    press(desk, "保存")
    made = {**made, "starts_at": tomorrow_at(19), "ends_at": tomorrow_at(20)}
    assert Reservation.objects.values(*made).get() == made


def test_somebody_is_let_in_at_once(desk, court):
    begin(desk, court, "散客现在入场")
    expect(desk.get_by_label("开始时间", exact=True)).to_be_hidden()
    choose(desk, "时长", "30 分钟")
    write(desk, "来人姓名", "示例来客")
    press(desk, "保存")
    made = Reservation.objects.get()
    assert (made.state, made.source, made.contact_name) == (
        State.CHECKED_IN,
        Source.WALK_IN,
        "示例来客",
    )


def test_requests_are_decided_together_though_one_is_gone(desk, home, worker):
    room = home.spaces.get(needs_approval=True)
    _first, gone, _last = (
        ReservationFactory(
            space=room, person=worker, state=State.REQUESTED, starts_at=tomorrow_at(hour)
        )
        for hour in (9, 11, 14)
    )
    desk.goto("/admin/bookings/reservation/requests/")
    for hour in ("09:00", "11:00", "14:00"):
        to(desk, "checkbox", re.compile(hour))
        desk.keyboard.press("Space")
    actions.cancel(reservation=gone, by=worker)
    press(desk, "同意所选")
    results = desk.get_by_role("status").get_by_role("listitem")
    expect(results.filter(has_text="已同意")).to_have_count(2)
    expect(results.filter(has_text="未办成")).to_contain_text("11:00")
    states = Reservation.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED, State.CANCELLED, State.CONFIRMED]


def test_what_is_overdue_is_decided_first(desk, home, worker):
    room = home.spaces.get(needs_approval=True)
    asked = {"space": room, "person": worker, "state": State.REQUESTED}
    late = ReservationFactory(**asked, decide_by=clock.now() - timedelta(hours=1))
    ReservationFactory(**asked, starts_at=tomorrow_at(14))
    desk.goto("/admin/bookings/reservation/requests/")
    follow(desk, "只看逾期")
    expect(desk.get_by_role("checkbox")).to_have_count(1)
    tab_to(desk, desk.get_by_role("checkbox"))
    desk.keyboard.press("Space")
    press(desk, "同意所选")
    late.refresh_from_db()
    assert late.state == State.CONFIRMED


def test_who_comes_is_ticked_off_and_a_slip_undone(desk, court, worker):
    court.check_in_required = True
    court.save()
    start = clock.now() + timedelta(minutes=10)
    booking = ReservationFactory(
        space=court, person=worker, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    desk.goto("/admin/bookings/reservation/arrivals/")
    to(desk, "textbox", "签到码")
    tab_to(desk, desk.get_by_role("listitem").get_by_role("button", name="签到"))
    desk.keyboard.press("Enter")
    undo = desk.get_by_role("listitem").get_by_role("button", name="撤销")
    expect(undo).to_be_visible()
    booking.refresh_from_db()
    assert booking.state == State.CHECKED_IN
    for _stop in range(2):  # on from the same row: whose it is, what can be done
        desk.keyboard.press("Tab")
    expect(undo).to_be_focused()
    desk.keyboard.press("Enter")
    expect(undo).to_be_hidden()
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_a_homes_rule_reaches_its_spaces_and_says_whence(desk, home, court):
    desk.goto("/admin/bookings/ruleset/add/")
    to(desk, "combobox", re.compile("^共享职工之家"))
    pick(desk, home.name)
    to(desk, "spinbutton", "最长预约（分钟）")
    desk.keyboard.type("90")
    to(desk, "button", "保存")
    enter(desk)
    court.refresh_from_db()
    assert (RuleSet.objects.get(home=home).max_minutes, court.max_minutes) == (90, 90)
    desk.goto(f"/admin/bookings/ruleset/why/{court.pk}/")
    row = desk.get_by_role("row", name=re.compile("^最长预约"))
    expect(row).to_contain_text("1.5 小时")
    tab_to(desk, row.get_by_role("link", name=home.name))


def test_an_appeal_is_upheld(desk, court, worker):
    appeal = AppealFactory(
        strike__reservation__space=court,
        strike__reservation__person=worker,
        strike__reservation__starts_at=tomorrow_at(10) - timedelta(days=2),
    )
    desk.goto(f"/admin/bookings/appeal/{appeal.pk}/change/")
    to(desk, "link", "申诉成立")
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog", name="认定申诉成立？")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name="申诉成立", exact=True)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    desk.keyboard.type("当天门锁故障，已核实。")
    tab_to(desk, dialog.get_by_role("button", name="申诉成立"))
    desk.keyboard.press("Tab")  # round and round, never out of it
    expect(dialog.locator(":focus")).to_have_count(1)
    tab_to(desk, dialog.get_by_role("button", name="申诉成立"))
    enter(desk)
    appeal.refresh_from_db()
    appeal.strike.refresh_from_db()
    assert (appeal.state, appeal.answer) == (AppealState.UPHELD, "当天门锁故障，已核实。")
    assert appeal.strike.waived_at is not None


def test_the_days_sheet_and_the_export_are_reached(desk, court, worker):
    ReservationFactory(space=court, person=worker)
    desk.goto("/admin/bookings/reservation/")
    to(desk, "link", "当日预约单")
    enter(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("当日预约单")
    tab_to(desk, desk.get_by_role("button", name="打印"))
    desk.go_back()
    to(desk, "link", "导出")
    enter(desk)
    tab_to(desk, desk.locator("#content button[type=submit]").first)
    with desk.expect_download() as file:
        desk.keyboard.press("Enter")
    assert file.value.suggested_filename.endswith(".xlsx")


def test_a_worker_chooses_what_is_sent_and_whither(phone, worker, mailoutbox):
    let_in(phone, worker)
    phone.goto("/me/messages/choices/")
    reminders = phone.get_by_role("group", name="开始前提醒").get_by_label("短信")
    tab_to(phone, reminders)
    phone.keyboard.press("Home")
    press(phone, "保存")
    expect(reminders).to_have_value(Level.NONE)
    assert levels_of(worker)[Group.REMINDERS, Channel.SMS] == Level.NONE

    write(phone, "电子邮箱", "worker@example.com")
    press(phone, "获取验证码")
    write(phone, "邮件中的验证码", re.search(r"\d{6}", mailoutbox[0].body)[0])
    press(phone, "确认")
    assert Preferences.objects.get(person=worker).email == "worker@example.com"
