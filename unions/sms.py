"""Text messages go out through an adapter named in settings.SMS_BACKEND."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from unions.phones import masked

log = logging.getLogger(__name__)


class SmsBackend(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Send `text` to `phone` (11 digits); raise on failure."""


class LogBackend:
    """Writes messages to the log: no gateway is needed to try the portal."""

    def send(self, phone: str, text: str) -> None:
        # A log in production is read by many, so a code must not stand in it.
        shown = text if settings.PORTAL_DEMO or settings.DEBUG else f"({len(text)} characters)"
        log.info("sms to %s: %s", masked(phone), shown)


def send_sms(phone: str, text) -> None:
    """Send one message by the configured backend."""
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    backend.send(phone, str(text))
