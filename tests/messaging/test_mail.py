import logging

import pytest
from django.core.mail import EmailMessage, get_connection

from messaging.mail import masked_email

BACKEND = "messaging.mail.LogBackend"


@pytest.mark.parametrize(
    ("demo", "written"),
    [
        (True, "e-mail to z***@example.com: Subject\nBody"),
        (False, "e-mail to z***@example.com: (4 characters)"),
    ],
)
def test_the_log_shows_a_letter_in_demo_only_and_once(demo, written, settings, caplog):
    settings.PORTAL_DEMO, settings.DEBUG = demo, False
    headers = {"Message-ID": f"<{demo}@example.org>"}
    letter = EmailMessage("Subject", "Body", to=["zhang@example.com"], headers=headers)
    with caplog.at_level(logging.INFO):
        assert get_connection(BACKEND).send_messages([letter, letter]) == 2
    assert [record.getMessage() for record in caplog.records] == [
        written,
        f"e-mail to z***@example.com: <{demo}@example.org> was sent before",
    ]


def test_masked():
    assert masked_email("zhang@example.com") == "z***@example.com"
