"""A cadre sets rules, a worker meets them and does what works instead: by the keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.actions import book
from bookings.enums import Claim, State
from bookings.models import PartnerWorker, Quota, Reservation
from bookings.rule_sets import save_rules
from common import clock
from homes.models import Agreement, Home
from tests.browser.keys import (
    choose,
    enter,
    follow,
    pick,
    press,
    tab_to,
    to,
    type_moment,
    write,
)
from tests.browser.world import let_in
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import AgreementFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = "示例共建企业"


def choose_the_evening(phone: Page, space, day: str = "^明天") -> None:
    """From a space's page to 19:00 of a day."""
    phone.goto(f"/spaces/{space.pk}/")
    follow(phone, re.compile(day))
    follow(phone, re.compile("^19:00"))


def test_a_quota_is_set_met_and_got_round(desk, phone, home, court, worker):
    desk.goto("/admin/bookings/quota/add/")
    to(desk, "combobox", re.compile("^共享职工之家"))
    pick(desk, home.name)
    to(desk, "spinbutton", "上限")
    desk.keyboard.type("1")
    choose(desk, "周期", "每天")
    press(desk, "保存")
    quota = Quota.objects.get()
    assert (quota.home, quota.limit, quota.period) == (home, 1, "day")

    ReservationFactory(space=home.spaces.get(name="羽毛球 2 号场"), person=worker)
    let_in(phone, worker)
    choose_the_evening(phone, court)
    refusal = phone.get_by_role("alert")
    day = clock.today() + timedelta(days=2)
    expect(refusal).to_contain_text("您已预约 1 次")
    expect(refusal).to_contain_text(f"改约{day.month}月{day.day}日")
    follow(phone, re.compile(f"{day.month}月{day.day}日 19:00–20:00 {court.name}$"))
    press(phone, "确认预约")
    booking = Reservation.objects.get(space=court)
    assert booking.starts_at == tomorrow_at(19) + timedelta(days=1)


def test_a_firm_is_entered_and_its_worker_confirmed(desk, phone, home, court, worker):
    save_rules(owner=court, values={"partners_only": True}, by=None)
    desk.goto("/admin/homes/agreement/add/")
    to(desk, "combobox", re.compile("^共享职工之家"))
    pick(desk, home.name)
    write(desk, "共建单位", FIRM)
    type_moment(desk, "起", clock.today())
    press(desk, "保存")
    assert Agreement.objects.get().partner == FIRM

    let_in(phone, worker)
    choose_the_evening(phone, court)
    follow(phone, "我在共建单位工作")
    press(phone, "我在此工作")
    expect(phone.get_by_text("待确认")).to_be_visible()
    claim = PartnerWorker.objects.get()
    assert (claim.person, claim.state) == (worker, Claim.WAITING)


def test_a_worker_of_a_firm_is_confirmed_and_books(desk, phone, home, court, worker):
    save_rules(owner=court, values={"partners_only": True}, by=None)
    agreement = AgreementFactory(home=home, partner=FIRM)
    claim = PartnerWorker.objects.create(person=worker, agreement=agreement)
    desk.goto("/admin/bookings/partnerworker/")
    tab_to(desk, desk.locator("input[name=_selected_action]"))
    desk.keyboard.press("Space")
    choose(desk, "选择要执行的操作", "确认在此工作")
    press(desk, "执行")
    claim.refresh_from_db()
    assert claim.state == Claim.CONFIRMED

    let_in(phone, worker)
    choose_the_evening(phone, court)
    press(phone, "确认预约")
    assert Reservation.objects.get().state == State.CONFIRMED


def test_a_womens_room_asks_for_a_word_and_takes_it(desk, phone, court, worker):
    desk.goto(f"/admin/bookings/ruleset/of-space/{court.pk}/")
    choose(desk, "仅限女职工", "是")
    choose(desk, "仅限年满 18 周岁", "是")
    press(desk, "保存")
    court.refresh_from_db()
    assert (court.women_only, court.adults_only) == (True, True)

    let_in(phone, worker)
    choose_the_evening(phone, court)
    to(phone, "checkbox", "我是女职工")
    phone.keyboard.press("Space")
    to(phone, "button", "确认预约")
    phone.keyboard.press("Enter")  # the browser itself says what is missing, and where
    expect(phone.get_by_role("checkbox", name="我已满 18 周岁")).to_be_focused()
    phone.keyboard.press("Space")
    press(phone, "确认预约")
    assert sorted(Reservation.objects.get().declares) == ["adult", "woman"]


def test_a_home_that_is_full_offers_another_time(desk, phone, home, worker):
    gym = home.spaces.get(name="健身房")
    desk.goto(f"/admin/bookings/ruleset/of-home/{home.pk}/")
    to(desk, "spinbutton", "同时在场人数上限")
    desk.keyboard.type("2")
    press(desk, "保存")
    assert Home.objects.get().cap == 2

    let_in(phone, worker)
    choose_the_evening(phone, gym)
    gym = type(gym).objects.select_related("home").get(pk=gym.pk)
    times = {"starts_at": tomorrow_at(19), "ends_at": tomorrow_at(20)}
    book(space=gym, person=PersonFactory(), places=2, **times)
    press(phone, "确认预约")
    refusal = phone.get_by_role("alert")
    expect(refusal).to_contain_text("2 人")
    expect(refusal).to_be_focused()
    offers = phone.get_by_role("region", name="相近的空闲时段")
    tab_to(phone, offers.get_by_role("link"))
    enter(phone)
    press(phone, "确认预约")
    booking = Reservation.objects.get(person=worker)
    assert booking.state == State.CONFIRMED
    assert booking.starts_at != tomorrow_at(19)


def test_a_worker_reads_the_rules_and_a_cadre_why_they_apply(desk, phone, home, court):
    save_rules(owner=home, values={"max_minutes": 90, "lead_minutes": 60}, by=None)
    phone.goto(f"/spaces/{court.pk}/")
    expect(phone.get_by_text("每次最长 1.5 小时")).to_be_visible()
    desk.goto(f"/admin/homes/space/{court.pk}/change/")
    follow(desk, "生效规则及来源")
    row = desk.get_by_role("row", name=re.compile("^最长预约"))
    expect(row).to_contain_text("1.5 小时")
    tab_to(desk, row.get_by_role("link", name=home.name))
    enter(desk)
    expect(desk.get_by_role("spinbutton", name="最长预约（分钟）")).to_have_value("90")
