from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OFFERED = "offered", _("kept, not yet accepted")
    REQUESTED = "requested", _("waiting for approval")
    CONFIRMED = "confirmed", _("confirmed")
    CHECKED_IN = "checked_in", _("checked in")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("refused")
    NO_SHOW = "no_show", _("no-show")
    EXPIRED = "expired", _("expired")


# In these states a reservation holds its units; in all others it holds none.
HOLDING = (State.OFFERED, State.REQUESTED, State.CONFIRMED, State.CHECKED_IN)
# What a place kept for somebody of the waiting list can be while it is not accepted.
NEVER_ACCEPTED = (State.OFFERED, State.CANCELLED, State.EXPIRED)


class Source(TextChoices):
    WEB = "web", _("booked by the worker")
    CADRE = "cadre", _("booked at the desk")
    SERIES = "series", _("part of a series")
    ACTIVITY = "activity", _("activity")
    MAINTENANCE = "maintenance", _("maintenance")
    WAITLIST = "waitlist", _("from the waiting list")
    WALK_IN = "walk_in", _("walk-in")


class Declaration(TextChoices):
    """What a worker says of herself when booking; the portal keeps neither sex nor birth date."""

    WOMAN = "woman", _("I am a woman worker")
    ADULT = "adult", _("I am 18 or older")


class Period(TextChoices):
    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")


class Measure(TextChoices):
    COUNT = "count", _("bookings")
    MINUTES = "minutes", _("minutes")


class Claim(TextChoices):
    WAITING = "waiting", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("not confirmed")


class Turn(TextChoices):
    """What has become of somebody's place in a waiting list."""

    WAITING = "waiting", _("in line")
    OFFERED = "offered", _("place kept")
    ACCEPTED = "accepted", _("place accepted")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("not answered")
    LEFT = "left", _("left the list")
    REMOVED = "removed", _("taken off by the home")
    OVER = "over", _("no place came free")


# In these states somebody stands in line; all others are the end of it.
IN_LINE = (Turn.WAITING, Turn.OFFERED)
# These have had a place kept for them; the others never had.
HAD_OFFER = (Turn.OFFERED, Turn.ACCEPTED, Turn.DECLINED, Turn.LAPSED)
NO_OFFER = (Turn.WAITING, Turn.LEFT, Turn.OVER)
