"""An SMS gateway that keeps what it is given; settings.SMS_BACKEND of the tests."""

import re
from typing import NamedTuple


class Message(NamedTuple):
    phone: str
    text: str

    @property
    def code(self) -> str:
        """The six digits in the message."""
        return re.search(r"\b\d{6}\b", self.text).group()


messages: list[Message] = []


class Outbox:
    def send(self, phone: str, text: str, *, once: str = "") -> None:
        messages.append(Message(phone, text))
