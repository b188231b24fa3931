"""The pages on which cadres run bookings: what a screen reader and the Tab key meet there."""

import pytest
from playwright.sync_api import expect

from bookings.enums import State
from tests.browser.conftest import DESK, PHONE
from tests.browser.keys import tab_to
from tests.browser.test_access import AXE
from tests.browser.test_grid import signed_in
from tests.browser.world import PASSWORD, clothing_city
from tests.factories.bookings import (
    AppealFactory,
    BlockFactory,
    ClosureFactory,
    QuotaFactory,
    ReservationFactory,
    RuleSetFactory,
    SeriesFactory,
    StrikeFactory,
    WaitlistEntryFactory,
)
from tests.factories.homes import HomeAppointmentFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag21a", "wcag2aa", "wcag21aa"]}


@pytest.fixture
def home(tree):
    return clothing_city(tree["350581"])


@pytest.fixture
def page(opened, home):
    """A home's cadre at a desk."""
    person = PersonFactory(phone="13887654321", password=PASSWORD, is_staff=True)
    HomeAppointmentFactory(home=home, person=person)
    return signed_in(opened(DESK), person)


@pytest.fixture
def addresses(home) -> list[str]:
    """Each list and form with a row, and each page of a row."""
    space = home.spaces.get(needs_approval=True)
    missed = {"reservation__space": space, "reservation__state": State.NO_SHOW}
    made = {
        "reservation": ReservationFactory(space=space, state=State.REQUESTED),
        "series": SeriesFactory(space=space, home=home),
        "closure": ClosureFactory(homes=[home]),
        "waitlistentry": WaitlistEntryFactory(space=space),
        "strike": StrikeFactory(**missed),
        "appeal": AppealFactory(**{f"strike__{name}": value for name, value in missed.items()}),
        "block": BlockFactory(**{f"strike__{name}": value for name, value in missed.items()}),
        "ruleset": RuleSetFactory(home=home),
        "quota": QuotaFactory(home=home),
    }
    start = "/admin/bookings"
    lists = [f"{start}/{name}/" for name in made]
    forms = [f"{start}/{name}/add/" for name in ("reservation", "series", "closure", "ruleset")]
    rows = [f"{start}/{name}/{row.pk}/change/" for name, row in made.items()]
    desk = [f"{start}/reservation/{name}/" for name in ("requests", "grid", "sheet", "arrivals")]
    closure = f"{start}/closure/{made['closure'].pk}"
    return [
        "/admin/",
        *lists,
        *forms,
        *rows,
        *desk,
        f"{start}/reservation/grid/?span=week",
        f"{start}/reservation/export/",
        f"{start}/series/{made['series'].pk}/call_off/",
        f"{start}/series/{made['series'].pk}/shift/",
        f"{start}/ruleset/why/{space.pk}/",
        f"{closure}/people/",
    ]


# Controls of the page's own part that take no tap within 24 px around their middle, but for links
# in a line of text.
SMALL = """() => [...document.querySelectorAll(
    '#content :is(a, button, select, summary, input, textarea)')]
  .filter(e => {
    const style = getComputedStyle(e);
    if (e.type === 'hidden' || style.visibility === 'hidden' || style.display === 'inline') return;
    if (e.matches('.select2-hidden-accessible') || e.getBoundingClientRect().width < 2) return;
    e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const wholes = [e.closest('.select2') || e, ...(e.labels || [])];
    const takes = (dx, dy) => {
      const part = document.elementFromPoint(x + dx, y + dy);
      return wholes.some(whole => whole.contains(part));
    };
    return takes(0, 0) && !(takes(-11, 0) && takes(11, 0) && takes(0, -11) && takes(0, 11));
  }).map(e => 'small: ' + e.outerHTML.slice(0, 160))"""
# What axe's rules of these levels leave out.
TWICE = """() => {
  const ids = [...document.querySelectorAll('#content [id]')].map(e => e.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at).map(id => 'twice: #' + id);
}"""


def problems(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    wrong = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    wrong += page.evaluate(SMALL) + page.evaluate(TWICE)
    headings = page.locator("h1").count()
    return wrong + [f"{wide} px too wide"] * (wide > 0) + [f"{headings} h1"] * (headings != 1)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_bookings_keep_the_rules(page, addresses, viewport):
    page.set_viewport_size(viewport)
    wrong = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("load")
        wrong[address] = problems(page)
    assert {address: what for address, what in wrong.items() if what} == {}


def test_boxes_to_search_in_have_names(page):
    page.goto("/admin/bookings/series/add/")
    box = page.get_by_role("combobox", name="场地")
    expect(box).to_be_visible()
    box.click()
    expect(page.get_by_role("searchbox", name="场地")).to_be_focused()


def test_the_first_stop_leads_past_the_menu(page):
    page.goto("/admin/bookings/series/add/")
    tab_to(page, page.get_by_role("link", name="跳到主要内容"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.querySelector('#content').contains(document.activeElement)"
    assert page.evaluate(inside)


def test_buttons_of_rows_are_for_thumbs_on_a_phone(page, home):
    ReservationFactory(space=home.spaces.first())
    page.set_viewport_size(PHONE)
    page.goto("/admin/bookings/reservation/?q=羽毛球")
    buttons = page.locator("#content .row-button")
    expect(buttons.first).to_be_visible()
    assert min(button.bounding_box()["height"] for button in buttons.all()) >= 44


def test_icons_are_no_words(page):
    page.goto("/admin/bookings/reservation/add/")
    expect(page.get_by_role("link", name="返回", exact=True)).to_be_visible()
    assert page.locator(".material-symbols-outlined:not([aria-hidden])").count() == 0
