"""The desk, the rules and the answers of a cadre with the keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.enums import AppealState, Source, State
from bookings.models import Reservation, RuleSet
from common import clock
from messaging.models import Preferences
from tests.browser.keys import enter, pick, sign_in, tab_to, to, type_moment
from tests.factories.bookings import AppealFactory, ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)
NAMED = re.compile("^场地")


def test_somebody_without_an_account_is_booked_for(desk, court):
    desk.goto("/admin/bookings/reservation/add/")
    to(desk, "combobox", NAMED)
    pick(desk, court.name)
    type_moment(desk, "起", tomorrow_at(19))
    type_moment(desk, "止", tomorrow_at(20))
    to(desk, "textbox", "职工手机号")
    desk.keyboard.type("13866668888")
    to(desk, "textbox", "来人姓名")
    desk.keyboard.type("示例来客")
    to(desk, "button", "保存")
    enter(desk)
    booking = Reservation.objects.get()
    assert (booking.state, booking.contact_name, booking.contact_phone) == (
        State.CONFIRMED,
        "示例来客",
        "13866668888",
    )


def test_a_court_is_blocked_for_repairs(desk, court):
    desk.goto("/admin/bookings/reservation/add/?kind=block")
    to(desk, "combobox", NAMED)
    pick(desk, court.name)
    type_moment(desk, "起", tomorrow_at(9))
    type_moment(desk, "止", tomorrow_at(12))
    to(desk, "textbox", "用途")
    desk.keyboard.type("更换地胶")
    to(desk, "button", "保存")
    enter(desk)
    booking = Reservation.objects.get()
    assert (booking.source, booking.starts_at, booking.ends_at) == (
        Source.MAINTENANCE,
        tomorrow_at(9),
        tomorrow_at(12),
    )


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
    tab_to(desk, undo)
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


def test_a_worker_chooses_what_is_sent(phone, worker):
    sign_in(phone, worker)
    phone.goto("/me/messages/choices/")
    tab_to(phone, phone.get_by_label("短信").first)
    phone.keyboard.press("ArrowDown")
    chosen = phone.get_by_label("短信").first.input_value()
    to(phone, "button", "保存")
    enter(phone)
    expect(phone.get_by_label("短信").first).to_have_value(chosen)
    assert Preferences.objects.filter(person=worker).count() == 1
