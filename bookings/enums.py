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
