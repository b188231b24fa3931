"""E-mail without a mail server."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from unions.sms import REMEMBERED

log = logging.getLogger(__name__)


def masked_email(address: str) -> str:
    """z***@example.com: the only form shown outside its owner's page."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


class LogBackend(BaseEmailBackend):
    """Writes letters to the log, each Message-ID once, as a mailbox would show it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._write(message) for message in email_messages)

    def _write(self, message: EmailMessage) -> bool:
        once = message.extra_headers.get("Message-ID", "")
        to = ", ".join(masked_email(address) for address in message.to)
        if once and not cache.add(f"email:{once}", 1, REMEMBERED):
            log.info("e-mail to %s: %s was sent before", to, once)
            return True
        open_log = settings.PORTAL_DEMO or settings.DEBUG
        shown = (
            f"{message.subject}\n{message.body}"
            if open_log
            else f"({len(message.body)} characters)"
        )
        log.info("e-mail to %s: %s", to, shown)
        return True
