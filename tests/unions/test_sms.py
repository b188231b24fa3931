import logging

import pytest

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
    assert sms == [("13800000007", "hello")]
