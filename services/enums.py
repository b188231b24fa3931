from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(TextChoices):
    """The three basic functions: every service and every log entry belongs to one."""

    RECEPTION = "reception", _("reception and casework")
    SERVICE = "service", _("service provision")
    ACTIVITY = "activity", pgettext_lazy("function", "activities")


class ItemKind(TextChoices):
    CONVENIENCE = "convenience", _("everyday convenience")
    BRAND = "brand", _("brand of the season")
    FEATURED = "featured", _("featured service")
    ON_DEMAND = "on_demand", _("point-and-order")


class SessionState(TextChoices):
    SCHEDULED = "scheduled", _("scheduled")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class SignUpState(TextChoices):
    SIGNED_UP = "signed_up", _("signed up")
    ATTENDED = "attended", _("attended")
    ABSENT = "absent", _("absent")
    CANCELLED = "cancelled", _("cancelled")


# A sign-up in these states takes its places.
TAKING = (SignUpState.SIGNED_UP, SignUpState.ATTENDED, SignUpState.ABSENT)


class OccasionKind(TextChoices):
    """What somebody rates: each has a proof that they were there."""

    BOOKING = "booking", _("booking")
    ACTIVITY = "activity", pgettext_lazy("rated", "activity")
    VISIT = "visit", _("visit counted at the door")


class Hidden(TextChoices):
    """Why a passage of a comment is not shown: it is personal data, and of which kind."""

    NAME = "name", _("a person's name")
    NUMBER = "number", _("a number of a person: telephone, plate, card")
    ADDRESS = "address", _("a private address")
    HEALTH = "health", _("somebody's health or family affairs")
