"""Sentences of messages: values in the reader's language, nothing that breaks the inbox."""

from datetime import date, datetime

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bookings.message_kinds import KINDS as OF_BOOKINGS
from common import clock
from common.clock import SHANGHAI
from homes.notices import KINDS as OF_HOMES
from messaging import kinds
from messaging.enums import Group
from messaging.kinds import Kind, joined, shown, stored
from messaging.models import Notice
from services.notices import KINDS as OF_SERVICES


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=SHANGHAI)


NOW = at(2026, 11, 24, 12)
ALL_KINDS = [*OF_BOOKINGS, *OF_HOMES, *OF_SERVICES]


class Row:
    def __init__(self, label: str):
        self.label = label


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (
            datetime(2026, 11, 29, 9, 5, tzinfo=SHANGHAI),
            "11月29日（周日）09:05",
            "Sun 29 Nov, 09:05",
        ),
        (
            datetime(2027, 1, 4, 9, tzinfo=SHANGHAI),
            "2027年1月4日（周一）09:00",
            "Mon 4 Jan 2027, 09:00",
        ),
        (date(2026, 12, 1), "12月1日（周二）", "Tue 1 Dec"),
        (_("Cancel"), "取消", "Cancel"),
        (joined(Row("示例之家"), None, Row("书法室")), "示例之家 书法室", "示例之家 书法室"),
        ("自带球拍", "自带球拍", "自带球拍"),
        (3, 3, 3),
    ],
)
def test_values_as_they_are_read(value, chinese, english):
    kept = {"value": stored(value)}
    with clock.stopped_at(NOW):
        with override("zh-hans"):
            assert shown(kept)["value"] == chinese
        with override("en"):
            assert shown(kept)["value"] == english


def test_a_message_whose_kind_has_gone_can_be_listed():
    with override("zh-hans"):
        gone = Notice(kind="no such kind", values={})
        assert (gone.title, gone.text) == ("消息", "")


def test_a_value_that_an_older_message_lacks_is_left_out():
    assert Kind("x", "%(what)s.", "%(home)s: %(note)s").text_for({"home": "A"}) == "A"


def test_kinds_are_in_the_group_of_their_app_unless_they_say():
    kinds.register(Kind("in_none", "", ""), Kind("in_one", "", "", Group.TICKETS))
    assert kinds.kind_of("in_none").group == Group.OTHER
    assert kinds.kind_of("in_one").group == Group.TICKETS
    assert kinds.kind_of("booking_moved").group == Group.BOOKINGS
    for code in ("in_none", "in_one"):
        kinds._kinds.pop(code)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.code)
def test_what_an_sms_says_fits_into_two(kind):
    """Chinese text messages count 70 characters, or 67 each when there are several."""
    values = {
        "home": "石狮市服装城商圈共享职工之家",
        "space": "多功能厅",
        "place": "石狮市服装城商圈共享职工之家 多功能厅",
        "activity": "职工书法公益学习班",
        "when": "11月24日（周二）19:00",
        "due": "11月24日（周二）19:00",
        "day": "11月24日（周二）",
        "days": 60,
        "what": "大门锁着",
        "number": "A2B3C4D5E6",
        "partner": "石狮市某某有限责任公司",
        "note": "停电检修",
        "call": "0595-88880000",
        "check_in": "到场请扫门口二维码签到，或报签到码123456。",
    }
    with override("zh-hans"):
        text = f"【共享职工之家】{kind.text_for(values)}"
    assert len(text) <= 134
