from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from homes.models.home import Home, OfHomeQuerySet


class Hours(models.Model):
    """On these weekdays the home opens at … and closes at ….

    Closing at or before the opening time means the next day: 22:00–06:00; 00:00–00:00 is the
    whole day. Read by `homes.opening` only.
    """

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="hours"
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays (1 Monday … 7 Sunday)")
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
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
        ]

    def __str__(self) -> str:
        days = ",".join(str(day) for day in self.weekdays)
        return f"{days} {self.opens:%H:%M}–{self.closes:%H:%M}"


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
