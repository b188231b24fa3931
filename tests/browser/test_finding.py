"""Finding a home at 360 px: with and without JavaScript, by position, on the map, in English."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.world import NAME, clothing_city
from tests.factories.homes import HomeFactory

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "湖里共享职工之家（示例）"


@pytest.fixture(autouse=True)
def homes(tree):
    HomeFactory(name=OTHER, union=tree["350206"], lat=24.51, lon=118.15)
    return clothing_city(tree["350581"])


def names(page) -> list[str]:
    return page.locator(".home-card h3").all_inner_texts()


def test_a_filter_changes_the_list_without_a_reload(phone):
    phone.goto("/")
    assert names(phone) == [NAME, OTHER]
    phone.evaluate("window.same = true")
    with phone.expect_response(lambda answer: "facility=gym" in answer.url):
        phone.locator("label.chip", has_text="健身房").click()
    expect(phone.locator(".home-card")).to_have_count(1)
    assert names(phone) == [NAME]
    assert phone.evaluate("window.same") is True
    assert "facility=gym" in phone.url
    phone.go_back()
    expect(phone.locator(".home-card")).to_have_count(2)


def test_without_javascript_the_form_does_the_same(opened):
    page = opened(java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="离我最近")).to_be_hidden()
    page.locator("label.chip", has_text="正在开放").click()
    page.get_by_role("button", name="搜索").click()
    assert names(page) == [NAME]
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="羽毛球 1 号场").click()
    page.locator(".days a").nth(1).click()
    page.locator(".slots a", has_text="19:00").first.click()
    expect(page.get_by_role("link", name="登录并预约")).to_be_visible()


def test_near_me_sorts_by_walking(opened):
    page = opened(
        geolocation={"latitude": 24.511, "longitude": 118.15}, permissions=["geolocation"]
    )
    page.goto("/")
    page.get_by_role("button", name="离我最近").click()
    expect(page.get_by_text("步行约 2 分钟")).to_be_visible()
    assert names(page) == [OTHER, NAME]
    page.get_by_role("button", name="离我最近").click()
    expect(page.get_by_text("步行约")).to_have_count(0)


def test_a_position_that_is_refused_says_what_else_works(phone):
    phone.goto("/")
    phone.get_by_role("button", name="离我最近").click()
    expect(phone.get_by_text("无法获取位置，请选择城市或输入地点。")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, DESK])
def test_a_dot_on_the_map_leads_to_its_home(opened, viewport):
    page = opened(viewport)
    page.goto("/map/")
    expect(page.locator("path.map-dot")).to_have_count(2)
    expect(page.locator(".map-city", has_text="泉州市")).to_be_visible()
    assert page.locator("img.leaflet-tile").count() == 0
    page.locator("path.map-dot").first.click()
    # by key: the map glides to make room for the popup, and a glide swallows a click
    page.locator(".leaflet-popup").get_by_role("link").press("Enter")
    page.wait_for_url("**/homes/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_language_and_the_size_of_the_page_are_kept(phone):
    phone.goto("/")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="A home for every worker")).to_be_visible()
    phone.get_by_role("button", name="Elder mode").click()
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    phone.get_by_label("Main menu, at the bottom").get_by_role("link", name="Bookings").click()
    expect(phone.get_by_role("heading", name="My bookings")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"


def test_the_keyboard_reaches_the_content_first(phone):
    phone.goto("/")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="跳到主要内容")).to_be_focused()
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"
