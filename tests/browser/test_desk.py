"""The desk with the keyboard alone: somebody let in at once, requests decided together."""

import pytest
from playwright.sync_api import Page, expect

from bookings.enums import Source, State
from bookings.models import Reservation
from tests.browser.conftest import DESK
from tests.browser.test_grid import signed_in
from tests.factories.bookings import ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; fails where it can't be reached."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_somebody_is_let_in_by_keys_alone(opened, home, cadre):
    court = home.spaces.first()
    page = signed_in(opened(DESK), cadre)
    page.goto(f"/admin/bookings/reservation/add/?kind=walk_in&space={court.pk}")
    expect(page.locator("#id_starts_at")).to_be_hidden()
    tab_to(page, "#id_display_name")
    page.keyboard.type("张三丰")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/add/" not in url)
    made = Reservation.objects.get()
    assert (made.state, made.source, made.contact_name) == (
        State.CHECKED_IN,
        Source.WALK_IN,
        "张三丰",
    )


def test_requests_are_decided_together_by_keys_alone(opened, home, cadre):
    room = home.spaces.get(needs_approval=True)
    for hour in (9, 14):
        ReservationFactory(space=room, state=State.REQUESTED, starts_at=tomorrow_at(hour))
    page = signed_in(opened(DESK), cadre)
    page.goto("/admin/bookings/reservation/requests/")
    for _request in range(2):
        tab_to(page, "input[name=pk]")
        page.keyboard.press("Space")
    tab_to(page, "button[name=approve]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已同意")
    states = set(Reservation.objects.values_list("state", flat=True))
    assert states == {State.CONFIRMED}
