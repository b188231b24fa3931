"""The pages on which workers book, as tests ask for them and read them."""

import re
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from common.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
EVENING = datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)


def times_of(space, **query) -> str:
    return reverse("bookings:space", args=[space.pk]) + (f"?{urlencode(query)}" if query else "")


def book_of(space, start=EVENING, **query) -> str:
    query = {"starts_at": start.isoformat(), "minutes": 60, **query}
    return f"{reverse('bookings:book', args=[space.pk])}?{urlencode(query)}"


def act(booking, what: str) -> str:
    return reverse(f"bookings:{what}", args=[booking.pk])


def text(answer) -> str:
    """The words of a page, tags and surplus space taken out."""
    body = re.sub(
        r"<(script|style|option)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", body)
