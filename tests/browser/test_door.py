"""From the search to the door's QR, a problem told, answered by a cadre and seen in public."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from homes.models import Ticket, TicketKind, Visit
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_booking import PASSWORD, sign_in_by_password
from tests.browser.world import clothing_city
from tests.factories.homes import HomeAppointmentFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh-CN": {
        "search": "服装城",
        "found": "1 家",
        "name": "石狮服装城共享职工之家",
        "count": "登记到访",
        "counted": "欢迎到家！已计入到访人次。",
        "wrong": "这里有问题",
        "locked": "门没开",
        "send": "提交",
        "open": "待答复",
        "closed": "已答复",
        "unsolved": "问题没有解决",
    },
    "en-GB": {
        "search": "Clothing City",
        "found": "1 home",
        "name": "Shishi Clothing City Shared Workers' Home",
        "count": "Count my visit",
        "counted": "Welcome! Your visit is counted.",
        "wrong": "Something is wrong here",
        "locked": "The door is locked",
        "send": "Send",
        "open": "To be answered",
        "closed": "Answered",
        "unsolved": "It is not solved",
    },
}


@pytest.fixture
def home(tree):
    cache.clear()
    TicketKind.objects.create(
        code="locked", name="门没开", name_en="The door is locked", due_hours=4
    )
    home = clothing_city(tree["350581"])
    home.refresh_from_db()
    return home


@pytest.fixture
def cadre(home):
    person = PersonFactory(phone="13887654321", password=PASSWORD, is_staff=True)
    return HomeAppointmentFactory(home=home, person=person).person


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_from_the_search_to_the_answer(opened, home, cadre, viewport, language):
    words = WORDS[language]
    page = opened(viewport, locale=language)
    page.goto("/")
    page.locator("input[name=q]").fill(words["search"])
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name=words["found"])).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name=words["name"]).first.click()
    expect(page.get_by_role("heading", name=words["name"])).to_be_visible()

    page.goto(f"/d/{home.door_token}/")
    page.get_by_role("button", name=words["count"]).click()
    expect(page.get_by_text(words["counted"])).to_be_visible()
    assert Visit.objects.get().person_times == 1

    page.get_by_role("link", name=words["wrong"]).click()
    page.get_by_text(words["locked"]).click()
    page.locator("textarea").fill("8:30, 门还锁着")
    page.get_by_role("button", name=words["send"]).click()
    ticket = Ticket.objects.get()
    expect(page.get_by_text(ticket.number)).to_be_visible()
    expect(page.locator("main .badge")).to_have_text(words["open"])

    desk = opened(DESK)
    sign_in_by_password(desk, cadre)
    desk.goto(f"/admin/homes/ticket/{ticket.pk}/change/")
    desk.locator("textarea[name=reply]").fill("钥匙已交值班人员，今后八点开门。")
    desk.locator("button[name=_save]").first.click()
    desk.wait_for_url("**/admin/homes/ticket/")

    page.reload()
    expect(page.locator("main .badge")).to_have_text(words["closed"])
    page.goto(f"/homes/{home.code}/")
    expect(page.get_by_text("钥匙已交值班人员，今后八点开门。")).to_be_visible()
    page.goto(f"/tickets/{ticket.number}/")
    expect(page.get_by_text(words["unsolved"])).to_be_visible()
    page.wait_for_load_state()  # its styles too
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_ticket_is_sent_from_the_door_where_no_map_tile_comes(opened, home, settings):
    """The tiles' host is unreachable, as it is behind many a firm's firewall."""
    settings.PORTAL_TIANDITU_KEY, settings.PORTAL_MAP_APPROVAL = "k", "GS（2026）0001号"
    tiles = re.compile(r"https://t\d\.tianditu\.gov\.cn/")
    page = opened(PHONE, blocked=tiles)
    asked = []
    page.on("request", lambda request: tiles.match(request.url) and asked.append(request.url))
    page.goto("/map/")
    expect(page.locator(".map-dot")).to_have_count(1)
    expect(page.locator(".map-city").first).to_be_attached()
    assert asked != []
    page.get_by_role("button", name="放大").click()
    page.locator(".map-dot").click()
    page.get_by_role("link", name="石狮服装城共享职工之家").click()
    expect(page.get_by_role("heading", name="石狮服装城共享职工之家")).to_be_visible()

    page.goto(f"/d/{home.door_token}/")
    page.get_by_role("link", name="这里有问题").click()
    page.get_by_text("门没开").click()
    page.locator("textarea").fill("8:30, 门还锁着")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main .badge")).to_have_text("待答复")
    ticket = Ticket.objects.get()
    assert (ticket.home, ticket.kind_id, ticket.text) == (home, "locked", "8:30, 门还锁着")
    page.wait_for_load_state()  # its styles too
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
