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


class ClosureKind(TextChoices):
    HOURS = "hours", _("closed for some days or hours")
    BLOCK = "block", _("a space is taken for maintenance")
    FAULT = "fault", _("a space is out of order until further notice")
    SUSPEND = "suspend", _("suspended from today until further notice")
    OUTSIDE = "outside", _("bookings outside the hours")


class ClosureState(TextChoices):
    PREPARING = "preparing", pgettext_lazy("closure", "looking what it hits")
    READY = "ready", pgettext_lazy("closure", "waiting for your word")
    CLOSING = "closing", pgettext_lazy("closure", "being carried out")
    STOPPED = "stopped", pgettext_lazy("closure", "stopped half-way")
    DONE = "done", pgettext_lazy("closure", "carried out")
    REOPENING = "reopening", pgettext_lazy("closure", "being taken back")
    REOPENED = "reopened", pgettext_lazy("closure", "taken back")
    DROPPED = "dropped", pgettext_lazy("closure", "dropped, nothing was done")


# A worker is at it, or should be.
UNFINISHED_CLOSURES = (ClosureState.PREPARING, ClosureState.CLOSING, ClosureState.REOPENING)


class PartState(TextChoices):
    """One home of a closure."""

    WAITING = "waiting", pgettext_lazy("closure of a home", "not looked at yet")
    READY = "ready", pgettext_lazy("closure of a home", "listed")
    CHANGED = "changed", pgettext_lazy("closure of a home", "changed since, look again")
    REFUSED = "refused", pgettext_lazy("closure of a home", "not possible")
    CLOSED = "closed", pgettext_lazy("closure of a home", "carried out")
    REOPENED = "reopened", pgettext_lazy("closure of a home", "taken back")


class Decision(TextChoices):
    """What becomes of a booking that a closure hits."""

    MOVE = "move", pgettext_lazy("decision", "move")
    CANCEL = "cancel", pgettext_lazy("decision", "cancel")
    KEEP = "keep", pgettext_lazy("decision", "keep")


class Source(TextChoices):
    WEB = "web", _("booked by the worker")
    CADRE = "cadre", _("booked at the desk")
    SERIES = "series", _("part of a series")
    ACTIVITY = "activity", _("activity")
    MAINTENANCE = "maintenance", _("maintenance")
    WAITLIST = "waitlist", _("from the waiting list")
    WALK_IN = "walk_in", _("walk-in")
