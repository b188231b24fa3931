"""Reservations and times in templates."""

from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.enums import State
from bookings.models import Reservation
from bookings.slots import Slot
from bookings.wording import duration
from common import clock
from homes.models import Space
from homes.templatetags.opening import short_date

register = template.Library()
TONES = {
    State.OFFERED: "wait",
    State.REQUESTED: "wait",
    State.CONFIRMED: "good",
    State.CHECKED_IN: "good",
    State.REFUSED: "bad",
    State.NO_SHOW: "bad",
}


@register.simple_tag
def book_url(space: Space, slot: Slot, minutes: int, places: int = 1) -> str:
    """The address of the page that books this time."""
    return _with_slot("bookings:book", space, slot, minutes, places)


@register.simple_tag
def wait_url(space: Space, slot: Slot, minutes: int, places: int = 1) -> str:
    """The address of the page that waits for this time."""
    return _with_slot("bookings:wait", space, slot, minutes, places)


def _with_slot(name: str, space: Space, slot: Slot, minutes: int, places: int) -> str:
    query = {"starts_at": slot.starts_at.isoformat(), "minutes": minutes}
    if places > 1:
        query["places"] = places
    return f"{reverse(name, args=[space.pk])}?{urlencode(query)}"


@register.simple_tag
def move_url(reservation: Reservation, space: Space, slot: Slot, minutes: int) -> str:
    """The address of the page that gives a reservation this time instead."""
    query = {"starts_at": slot.starts_at.isoformat(), "minutes": minutes, "space": space.pk}
    return f"{reverse('bookings:move_to', args=[reservation.pk])}?{urlencode(query)}"


@register.filter
def state_tone(state: str) -> str:
    """The tone of a reservation's badge."""
    return TONES.get(State(state), "")


register.filter(duration)


@register.filter
def time_left(moment: datetime) -> str:
    """From now to `moment`: "25 minutes", from two hours on "2 hours"; begun minutes count."""
    minutes = max(0, -(-int((moment - clock.now()).total_seconds()) // 60))
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("%(count)s hours") % {"count": minutes // 60}


@register.filter
def points(value: Decimal) -> str:
    """1.0 → "1", 0.5 → "0.5"."""
    return f"{value.normalize():f}"


@register.filter
def last_day(due_at: datetime) -> str:
    """The last whole day before a deadline at midnight: 30 Nov, 11月30日."""
    return short_date(due_at - timedelta(minutes=1))
