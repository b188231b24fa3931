"""Reservations and times in templates."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from bookings.enums import State
from bookings.slots import Slot
from bookings.wording import duration
from homes.models import Space

register = template.Library()
TONES = {
    State.REQUESTED: "wait",
    State.CONFIRMED: "good",
    State.CHECKED_IN: "good",
    State.REFUSED: "bad",
    State.NO_SHOW: "bad",
}


@register.simple_tag
def book_url(space: Space, slot: Slot, minutes: int, places: int = 1) -> str:
    """The address of the page that books this time."""
    query = {"starts_at": slot.starts_at.isoformat(), "minutes": minutes}
    if places > 1:
        query["places"] = places
    return f"{reverse('bookings:book', args=[space.pk])}?{urlencode(query)}"


@register.filter
def state_tone(state: str) -> str:
    """The tone of a reservation's badge."""
    return TONES.get(State(state), "")


register.filter(duration)
