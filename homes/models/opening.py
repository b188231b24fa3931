from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.clock import today
from homes.enums import DayKind, HoursKind
from homes.models.home import Home, OfHomeQuerySet


class CalendarDay(models.Model):
    """A date that the State Council's yearly notice makes a holiday or a working day.

    Edited each November from the new notice; a year without rows is "not yet announced".
    """

    on = models.DateField(_("date"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind)
    name = models.CharField(_("holiday"), max_length=40)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("holiday or make-up day")
        verbose_name_plural = _("holidays and make-up days")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name} {self.get_kind_display()}"

    @classmethod
    def years_missing(cls) -> list[int]:
        """This year and the next, where no notice has been entered."""
        years = [today().year, today().year + 1]
        known = set(cls.objects.filter(on__year__in=years).values_list("on__year", flat=True))
        return [year for year in years if year not in known]


class Hours(models.Model):
    """On these days the home opens at … and closes at …, or is closed.

    Closing at or before the opening time means the next day: 22:00–06:00; 00:00–00:00 is the
    whole day. `season` months-and-days (601 is 1 June) come round every year and may span New
    Year. Which of several rules counts is decided in `homes.opening`, and nowhere else.
    """

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="hours"
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays (1 Monday … 7 Sunday)")
    )
    kind = models.CharField(_("applies"), max_length=8, choices=HoursKind, default=HoursKind.WEEKLY)
    opens = models.TimeField(_("opens"), null=True, blank=True, help_text=_("Empty: closed."))
    closes = models.TimeField(_("closes"), null=True, blank=True)
    season_from = models.PositiveSmallIntegerField(
        _("season from"), null=True, blank=True, help_text=_("Month and day: 601 is 1 June.")
    )
    season_to = models.PositiveSmallIntegerField(_("season to"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["home", "weekdays", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]) & Q(weekdays__len__gt=0),
                name="hours_weekdays_1_to_7",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="hours_valid_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
                name="hours_both_or_closed",
            ),
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_to__isnull=True)
                | Q(season_from__range=(101, 1231), season_to__range=(101, 1231)),
                name="hours_season_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        days = ",".join(str(day) for day in self.weekdays)
        return f"{days} {self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens else f"{days} ×"


class HoursException(models.Model):
    """On this date the weekly hours don't apply: closed, or these hours instead."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="hours_exceptions"
    )
    on = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception to the hours")
        verbose_name_plural = _("exceptions to the hours")
        ordering = ["home", "on", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "on", "opens"],
                name="hours_exception_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
                name="hours_exception_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens else "×"
        return f"{self.on} {hours}"
