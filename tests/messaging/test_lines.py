"""One message about several things: listed in the inbox, in the letter, in short by SMS."""

from datetime import datetime

import pytest
from django.core import mail
from django.utils.translation import override

from common import clock
from common.clock import SHANGHAI
from messaging import outbox
from messaging.actions import notify
from messaging.channels import short
from messaging.enums import Channel
from messaging.kinds import Line
from messaging.models import Notice
from tests.factories.messaging import DeliveryFactory, PreferencesFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.stopped_at(NOON):
        yield


def leave(person, count: int) -> Notice:
    lines = [
        Line(
            "cancelled",
            f"/bookings/{hour}/",
            {"place": "羽毛球场", "when": NOON.replace(hour=hour)},
        )
        for hour in range(13, 13 + count)
    ]
    values = {"home": "示例之家", "count": count, "note": "停电检修"}
    notify(person=person, kind="bookings_changed", key="x", url="/bookings/", lines=lines, **values)
    return Notice.objects.get()


def test_the_inbox_leads_to_each(client, worker):
    leave(worker, 2)
    client.force_login(worker)
    page = client.get("/me/messages/").content.decode()
    assert '<a href="/bookings/13/">11月24日（周二）13:00 羽毛球场：已取消</a>' in page
    assert page.count("已取消</a>") == 2


def test_the_api_gives_each_line_and_all_in_the_text(client, worker):
    leave(worker, 2)
    client.force_login(worker)
    [row] = client.get("/api/v1/messages/").json()["results"]
    assert [line["url"] for line in row["lines"]] == ["/bookings/13/", "/bookings/14/"]
    assert row["text"].endswith("\n".join(line["text"] for line in row["lines"]))


def test_a_letter_leads_to_each(settings, worker):
    settings.PORTAL_BASE_URL = "https://homes.example.org"
    notice = leave(worker, 2)
    PreferencesFactory(person=worker, email="zhang@example.com")
    DeliveryFactory(notice=notice, channel=Channel.EMAIL)
    outbox.send_due()
    [letter] = mail.outbox
    assert "13:00 羽毛球场：已取消\nhttps://homes.example.org/bookings/13/\n" in letter.body


@pytest.mark.parametrize(("count", "listed", "rest"), [(4, 4, ""), (6, 4, "还有2项")])
def test_an_sms_lists_the_first_few(worker, count, listed, rest):
    with override("zh-hans"):
        lines = short(leave(worker, count)).split("\n")[1:]
    assert sum(line.endswith("已取消") for line in lines) == listed
    assert [line for line in lines if line.startswith("还有")] == (
        [f"{rest}，请在网站“消息”中查看。"] if rest else []
    )


def test_a_line_whose_sentence_has_gone_is_left_out(worker):
    notice = leave(worker, 1)
    notice.values["lines"][0]["line"] = "unheard of"
    assert (notice.lines, notice.text.count("\n")) == ([], 0)
