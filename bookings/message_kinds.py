"""The kinds of message of bookings, with their sentences."""

from django.utils.translation import gettext_lazy as _

from bookings.reminders import still_booked
from messaging import kinds
from messaging.enums import Group
from messaging.kinds import Kind

LINES = {
    "moved": _("%(place)s, %(when)s: moved to %(to_place)s, %(to_when)s"),
    "cancelled": _("%(place)s, %(when)s: cancelled"),
}
KINDS = (
    Kind(
        "booking_approved",
        _("Your booking is approved"),
        _("Your booking of %(space)s at %(home)s on %(when)s is approved. %(note)s"),
    ),
    Kind(
        "booking_refused",
        _("Your booking was refused"),
        _("Your booking of %(space)s at %(home)s on %(when)s was refused: %(note)s"),
    ),
    Kind(
        "booking_cancelled",
        _("Your booking was cancelled"),
        _(
            "Sorry, your booking of %(space)s at %(home)s on %(when)s was cancelled, please don't "
            "come: %(note)s"
        ),
        important=True,
    ),
    Kind(
        "booking_moved",
        _("Your booking was moved"),
        _(
            "%(home)s has moved your booking to %(space)s on %(when)s. Can't come then? Please "
            "cancel it. %(note)s"
        ),
        important=True,
    ),
    Kind(
        "bookings_changed",
        _("Several of your bookings have changed"),
        _(
            "Sorry, %(home)s could not keep %(count)s of your bookings as they were: %(note)s. "
            "Can't come at a new time? Please cancel it."
        ),
        important=True,
        lines=LINES,
    ),
    Kind(
        "bookings_changed_widely",
        _("Several of your bookings have changed"),
        _(
            "Sorry, %(count)s of your bookings at several homes could not stay as they were: "
            "%(note)s. Can't come at a new time? Please cancel it."
        ),
        important=True,
        lines=LINES,
    ),
    Kind(
        "home_reopened_several",
        _("The home is open again"),
        _(
            "%(home)s will be open after all. What was cancelled for you can be booked again if "
            "you still want it."
        ),
        lines=LINES,
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
        important=True,
    ),
    Kind(
        "series_moved",
        _("Your series was moved"),
        _(
            "%(home)s has moved %(count)s dates, from %(since)s on: now %(series)s, %(space)s. "
            "%(note)s"
        ),
        important=True,
    ),
    Kind(
        "booking_reminder",
        _("Your booking is coming up"),
        _(
            "Reminder: %(space)s at %(home)s is yours on %(when)s. Can't come? Cancel it, so that "
            "somebody else can. %(check_in)s"
        ),
        group=Group.REMINDERS,
        holds=still_booked,
    ),
    Kind(
        "contact_booked",
        _("Your booking"),
        _(
            "%(home)s has booked %(space)s for you on %(when)s. Can't come? Please call them "
            "%(call)s."
        ),
        important=True,
    ),
    Kind(
        "contact_moved",
        _("Your booking was moved"),
        _(
            "%(home)s has moved your booking to %(space)s on %(when)s. Can't come then? Please "
            "call them %(call)s. %(note)s"
        ),
        important=True,
    ),
    Kind(
        "contact_cancelled",
        _("Your booking was cancelled"),
        _(
            "Sorry, your booking of %(space)s at %(home)s on %(when)s was cancelled, please don't "
            "come. Questions? Please call them %(call)s. %(note)s"
        ),
        important=True,
    ),
    Kind(
        "contact_reminder",
        _("Your booking is coming up"),
        _(
            "Reminder: %(space)s at %(home)s is yours on %(when)s. Can't come? Please call them "
            "%(call)s."
        ),
        important=True,
        holds=still_booked,
    ),
    Kind(
        "booking_request",
        _("A booking waits for your approval"),
        _("%(home)s: somebody asks for %(space)s on %(when)s. Please decide before it begins."),
        group=Group.REQUESTS,
    ),
    Kind(
        "waitlist_offered",
        _("A place is kept for you: answer by %(until)s"),
        _(
            "It is your turn: %(space)s at %(home)s on %(when)s is kept for you until %(until)s. "
            "Accept it, or let it go on to the next in line."
        ),
        group=Group.WAITLIST,
        important=True,
    ),
    Kind(
        "waitlist_lapsed",
        _("The place kept for you has gone to the next in line"),
        _(
            "%(space)s at %(home)s on %(when)s was kept for you and not accepted in time. Look "
            "what else is free, or stand in line again."
        ),
        group=Group.WAITLIST,
    ),
    Kind(
        "waitlist_over",
        _("No place came free"),
        _("%(space)s at %(home)s on %(when)s stayed full. Look what else is free."),
        group=Group.WAITLIST,
    ),
    Kind(
        "waitlist_removed",
        _("You were taken off a waiting list"),
        _("%(home)s has taken you off the waiting list for %(space)s on %(when)s: %(note)s"),
        group=Group.WAITLIST,
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
        important=True,
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
    Kind(
        "request_overdue",
        _("A booking waits for approval too long"),
        _("%(home)s has not decided in time: %(space)s on %(when)s. Please decide, or call them."),
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    kinds.register(*KINDS, group=Group.BOOKINGS)
