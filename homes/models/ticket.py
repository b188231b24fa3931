import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.labels import Labelled
from homes.enums import TicketLevel, TicketState
from homes.models.home import Home, OfHomeQuerySet
from homes.models.space import Space
from unions.models import Person

# No 0, O, 1, I: a number is read aloud and typed on a phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_ticket_number() -> str:
    """Ten characters (50 bits): short enough to type, too many to guess."""
    return "".join(secrets.choice(ALPHABET) for _turn in range(10))


class TicketKind(Labelled, models.Model):
    """What can be wrong, and how soon it must be answered; the deadlines are data."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    due_hours = models.PositiveSmallIntegerField(_("answer within (hours)"))
    climb_hours = models.PositiveSmallIntegerField(
        _("next level answers within (hours)"), default=24
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("kind of ticket")
        verbose_name_plural = _("kinds of ticket")
        ordering = ["order", "code"]


class TicketQuerySet(OfHomeQuerySet):
    def waiting(self):
        """Tickets that somebody must still answer."""
        return self.exclude(state=TicketState.CLOSED)

    def overdue(self, now=None):
        """Waiting tickets whose time is over."""
        return self.waiting().filter(due_at__lte=now or clock.now())


class Ticket(models.Model):
    """Something wrong at a home, told by anybody; no account is needed.

    Changes only by `homes.tickets`; each change is a TicketEvent.
    """

    number = models.CharField(
        _("number"), max_length=12, unique=True, default=new_ticket_number, editable=False
    )
    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.PROTECT, related_name="tickets"
    )
    space = models.ForeignKey(
        Space,
        verbose_name=_("space"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tickets",
    )
    kind = models.ForeignKey(
        TicketKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="tickets"
    )
    text = models.TextField(_("what happened"), max_length=1000, blank=True)
    photo = models.ImageField(_("photo"), upload_to="tickets/%Y/%m/", blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TicketState, default=TicketState.OPEN
    )
    level = models.CharField(_("with"), max_length=8, choices=TicketLevel, default=TicketLevel.HOME)
    created_at = models.DateTimeField(_("reported at"), default=clock.now)
    due_at = models.DateTimeField(_("answer due"))
    answer = models.TextField(_("public answer"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["due_at"], name="ticket_due", condition=~Q(state=TicketState.CLOSED)
            ),
            models.Index(fields=["home", "-created_at"], name="ticket_of_home"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TicketState.CLOSED)
                | (Q(closed_at__isnull=False) & ~Q(answer="")),
                name="ticket_closed_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def is_waiting(self) -> bool:
        return self.state != TicketState.CLOSED


class TicketEvent(models.Model):
    """What happened to a ticket, and when; shown to whoever has its number."""

    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField(_("time"), default=clock.now)
    what = models.CharField(_("what"), max_length=20)
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("ticket event")
        verbose_name_plural = _("ticket events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.what}"
