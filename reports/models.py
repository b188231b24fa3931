from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from common.labels import Labelled
from homes.enums import DesignationKind
from reports.coverage import radius_of_walk
from reports.enums import UNFINISHED, FileFormat, ReportKind, ReportState
from unions.enums import Power
from unions.models import Person, Union
from unions.scope import union_scope


class Standard(Labelled, models.Model):
    """How far a home serves: a walk of so many minutes, or a fixed radius; printed beside every
    figure that leans on it. Also how long a door check proves that a home opens."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes on foot"))
    metres_per_second = models.FloatField(_("walking speed (m/s)"), null=True, blank=True)
    detour_factor = models.FloatField(
        _("detour factor"),
        null=True,
        blank=True,
        help_text=_("The way on the street is so many times the straight line."),
    )
    fixed_radius_m = models.FloatField(
        _("fixed radius (m)"), null=True, blank=True, help_text=_("Instead of speed and detour.")
    )
    proof_days = models.PositiveSmallIntegerField(_("a door check proves for (days)"), default=7)
    is_default = models.BooleanField(_("used unless another is named"), default=False)

    class Meta:
        verbose_name = _("standard of coverage")
        verbose_name_plural = _("standards of coverage")
        ordering = ["-is_default", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    fixed_radius_m__gt=0, metres_per_second__isnull=True, detour_factor__isnull=True
                )
                | Q(fixed_radius_m__isnull=True, metres_per_second__gt=0, detour_factor__gte=1),
                name="standard_walk_or_radius",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, proof_days__gt=0), name="standard_times_positive"
            ),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="standard_one_default"
            ),
        ]

    @property
    def radius_m(self) -> float:
        """The straight-line radius in metres."""
        if self.fixed_radius_m is not None:
            return self.fixed_radius_m
        speed, detour = self.metres_per_second, self.detour_factor
        assert speed is not None  # the constraint sees to both
        assert detour is not None
        return radius_of_walk(self.minutes, speed, detour)


def all_titles() -> list[str]:
    """Pilot, provincial designation and star level."""
    return list(DesignationKind.values)


class TypicalRule(models.Model):
    """Which titles make a home a typical one, of which each county and industry should have one.

    One row, kept by the province; without it the defaults. Printed beside the standing check.
    """

    kinds = ArrayField(
        models.CharField(max_length=10, choices=DesignationKind),
        verbose_name=_("titles that make a home typical"),
        default=all_titles,
    )
    least_stars = models.PositiveSmallIntegerField(_("a star level counts from (stars)"), default=4)

    class Meta:
        verbose_name = _("rule on typical homes")
        verbose_name_plural = _("rule on typical homes")
        constraints = [
            models.CheckConstraint(
                condition=Q(least_stars__range=(1, 5)), name="typical_one_to_five_stars"
            ),
            models.CheckConstraint(condition=~Q(kinds=[]), name="typical_by_some_title"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "TypicalRule":
        """The rule in force; the defaults until somebody edits them."""
        return cls.objects.first() or cls()


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Reports on unions in the user's scope."""
        return self.filter(union_scope(user, "union", power))

    def unfinished(self):
        """Reports that still wait for a worker or are in the hands of one."""
        return self.filter(state__in=UNFINISHED)


class Report(models.Model):
    """A report on a union and a period, frozen once it is done.

    Its state changes only by `reports.actions`: request, build, cancel.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    union = models.ForeignKey(
        Union, verbose_name=_("union"), on_delete=models.PROTECT, related_name="reports"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.QUEUED
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    payload = models.JSONField(_("figures"), null=True, editable=False)
    digest = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    requested_by = models.ForeignKey(
        Person,
        verbose_name=_("requested by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    requested_at = models.DateTimeField(_("requested at"), default=clock.now)
    queued_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(
                fields=["queued_at"], name="report_unfinished", condition=Q(state__in=UNFINISHED)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="report_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_per_cent"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DONE, payload__isnull=False) & ~Q(digest="")
                | ~Q(state=ReportState.DONE) & Q(payload__isnull=True, digest=""),
                name="report_done_has_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} · {self.get_kind_display()} · {self.starts_on}–{self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class ReportFile(models.Model):
    """A finished report as a file, written once together with its figures.

    Kept in the database, so that any web process can hand out what any worker made.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=FileFormat)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("report file")
        verbose_name_plural = _("report files")
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.format}"
