"""A real Chromium on the portal. Without a Chromium these tests are skipped, and say so."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from re import Pattern

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser.world import PASSWORD, clothing_city, let_in
from tests.factories.homes import HomeAppointmentFactory
from tests.factories.unions import PersonFactory

CHROMIUM = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # One Chromium at a time: two would starve each other on two cores.
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium; set PORTAL_CHROMIUM"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django takes it for an async context.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opened(chromium, live_server):
    """`opened(width, …)` gives a page of its own browser profile, with the site as its base.

    A script's error or a file that does not load fails the test, but for addresses that match
    `blocked`: these never load.
    """
    contexts, wrong = [], []

    def open_page(viewport: dict = PHONE, blocked: Pattern | None = None, **options) -> Page:
        options = {"locale": "zh-CN", "base_url": live_server.url, **options}
        context = chromium.new_context(viewport=viewport, **options)
        context.set_default_timeout(15000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        if blocked:
            page.route(blocked, lambda route: route.abort())

        def failed(request: Request) -> None:
            if not given_up(request) and not (blocked and blocked.search(request.url)):
                wrong.append(request.url)

        page.on("requestfailed", failed)
        page.on(
            "response", lambda r: r.status in (404, 500) and wrong.append(f"{r.status} {r.url}")
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def given_up(request: Request) -> bool:
    """What a page left behind still asks for, a search box typed into again, a download."""
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture
def phone(opened) -> Page:
    return opened()


@pytest.fixture
def home(tree):
    cache.clear()
    return clothing_city(tree["350581"])


@pytest.fixture
def court(home):
    return home.spaces.get(name="羽毛球 1 号场")


@pytest.fixture
def worker(db):
    return PersonFactory(phone="13812345678", display_name="示例职工", password=PASSWORD)


@pytest.fixture
def cadre(home):
    person = PersonFactory(phone="13887654321", password=PASSWORD, is_staff=True)
    return HomeAppointmentFactory(home=home, person=person).person


@pytest.fixture
def desk(opened, cadre) -> Page:
    """The cadre's, signed in."""
    return let_in(opened(DESK), cadre)
