"""After a home's hours were changed: bookings that no longer lie in open time."""

from django.urls import reverse
from django.utils.translation import ngettext

from bookings.models import Reservation
from bookings.outside import outside_hours
from homes.advice import register_warning
from homes.models import Home


def left_behind(home: Home) -> tuple[str, str] | None:
    """How many bookings of the home lie outside its hours, and where to deal with them."""
    found = outside_hours(Reservation.objects.filter(home=home))
    count = sum(len(rows) for rows in found.values())
    if not count:
        return None
    text = ngettext(
        "%(count)s booking now lies outside the hours. Move or cancel it.",
        "%(count)s bookings now lie outside the hours. Move or cancel them.",
        count,
    )
    return text % {"count": count}, reverse("admin:bookings_closure_outside")


def register() -> None:
    """Called once when the app is ready."""
    register_warning(left_behind)
