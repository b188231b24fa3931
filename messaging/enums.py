from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """What a message is about: people choose by group how they want to hear of it."""

    BOOKINGS = "bookings", _("My bookings")
    REMINDERS = "reminders", _("Reminders before it begins")
    WAITLIST = "waitlist", _("Waiting list")
    ACTIVITIES = "activities", _("Activities I signed up for")
    REQUESTS = "requests", _("Requests to approve")
    TICKETS = "tickets", _("Tickets")
    AGREEMENTS = "agreements", _("Agreements that end")
    OTHER = "other", _("Other messages")


# Nobody but a cadre gets these.
OF_CADRES = (Group.REQUESTS, Group.TICKETS, Group.AGREEMENTS)


class Channel(TextChoices):
    """A way out of the portal; the inbox itself always has every message."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")


class Level(TextChoices):
    """How much of a group is sent by a channel."""

    NONE = "none", _("nothing")
    IMPORTANT = "important", _("only what is important")
    ALL = "all", _("everything")


DEFAULT_LEVELS = {Channel.SMS: Level.IMPORTANT, Channel.EMAIL: Level.ALL}


class DeliveryState(TextChoices):
    PENDING = "pending", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not needed any more")


# In these states a delivery still has to be sent.
OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
