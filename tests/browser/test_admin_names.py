"""What a screen reader says of the admin's controls, from the browser's accessibility tree."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.keys import tab_to
from tests.browser.test_grid import PASSWORD, signed_in
from tests.browser.world import clothing_city
from tests.factories.homes import HomeAppointmentFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
CONTROLS = {
    "combobox",
    "searchbox",
    "textbox",
    "spinbutton",
    "checkbox",
    "radio",
    "Date",
    "listbox",
}


@pytest.fixture
def home(tree):
    return clothing_city(tree["350581"])


@pytest.fixture
def desk(opened, home) -> Page:
    cadre = PersonFactory(phone="13887654321", password=PASSWORD, is_staff=True)
    HomeAppointmentFactory(home=home, person=cadre)
    return signed_in(opened(DESK), cadre)


def controls(page: Page) -> list[tuple[str, str, str]]:
    """Role, name and value of every control that the browser tells to screen readers."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]

    def text(node: dict, key: str) -> str:
        return str(node.get(key, {}).get("value", "")).strip()

    return [
        (text(node, "role"), text(node, "name"), text(node, "value"))
        for node in tree
        if not node["ignored"] and text(node, "role") in CONTROLS
    ]


@pytest.mark.parametrize(
    "path",
    [
        "bookings/series/add/",
        "bookings/closure/add/",
        "bookings/reservation/add/",
        "bookings/reservation/",
        "bookings/ruleset/add/",
        "homes/home/{home.pk}/change/",
    ],
)
def test_every_control_of_a_form_has_a_name(desk, home, path):
    desk.goto(f"/admin/{path.format(home=home)}")
    expect(desk.locator(".select2-hidden-accessible + .select2").first).to_be_attached()
    found = controls(desk)
    assert [control for control in found if not control[1]] == []


def test_a_box_says_its_label_and_what_is_chosen(desk, home):
    court = home.spaces.get(name="羽毛球 1 号场")
    desk.goto(f"/admin/bookings/series/add/?space={court.pk}")
    box = desk.get_by_role("combobox", name=re.compile(r"^场地"))
    expect(box).to_have_count(1)
    (value,) = [value for role, name, value in controls(desk) if name.startswith("场地")]
    assert court.name in value
    assert "expand_more" not in value
    expect(box).to_have_attribute("aria-required", "true")


def test_an_open_box_says_whose_its_search_and_choices_are(desk):
    desk.goto("/admin/bookings/series/add/")
    tab_to(desk, desk.get_by_role("combobox", name=re.compile(r"^场地")))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("searchbox", name=re.compile(r"^场地"))).to_be_focused()
    choices = desk.get_by_role("listbox", name=re.compile(r"^场地"))
    expect(choices.get_by_role("option", name=re.compile("羽毛球 1 号场"))).to_be_visible()


def test_a_box_for_several_is_typed_into_under_its_label(desk, home):
    desk.goto("/admin/bookings/closure/add/")
    expect(desk.get_by_role("combobox", name="指定的家")).to_have_count(1)
    tab_to(desk, desk.get_by_role("searchbox", name="指定的家"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("option", name=re.compile(home.name))).to_be_visible()


def test_a_row_that_is_added_has_names_too(desk, home):
    desk.goto(f"/admin/homes/home/{home.pk}/change/#hours")
    desk.get_by_role("link", name="开放时间", exact=True).click()
    before = len(controls(desk))
    desk.locator("#hours-group").get_by_role("link", name=re.compile("添加")).click()
    found = controls(desk)
    assert len(found) > before
    assert [control for control in found if not control[1]] == []
