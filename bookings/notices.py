"""What bookings tell people: each kind of message and its sentences, and how it is sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models import Reservation, Series
from messaging import actions, kinds
from messaging.kinds import Kind

KINDS = (
    Kind(
        "booking_approved",
        _("Your booking is approved"),
        _("%(space)s at %(home)s on %(when)s is yours. %(note)s"),
    ),
    Kind(
        "booking_refused",
        _("Your booking was refused"),
        _("%(space)s at %(home)s on %(when)s can't be given to you: %(note)s"),
    ),
    Kind(
        "booking_cancelled",
        _("Your booking was cancelled"),
        _("%(home)s had to cancel %(space)s on %(when)s: %(note)s"),
    ),
    Kind(
        "booking_moved",
        _("Your booking was moved"),
        _("%(home)s has moved your booking: it is now %(space)s on %(when)s. %(note)s"),
    ),
    Kind(
        "home_reopened",
        _("The home is open again"),
        _(
            "%(home)s will be open after all. %(space)s on %(when)s was cancelled for you; book "
            "again if you still want it."
        ),
    ),
    Kind(
        "series_booked",
        _("The home has booked for you"),
        _("%(space)s at %(home)s is yours, %(count)s times: %(series)s. %(note)s"),
    ),
    Kind(
        "series_cancelled",
        _("Dates of your series were cancelled"),
        _(
            "%(home)s had to cancel %(count)s dates of %(series)s, %(space)s, from %(since)s on. "
            "%(note)s"
        ),
    ),
    Kind(
        "series_moved",
        _("Your series was moved"),
        _(
            "%(home)s has moved %(count)s dates, from %(since)s on: now %(series)s, %(space)s. "
            "%(note)s"
        ),
    ),
    Kind(
        "booking_reminder",
        _("Your booking is coming up"),
        _(
            "%(space)s at %(home)s on %(when)s is yours. Can't come? Cancel it, so that somebody "
            "else can."
        ),
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    kinds.register(*KINDS)


def tell(reservation: Reservation, kind: str, *, once: str = "", note: str = "", **values) -> bool:
    """Leave a message about a reservation for who booked it; once for each kind and `once`."""
    return actions.notify(
        person=reservation.person,
        kind=kind,
        key=f"{kind}:{reservation.pk}:{once}",
        url=reverse("bookings:detail", args=[reservation.pk]),
        space=reservation.space,
        home=reservation.home,
        when=reservation.starts_at,
        note=note,
        **values,
    )


def tell_of_series(series: Series, kind: str, *, once: str, **values) -> bool:
    """Leave one message about a series for the person whom it is for."""
    return actions.notify(
        person=series.person,
        kind=kind,
        key=f"{kind}:{series.pk}:{once}",
        url=reverse("bookings:series", args=[series.pk]),
        space=series.space,
        home=series.home,
        series=series,
        **values,
    )
