from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OFFERED = "offered", _("kept for you")
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
