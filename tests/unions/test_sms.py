import logging
from uuid import uuid4

import pytest
from django.utils.translation import override

from unions.sms import LogBackend, send_sms


@pytest.mark.parametrize(
    ("demo", "written"),
    [
        (True, "sms to 138****0007: code 123456"),
        (False, "sms to 138****0007: (11 characters)"),
    ],
)
def test_log_shows_a_code_in_demo_only(demo, written, settings, caplog):
    settings.PORTAL_DEMO, settings.DEBUG = demo, False
    with caplog.at_level(logging.INFO):
        LogBackend().send("13800000007", "code 123456")
    assert [record.getMessage() for record in caplog.records] == [written]


def test_messages_go_to_the_backend_of_the_settings(sms):
    send_sms("13800000007", "hello")
    assert sms == [("13800000007", "【共享职工之家】hello")]


def test_the_signature_is_in_the_language_of_the_message(sms):
    with override("en"):
        send_sms("13800000007", "hello")
    assert sms == [("13800000007", "[Shared Workers' Homes] hello")]


def test_the_log_knows_what_it_has_written(settings, caplog):
    """What a gateway must do with the id of a message: take it once."""
    settings.PORTAL_DEMO = True
    once = str(uuid4())
    with caplog.at_level(logging.INFO):
        for _attempt in range(2):
            LogBackend().send("13800000007", "hello", once=once)
        LogBackend().send("13800000007", "hello", once=str(uuid4()))
    assert [record.getMessage() for record in caplog.records] == [
        "sms to 138****0007: hello",
        f"sms to 138****0007: {once} was sent before",
        "sms to 138****0007: hello",
    ]
