"""Text messages go out through an adapter named in settings.SMS_BACKEND."""

import logging
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from unions.phones import masked

log = logging.getLogger(__name__)

REMEMBERED = 7 * 24 * 3600  # seconds


class Rejected(Exception):
    """The gateway will never send this: the number does not exist, the text is not allowed."""


class SmsBackend(Protocol):
    def send(self, phone: str, text: str, *, once: str = "") -> None:
        """Send `text` to `phone` (11 digits); raise on failure, `Rejected` where trying is vain.

        Messages with the same `once`, where it is given, are one message tried again: it is the
        id for the gateway, and a gateway that has none must be asked for what it has sent.
        """


class LogBackend:
    """Writes messages to the log: no gateway is needed to try the portal."""

    def send(self, phone: str, text: str, *, once: str = "") -> None:
        # A log in production is read by many, so a code must not stand in it.
        shown = text if settings.PORTAL_DEMO or settings.DEBUG else f"({len(text)} characters)"
        if once and not cache.add(f"sms:{once}", 1, REMEMBERED):
            log.info("sms to %s: %s was sent before", masked(phone), once)
            return
        log.info("sms to %s: %s", masked(phone), shown)


def send_sms(phone: str, text, *, once: str = "") -> None:
    """Send one message under the portal's name by the configured backend."""
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    signed = _("[Shared Workers' Homes] %(text)s") % {"text": text}
    backend.send(phone, signed, once=once)
