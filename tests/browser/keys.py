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
    raise AssertionError(f"{key} does not reach {wanted}")


def to(page: Page, role: str, name: str | re.Pattern, key: str = "Tab") -> None:
    """`tab_to` by what a screen reader would say; a text is the whole name."""
    tab_to(page, page.get_by_role(role, name=name, exact=True), key)


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
