"""A worker with a phone, a cadre at a desk: from the first look to the cancelled booking."""

import re

import pytest
from playwright.sync_api import Page, expect

from bookings.enums import State
from bookings.models import Reservation
from tests.browser.conftest import DESK
from tests.browser.world import NAME, PASSWORD, clothing_city
from tests.factories.homes import HomeFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(tree):
    HomeFactory(name="另一个示例共享职工之家", union=tree["350206"], lat=24.51, lon=118.15)
    return clothing_city(tree["350581"])


def choose_tomorrow_evening(page: Page, space: str) -> None:
    """Taps one and two: the space, then 19:00 of tomorrow."""
    page.get_by_role("link", name=space).click()
    page.locator(".days a").nth(1).click()
    page.locator(".slots").get_by_role("link", name=re.compile(r"^19:00")).click()


def sign_in_by_password(page: Page, person) -> None:
    page.goto("/account/login/")
    page.get_by_text("密码登录").first.click()
    page.get_by_label("手机号").last.fill(person.phone)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="密码登录").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def test_a_new_worker_finds_a_court_books_it_and_sees_it(phone, home, sms):
    phone.goto("/")
    phone.get_by_placeholder("名称或地点").fill("服装城")
    phone.get_by_role("button", name="搜索").click()
    expect(phone.get_by_role("heading", name="1 家")).to_be_visible()
    phone.get_by_role("link", name=NAME).click()
    choose_tomorrow_evening(phone, "羽毛球 1 号场")
    expect(phone.get_by_text("明天 19:00–20:00")).to_be_visible()

    phone.get_by_role("link", name="登录并预约").click()
    phone.get_by_label("手机号").first.fill("138 1111 2222")
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("短信验证码").fill(sms[-1].code)
    phone.get_by_role("button", name="继续").click()

    expect(phone.get_by_text("明天 19:00–20:00")).to_be_visible()
    phone.get_by_label("用途").fill("和工友打球")
    phone.get_by_role("button", name="确认预约").click()
    expect(phone.get_by_text("预约成功，到时见！")).to_be_visible()

    phone.get_by_label("底部菜单").get_by_role("link", name="预约").click()
    expect(phone.get_by_role("link", name="明天 19:00–20:00")).to_be_visible()
    expect(phone.get_by_text("羽毛球 1 号场")).to_be_visible()
    booking = Reservation.objects.get()
    assert (booking.person.phone, booking.state) == ("13811112222", State.CONFIRMED)
    assert booking.purpose == "和工友打球"


def test_three_taps_and_the_second_one_finds_the_time_gone(phone, opened, home, worker):
    other = PersonFactory(phone="13822223333", password=PASSWORD)
    second = opened()
    for page, person in ((phone, worker), (second, other)):
        sign_in_by_password(page, person)
        page.goto(f"/homes/{home.code}/")
        choose_tomorrow_evening(page, "羽毛球 1 号场")
    phone.get_by_role("button", name="确认预约").click()
    expect(phone.get_by_text("预约成功，到时见！")).to_be_visible()

    with second.expect_response(lambda answer: answer.request.method == "POST") as refused:
        second.get_by_role("button", name="确认预约").click()
    assert refused.value.status == 409
    expect(second.get_by_text("这个时段已被约走")).to_be_visible()
    second.get_by_role("link", name="明天 19:00–20:00 羽毛球 2 号场").click()
    second.get_by_role("button", name="确认预约").click()
    expect(second.get_by_text("预约成功，到时见！")).to_be_visible()
    assert Reservation.objects.count() == 2


def test_a_cadre_approves_and_the_worker_cancels(phone, opened, home, worker, cadre):
    sign_in_by_password(phone, worker)
    phone.goto(f"/homes/{home.code}/")
    choose_tomorrow_evening(phone, "职工培训室")
    phone.get_by_role("button", name="提交预约申请").click()
    expect(phone.get_by_text("待审批")).to_be_visible()
    booking = Reservation.objects.get()

    desk = opened(DESK)
    sign_in_by_password(desk, cadre)
    desk.goto("/admin/bookings/reservation/")
    desk.locator(f'input[name="_selected_action"][value="{booking.pk}"]').check()
    desk.locator('select[name="action"]').select_option("approve_all")
    desk.get_by_role("button", name="执行").click()
    desk.wait_for_load_state()
    booking.refresh_from_db()
    assert (booking.state, booking.decided_by) == (State.CONFIRMED, cadre)

    phone.reload()
    expect(phone.get_by_text("已确认")).to_be_visible()
    phone.get_by_text("取消预约").click()
    phone.get_by_role("button", name="确认取消").click()
    expect(phone.get_by_text("已取消，该时段已释放给其他职工。")).to_be_visible()
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED
    assert booking.holds.count() == 0


def test_a_double_tap_books_once(phone, home, worker):
    sign_in_by_password(phone, worker)
    phone.goto(f"/homes/{home.code}/")
    choose_tomorrow_evening(phone, "健身房")
    phone.get_by_role("button", name="确认预约").dblclick()
    phone.wait_for_url("**/bookings/*/")
    assert Reservation.objects.count() == 1


def test_two_taps_and_the_way_back_book_once(phone, home, worker):
    sign_in_by_password(phone, worker)
    phone.goto(f"/spaces/{home.spaces.get(name_en='Court 1').pk}/")
    phone.locator(".days a").nth(1).click()
    phone.locator(".slots").get_by_role("link", name=re.compile(r"^19:00")).click()
    phone.get_by_role("button", name="确认预约").dblclick()
    expect(phone.get_by_text("预约成功")).to_be_visible()
    phone.go_back()
    phone.reload()
    expect(phone.get_by_role("heading", name="您已预约")).to_be_visible()
    phone.get_by_role("link", name="查看这条预约").click()
    assert phone.url.endswith(f"/bookings/{Reservation.objects.get().pk}/")


def test_what_must_be_ticked_is_not_hidden_under_the_button(phone, home, worker):
    home.spaces.filter(name="羽毛球 1 号场").update(women_only=True, adults_only=True)
    sign_in_by_password(phone, worker)
    phone.goto(f"/homes/{home.code}/")
    choose_tomorrow_evening(phone, "羽毛球 1 号场")
    phone.get_by_role("button", name="确认预约").click()
    last = phone.get_by_label("我已满 18 周岁")
    phone.get_by_label("我是女职工").check()
    phone.get_by_role("button", name="确认预约").click()
    expect(last).to_be_focused()
    button = phone.get_by_role("button", name="确认预约").bounding_box()
    box = last.bounding_box()
    assert box["y"] + box["height"] <= button["y"]
    last.check()
    phone.get_by_role("button", name="确认预约").click()
    expect(phone.get_by_text("预约成功，到时见！")).to_be_visible()


def test_the_address_of_the_calendar_is_copied(opened, home, worker):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    sign_in_by_password(page, worker)
    page.goto("/me/calendar/")
    page.get_by_role("button", name="生成地址").click()
    page.get_by_role("button", name="复制地址").click()
    expect(page.get_by_text("地址已复制。")).to_be_visible()
    address = page.get_by_label("地址", exact=True).input_value()
    assert page.evaluate("navigator.clipboard.readText()") == address
