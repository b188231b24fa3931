from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class StrikeKind(TextChoices):
    NO_SHOW = "no_show", _("did not come")
    LATE_CANCEL = "late_cancel", _("cancelled late")


class Waived(TextChoices):
    """Why the portal itself takes a strike back."""

    CAME = "came", _("came after all")
    DOOR = "door", _("the door may have been shut at that time")
    OVERDUE = "overdue", _("nobody answered the appeal in time")


class AppealState(TextChoices):
    OPEN = "open", pgettext_lazy("appeal", "to be answered")
    UPHELD = "upheld", pgettext_lazy("appeal", "upheld")
    REJECTED = "rejected", pgettext_lazy("appeal", "not upheld")


class BlockScope(TextChoices):
    """Where somebody who is blocked can't book."""

    PROVINCE = "province", _("at all homes")
    HOME = "home", _("at the home of the last missed booking")


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
    FULL = "full", pgettext_lazy("date of a series", "too many people in the home")
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


# What a worker booked for own use: whoever doesn't come misses it. All else is the home's.
OWN_USE = (Source.WEB, Source.CADRE, Source.SERIES, Source.WAITLIST)


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
