from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class SeriesState(TextChoices):
    RUNNING = "running", pgettext_lazy("series", "running")
    CALLED_OFF = "called_off", pgettext_lazy("series", "called off")


class Scope(TextChoices):
    """How much of a series a change is about."""

    ONE = "one", _("this one only")
    FOLLOWING = "following", _("this one and all later ones")
    ALL = "all", _("all that are still to come")


class Verdict(TextChoices):
    """What stands against a date of a series."""

    FREE = "free", pgettext_lazy("date of a series", "free")
    TAKEN = "taken", pgettext_lazy("date of a series", "taken")
    CLOSED = "closed", pgettext_lazy("date of a series", "the home is closed")
    PAST = "past", pgettext_lazy("date of a series", "past")


class Source(TextChoices):
    WEB = "web", _("booked by the worker")
    CADRE = "cadre", _("booked at the desk")
    SERIES = "series", _("part of a series")
    ACTIVITY = "activity", _("activity")
    MAINTENANCE = "maintenance", _("maintenance")
    WAITLIST = "waitlist", _("from the waiting list")
    WALK_IN = "walk_in", _("walk-in")
