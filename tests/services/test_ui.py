"""Sessions and seasons in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from common import clock
from services.enums import SessionState
from services.templatetags.services_ui import places_badge, price, season
from tests.factories.bookings import tomorrow_at
from tests.factories.services import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("fields", "badge"),
    [
        ({}, ("good", "20 places left")),
        ({"capacity": 5}, ("wait", "5 places left")),
        ({"capacity": 3, "taken": 2}, ("wait", "1 place left")),
        ({"capacity": 3, "taken": 3}, ("bad", "Full")),
        ({"capacity": 0}, ("good", "No sign-up needed")),
        ({"sign_up_closes_at": tomorrow_at(8) - timedelta(days=2)}, ("", "Sign-up closed")),
        ({"state": SessionState.CANCELLED}, ("bad", "Called off")),
        ({"state": SessionState.HELD}, ("", "Held")),
    ],
)
def test_how_a_session_stands(fields, badge):
    assert places_badge(SessionFactory(**fields)) == badge


def test_a_session_that_has_begun_and_one_that_is_over():
    session = SessionFactory()
    with clock.stopped_at(session.starts_at):
        assert places_badge(session) == ("", "Going on")
    with clock.stopped_at(session.ends_at):
        assert places_badge(session) == ("", "Over")


@pytest.mark.parametrize(
    ("months", "words"),
    [("6-9", "June–September"), ("11-2", "November–February"), ("3", "March")],
)
def test_a_season_in_words(months, words):
    assert season(months) == words


@pytest.mark.parametrize(("fen", "words"), [(0, "free"), (500, "¥5.00"), (123456, "¥1,234.56")])
def test_a_price(fen, words):
    assert price(fen) == words
