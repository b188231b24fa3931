"""Every public page: WCAG 2.1 AA by axe, nothing wider than the screen, no small targets."""

from datetime import timedelta
from pathlib import Path

import pytest

from bookings.enums import State, Turn
from common import clock
from tests.browser.conftest import DESK, PHONE
from tests.browser.world import clothing_city
from tests.factories.bookings import (
    AppealFactory,
    BlockFactory,
    CalendarFeedFactory,
    ReservationFactory,
    SeriesFactory,
    StrikeFactory,
    WaitlistEntryFactory,
)
from tests.factories.homes import HomeFactory
from tests.factories.messaging import NoticeFactory, PreferencesFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
LONG = "石狮市灵秀镇服装城国际贸易中心商圈职工共建共享综合服务阵地暨户外劳动者驿站共享职工之家"

# Controls that are not in a line of text, and are lower than 44 px.
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input')]
  .filter(e => {
    if (['checkbox', 'radio', 'hidden'].includes(e.type)) return false;
    if (e.matches('.skip-link, .cover')) return false;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.width < 2 || style.visibility === 'hidden') return false;
    if (style.display === 'inline' && e.closest('p, li, dd, h2, h3, article')) return false;
    return box.height < 43.5;
  }).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def addresses(tree) -> dict[str, str]:
    """A page of every kind; the first home has a name as long as they come."""
    home = clothing_city(tree["350581"])
    home.name = LONG
    home.save()
    HomeFactory(union=tree["350206"])
    court = home.spaces.first()
    worker = PersonFactory(phone="13812345678", password="a-long-test-password")
    booking = ReservationFactory(space=court, person=worker)
    start = f"{booking.starts_at:%Y-%m-%dT19:00}"
    later = {"space": court, "person": worker, "starts_at": booking.starts_at + timedelta(days=1)}
    NoticeFactory(person=worker, values={"home": LONG, "space": LONG, "note": LONG})
    NoticeFactory(person=worker, read_at=clock.now())
    PreferencesFactory(person=worker, email="zhang@example.com")
    until = clock.now() + timedelta(hours=2)
    kept = ReservationFactory(state=State.OFFERED, offered_until=until, **later)
    WaitlistEntryFactory(state=Turn.OFFERED, offer=kept, **later)
    WaitlistEntryFactory(space=court, person=worker)
    CalendarFeedFactory(person=worker)
    return {
        "list": "/",
        "nothing": "/?q=nothing",
        "map": "/map/",
        "home": f"/homes/{home.code}/",
        "space": f"/spaces/{court.pk}/",
        "confirm": f"/spaces/{court.pk}/book/?starts_at={start}&minutes=60",
        "wait": f"/spaces/{court.pk}/wait/?starts_at={start}&minutes=60",
        "full": f"/spaces/{court.pk}/?day={start[:10]}",
        "kept": f"/bookings/{kept.pk}/",
        "bookings": "/bookings/",
        "free": "/free/",
        "firms": f"/homes/{home.code}/firms/",
        **weekly_and_missed(booking),
        "move": f"/bookings/{booking.pk}/move/",
        "move to": f"/bookings/{booking.pk}/move/to/?space={court.pk}&starts_at={start}&minutes=60",
        "calendar": "/me/calendar/",
        "booking": f"/bookings/{booking.pk}/",
        "me": "/me/",
        "messages": "/me/messages/",
        "choices of messages": "/me/messages/choices/",
        "privacy": "/privacy/",
    }


def weekly_and_missed(booking) -> dict[str, str]:
    """The pages of a series and of two missed bookings: one under appeal, one with a block."""
    court, worker = booking.space, booking.person
    series = SeriesFactory(space=court, home=court.home, person=worker)
    weekly = {"space": court, "series": series, "person": worker}
    ReservationFactory(starts_at=booking.starts_at + timedelta(days=7), **weekly)
    strikes = [
        StrikeFactory(
            reservation__space=court,
            reservation__person=worker,
            reservation__starts_at=booking.starts_at - timedelta(days=days),
        )
        for days in (3, 5)
    ]
    AppealFactory(strike=strikes[0])
    BlockFactory(strike=strikes[1])
    return {
        "series": f"/bookings/series/{series.pk}/",
        "conduct": "/me/conduct/",
        "appeal": f"/me/conduct/{strikes[1].pk}/appeal/",
    }


def sign_in(page) -> None:
    page.goto("/account/login/")
    page.locator("details.fold summary").click()
    page.fill("#id_login", "13812345678")
    page.fill("#id_password", "a-long-test-password")
    page.locator("details.fold button").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def wrong_by_axe(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("viewport", "cookies"),
    [
        (PHONE, {}),
        (PHONE, {"elder": "1"}),
        (PHONE, {"django_language": "en"}),
        (DESK, {}),
    ],
    ids=["phone", "elder", "english", "desk"],
)
def test_every_page_keeps_the_rules(opened, live_server, addresses, viewport, cookies):
    page = opened(viewport)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    problems = {}
    page.goto("/account/login/")
    problems["sign in"] = wrong_by_axe(page)
    sign_in(page)
    for name, address in addresses.items():
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth") - viewport["width"]
        wrong = wrong_by_axe(page) + page.evaluate(SMALL)
        problems[name] = wrong + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {name: wrong for name, wrong in problems.items() if wrong} == {}
