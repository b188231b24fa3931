from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from homes import enums
from homes.models.home import Home, OfHomeQuerySet
from unions.enums import WorkerGroup
from unions.models import Person


class Stop(models.Model):
    """Where a mobile home stands from … to …: it is where its timetable says."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="stops"
    )
    site = models.CharField(_("site"), max_length=120)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    starts_at = models.DateTimeField(_("arrives"))
    ends_at = models.DateTimeField(_("leaves"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["home", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["home", "starts_at"], name="stop_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="stop_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(lat__range=(23, 29), lon__range=(115, 121)), name="stop_in_fujian"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.starts_at:%m-%d %H:%M}"


class DoorCheck(models.Model):
    """Proof that the door was open: somebody stood there at this time."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="door_checks"
    )
    at = models.DateTimeField(_("time"), default=clock.now)
    person = models.ForeignKey(
        Person,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    proof = models.CharField(
        _("proof"), max_length=8, choices=enums.Proof, default=enums.Proof.STAFF
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    photo = models.ImageField(_("photo"), upload_to="doors/%Y/%m/", blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("door check")
        verbose_name_plural = _("door checks")
        ordering = ["-at"]
        indexes = [models.Index(fields=["home", "-at"], name="door_check_last")]

    def __str__(self) -> str:
        return f"{self.home} {self.at:%Y-%m-%d %H:%M}"


class Visit(models.Model):
    """Person-times at a home on a date, counted by one method; typed and scanned stay apart."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="visits"
    )
    on = models.DateField(_("date"))
    person_times = models.PositiveIntegerField(_("person-times"))
    method = models.CharField(_("method"), max_length=8, choices=enums.CountMethod)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits by day")
        ordering = ["-on", "home"]
        constraints = [
            models.UniqueConstraint(fields=["home", "on", "method"], name="visit_once_a_day"),
        ]
        indexes = [models.Index(fields=["on"], name="visit_by_date")]

    def __str__(self) -> str:
        return f"{self.home} {self.on} {self.person_times}"


class VisitMark(models.Model):
    """One device, one home, one half-day: a hash that stops a second count, and no more.

    Deleted after some days; what stays is the count in Visit.
    """

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="visit_marks")
    on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("visit mark")
        verbose_name_plural = _("visit marks")
        constraints = [
            models.UniqueConstraint(fields=["home", "on", "mark"], name="visit_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.home_id} {self.on}"


class VisitByGroup(models.Model):
    """Scanned person-times of a day by the worker group that visitors gave, where they did."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="visits_by_group"
    )
    on = models.DateField(_("date"))
    worker_group = models.CharField(_("worker group"), max_length=16, choices=WorkerGroup)
    person_times = models.PositiveIntegerField(_("person-times"))

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("visits by worker group")
        verbose_name_plural = _("visits by worker group")
        constraints = [
            models.UniqueConstraint(
                fields=["home", "on", "worker_group"], name="visit_group_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home_id} {self.on} {self.worker_group}"
