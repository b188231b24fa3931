from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Reservation
from common import clock
from homes.enums import PUBLIC, CountMethod
from homes.models import Space
from homes.scope import home_scope
from services.enums import SessionState
from services.models.activity import Activity
from unions.enums import Power


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Sessions of homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "activity__home", power))

    def upcoming(self):
        """Scheduled sessions that have not ended, of homes the public may see."""
        return self.filter(
            state=SessionState.SCHEDULED,
            ends_at__gt=clock.now(),
            activity__home__status__in=PUBLIC,
        )


class Session(models.Model):
    """One time an activity takes place.

    A session written down afterwards (an import, the logbook) has a date and its person-times
    only. A scheduled one has times, takes its space through a reservation, and has places:
    `taken` counts them under the session's lock and the database keeps it within `capacity`.
    """

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="sessions"
    )
    on = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    space = models.ForeignKey(
        Space,
        verbose_name=_("space"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    reservation = models.OneToOneField(
        Reservation,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="session",
    )
    capacity = models.PositiveIntegerField(_("places"), default=0)
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    sign_up_closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    members_only = models.BooleanField(_("union members only"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.SCHEDULED
    )
    person_times = models.PositiveIntegerField(_("person-times"), null=True, blank=True)
    method = models.CharField(
        _("counted how"), max_length=8, choices=CountMethod, default=CountMethod.TYPED
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-on", "-starts_at", "pk"]
        indexes = [
            models.Index(fields=["on"], name="session_by_date"),
            models.Index(
                fields=["starts_at"],
                name="session_coming",
                condition=Q(state=SessionState.SCHEDULED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SessionState.SCHEDULED)
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_scheduled_has_times",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="session_not_oversold"
            ),
            models.UniqueConstraint(
                fields=["activity", "on", "starts_at"],
                name="session_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.on}"

    @property
    def left(self) -> int:
        """Places still free."""
        return self.capacity - self.taken
