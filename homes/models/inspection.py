from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.enums import InspectionResult
from homes.models.home import Home, OfHomeQuerySet
from unions.models import Person


class DoorPolicy(models.Model):
    """The numbers of door proofs and inspections. One row; edited in the admin."""

    open_days_without_proof = models.PositiveSmallIntegerField(
        _("open days without proof before a home is shown as unverified"), default=5
    )
    place_tolerance_m = models.PositiveSmallIntegerField(
        _("a door check may be this far from the home (m)"), default=300
    )
    call_minutes = models.PositiveSmallIntegerField(
        _("a surprise door check must be answered within (minutes)"), default=30
    )
    calls_a_month = models.PositiveSmallIntegerField(
        _("surprise door checks of a home a month"), default=4
    )
    inspections_a_month = models.PositiveSmallIntegerField(
        _("unannounced inspections a city a month"), default=10
    )

    class Meta:
        verbose_name = _("policy on doors")
        verbose_name_plural = _("policy on doors")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "DoorPolicy":
        """The policy in force; the defaults until somebody edits them."""
        return cls.objects.first() or cls()


class DoorCall(models.Model):
    """The system asks, at a random minute of the opening hours, for proof that it is open."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="door_calls"
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    due_at = models.DateTimeField(_("due"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    expired = models.BooleanField(_("not answered in time"), default=False)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("surprise door check")
        verbose_name_plural = _("surprise door checks")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                condition=Q(answered_at__isnull=True, expired=False),
                name="door_call_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.asked_at:%Y-%m-%d %H:%M}"


class Inspection(models.Model):
    """An unannounced visit, drawn by the system on the day; its result is kept even if bad."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.PROTECT, related_name="inspections"
    )
    drawn_on = models.DateField(_("drawn on"))
    inspector = models.ForeignKey(
        Person,
        verbose_name=_("inspector"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inspections",
    )
    visited_at = models.DateTimeField(_("visited at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=InspectionResult, blank=True)
    findings = models.TextField(_("findings"), blank=True)
    follow_up_due_on = models.DateField(_("put right by"), null=True, blank=True)
    put_right_on = models.DateField(_("put right on"), null=True, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("unannounced inspection")
        verbose_name_plural = _("unannounced inspections")
        ordering = ["-drawn_on", "home"]
        constraints = [
            models.UniqueConstraint(fields=["home", "drawn_on"], name="inspection_once_a_day"),
            models.CheckConstraint(
                condition=Q(visited_at__isnull=True, result="")
                | (Q(visited_at__isnull=False) & ~Q(result="")),
                name="inspection_visited_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(result=InspectionResult.FAILED) | Q(follow_up_due_on__isnull=False),
                name="inspection_failed_has_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.drawn_on}"
