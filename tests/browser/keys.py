"""The keyboard of the browser tests: no mouse, and no focus that a script has set."""

import re
from datetime import date, datetime, time

from playwright.sync_api import Locator, Page, expect

from tests.browser.world import PASSWORD

# More stops than any of these pages has: what isn't reached by then can't be reached.
STOPS = 150
ORDERS = {
    date: ("%Y %m %d", "%m %d %Y", "%d %m %Y"),
    time: ("%H %M", "%I %M %p"),
    datetime: ("%Y %m %d %H %M", "%m %d %Y %I %M %p", "%d %m %Y %H %M"),
}
FORMS = {date: "%Y-%m-%d", time: "%H:%M", datetime: "%Y-%m-%dT%H:%M"}


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press the key until what is wanted has the focus, and can be seen to have it."""
    for _stop in range(STOPS):
        page.keyboard.press(key)
        if wanted.evaluate_all("found => found.includes(document.activeElement)"):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(
        f"{key} does not reach {wanted}: {page.locator('#content, main').first.aria_snapshot()}"
    )


def named(page: Page, role: str, name: str | re.Pattern) -> Locator:
    """By what a screen reader would say; a text is the whole name, but for a required field's *."""
    whole = re.compile(rf"^{re.escape(name)}[ *]*$") if isinstance(name, str) else name
    return page.get_by_role(role, name=whole)


def to(page: Page, role: str, name: str | re.Pattern, key: str = "Tab") -> None:
    """`tab_to` what has the name."""
    tab_to(page, named(page, role, name), key)


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


def sign_in_at_the_desk(page: Page, person) -> None:
    page.goto("/admin/login/")
    tab_to(page, page.locator("#id_username"))
    page.keyboard.type(person.phone)
    tab_to(page, page.locator("#id_password"))
    page.keyboard.type(PASSWORD)
    enter(page)
    assert "/login/" not in page.url


def press(page: Page, name: str | re.Pattern) -> None:
    """The button, which leads to the next page."""
    to(page, "button", name)
    enter(page)


def follow(page: Page, name: str | re.Pattern) -> None:
    """The link of that name."""
    to(page, "link", name)
    enter(page)


def write(page: Page, name: str | re.Pattern, text: str) -> None:
    """Into the field of that name, in the place of what stands there."""
    to(page, "textbox", name)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page: Page, name: str | re.Pattern, text: str) -> None:
    """With the arrow, in a list of the browser's own."""
    box = named(page, "combobox", name)
    tab_to(page, box)
    page.keyboard.press("Home")
    for _option in range(STOPS):
        chosen = box.evaluate("list => list.selectedOptions[0].text")
        if text in chosen:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrow does not reach {text}")


def type_moment(page: Page, label: str, moment: date | time) -> None:
    """Into the browser's own field, whose parts stand in the order of the machine's language."""
    field = page.get_by_label(label)
    tab_to(page, field)
    for order in ORDERS[type(moment)]:
        for _part in range(6):
            page.keyboard.press("ArrowLeft")
        for part in order.split():
            page.keyboard.type(f"{moment:{part}}")
            if part == "%Y":  # a year may have six digits, so the field waits for more
                page.keyboard.press("ArrowRight")
        if field.input_value() == f"{moment:{FORMS[type(moment)]}}":
            return
    raise AssertionError(f"{label} does not take {moment}: {field.input_value()}")


def pick(page: Page, text: str) -> None:
    """Open the list that has the focus, go down to the one with the text and take it."""
    page.keyboard.press("Enter")
    expect(page.locator(".select2-results__option[aria-selected]").first).to_be_visible()
    current = page.locator(".select2-results__option--highlighted")
    for _option in range(STOPS):
        if text in current.inner_text():
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrow does not reach {text}")


def answer(page: Page, verb: str, title: str, text: str) -> None:
    """Open a dialog of the admin, write the reason and send it off."""
    to(page, "link", verb)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(text)
    tab_to(page, dialog.get_by_role("button", name=verb))
    enter(page)
