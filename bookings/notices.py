"""What bookings tell people: each kind of message and its sentences, and how it is sent."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models import Reservation
from messaging import actions, kinds
from messaging.kinds import Kind
from unions.models import Person

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
        "booking_reminder",
        _("Your booking is coming up"),
        _(
            "%(space)s at %(home)s on %(when)s is yours. Can't come? Cancel it, so that somebody "
            "else can."
        ),
    ),
    Kind(
        "request_overdue",
        _("A booking waits for approval too long"),
        _("%(home)s has not decided in time: %(space)s on %(when)s. Please decide, or call them."),
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


def tell_cadres(reservation: Reservation, cadres: Iterable[Person], kind: str, *, url: str) -> None:
    """Leave a message about a reservation for cadres, once for each kind."""
    for cadre in cadres:
        actions.notify(
            person=cadre,
            kind=kind,
            key=f"{kind}:{reservation.pk}",
            url=url,
            space=reservation.space,
            home=reservation.home,
            when=reservation.starts_at,
        )
