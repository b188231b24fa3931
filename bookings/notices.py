"""What bookings tell people: each kind of message and its sentences, and how it is sent."""

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
        "booking_missed",
        _("Your booking was released"),
        _(
            "Nobody checked in to %(space)s at %(home)s on %(when)s, so others may use it now. "
            "This does not count against you."
        ),
    ),
    Kind(
        "booking_missed_counted",
        _("You missed a booking"),
        _(
            "Nobody checked in to %(space)s at %(home)s on %(when)s, so others may use it now. "
            "It counts %(points)s; from %(limit)s on online booking pauses for some days. Is that "
            "wrong? Tell us under Me › My record."
        ),
    ),
    Kind(
        "conduct_blocked",
        _("Online booking pauses"),
        _(
            "Several bookings were missed, so you can't book online until %(until)s. Come in or "
            "call a home meanwhile. Is that wrong? Tell us under Me › My record."
        ),
    ),
    Kind(
        "strike_waived",
        _("A missed booking no longer counts"),
        _("%(space)s at %(home)s on %(when)s no longer counts against you. %(note)s"),
    ),
    Kind("block_lifted", _("You can book again"), _("Online booking is open to you. %(note)s")),
    Kind(
        "appeal_rejected",
        _("Your appeal was answered"),
        _("%(space)s at %(home)s on %(when)s stays on your record: %(note)s"),
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    kinds.register(*KINDS)


def tell(reservation: Reservation, kind: str, *, once: str = "", note="", **values) -> bool:
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


def tell_conduct(person: Person, kind: str, *, key: str, **values) -> bool:
    """Leave a message about how somebody stands, which leads to the page that says so."""
    return actions.notify(
        person=person, kind=kind, key=key, url=reverse("bookings:conduct"), **values
    )
