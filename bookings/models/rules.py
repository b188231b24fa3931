"""What unions, homes and spaces say about booking. What is empty is inherited."""

from datetime import time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.enums import Measure, Period
from homes.enums import LateCancel
from homes.models import Home, Space
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Union
from unions.scope import NOTHING, sees_all, union_paths, union_scope

# Shorter, nobody could answer; longer, a place would lie idle.
SHORTEST_KEPT, LONGEST_KEPT = 5, 24 * 60
KEPT = [MinValueValidator(SHORTEST_KEPT), MaxValueValidator(LONGEST_KEPT)]
# In RuleSet.daily_quota: as many a day as one likes. (Empty means inherited there.)
NO_LIMIT = -1


class OfOwnerQuerySet(models.QuerySet):
    """Rows of exactly one union, home or space."""

    def visible_to(self, user, power: str = Power.VIEW):
        """Rows of the unions, homes and spaces in the user's scope."""
        if sees_all(user):
            return self
        homes, spaces = home_scope(user, "home", power), home_scope(user, "space__home", power)
        unions = union_scope(user, "union", power) if union_paths(user, power) else NOTHING
        return self.filter(unions | homes | spaces)


def exactly_one(name: str) -> models.CheckConstraint:
    """A row belongs to a union, a home or a space."""
    pairs = [("union", "home", "space"), ("home", "union", "space"), ("space", "union", "home")]
    condition = Q()
    for given, *others in pairs:
        empty = {f"{other}__isnull": True for other in others}
        condition |= Q(**{f"{given}__isnull": False}, **empty)
    return models.CheckConstraint(condition=condition, name=name)


def kept(name: str) -> Q:
    """A keeping time that can be answered, or none said."""
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (SHORTEST_KEPT, LONGEST_KEPT)})


class RuleSet(models.Model):
    """The rules that a union, a home or a space sets itself; each empty one is inherited.

    It changes only by `bookings.rule_sets.save_rules`, which brings the columns of the spaces
    below up to date.
    """

    union = models.OneToOneField(
        Union, models.CASCADE, verbose_name=_("union"), null=True, blank=True, related_name="rules"
    )
    home = models.OneToOneField(
        Home, models.CASCADE, verbose_name=_("home"), null=True, blank=True, related_name="rules"
    )
    space = models.OneToOneField(
        Space, models.CASCADE, verbose_name=_("space"), null=True, blank=True, related_name="rules"
    )
    step_minutes = models.PositiveSmallIntegerField(_("step (minutes)"), null=True, blank=True)
    min_minutes = models.PositiveSmallIntegerField(
        _("shortest booking (minutes)"), null=True, blank=True
    )
    max_minutes = models.PositiveSmallIntegerField(
        _("longest booking (minutes)"), null=True, blank=True
    )
    lead_minutes = models.PositiveIntegerField(
        _("book ahead at least (minutes)"), null=True, blank=True
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("book ahead at most (days)"), null=True, blank=True
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("pause before (minutes)"), null=True, blank=True
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("pause after (minutes)"), null=True, blank=True
    )
    cancel_minutes = models.PositiveIntegerField(
        _("cancel until (minutes before)"), null=True, blank=True
    )
    late_cancel = models.CharField(
        _("cancelling after the deadline"), max_length=8, choices=LateCancel, null=True, blank=True
    )
    check_in_required = models.BooleanField(_("check-ins are recorded"), null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(
        _("kept after the start (minutes)"), null=True, blank=True
    )
    keep_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits (minutes)"), null=True, blank=True, validators=KEPT
    )
    keep_last_day_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits, within 24 hours of the start (minutes)"),
        null=True,
        blank=True,
        validators=KEPT,
    )
    keep_last_hours_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits, within 3 hours of the start (minutes)"),
        null=True,
        blank=True,
        validators=KEPT,
    )
    daily_quota = models.SmallIntegerField(_("bookings a person a day"), null=True, blank=True)
    needs_approval = models.BooleanField(_("needs approval"), null=True, blank=True)
    members_only = models.BooleanField(_("union members only"), null=True, blank=True)
    partners_only = models.BooleanField(
        _("workers of co-building firms only"), null=True, blank=True
    )
    women_only = models.BooleanField(_("women workers only"), null=True, blank=True)
    adults_only = models.BooleanField(_("18 and older only"), null=True, blank=True)

    objects = OfOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking rules")
        verbose_name_plural = _("booking rules")
        ordering = ["union__path", "home__code", "space"]
        constraints = [
            exactly_one("rule_set_of_one"),
            models.CheckConstraint(
                condition=Q(daily_quota__isnull=True) | Q(daily_quota__gte=NO_LIMIT),
                name="rule_set_quota_makes_sense",
            ),
            models.CheckConstraint(
                condition=(Q(step_minutes__isnull=True) | Q(step_minutes__gte=5))
                & (Q(min_minutes__isnull=True) | Q(min_minutes__gte=5))
                & (
                    Q(min_minutes__isnull=True)
                    | Q(max_minutes__isnull=True)
                    | Q(max_minutes__gte=F("min_minutes"))
                ),
                name="rule_set_times_make_sense",
            ),
            models.CheckConstraint(
                condition=kept("keep_minutes")
                & kept("keep_last_day_minutes")
                & kept("keep_last_hours_minutes"),
                name="rule_set_keeps_long_enough",
            ),
        ]

    def __str__(self) -> str:
        return str(self.owner or "")

    @property
    def owner(self) -> Any:
        """The space, home or union; None before one is chosen."""
        return self.space or self.home or self.union


class Quota(models.Model):
    """At most so many bookings, or minutes, of one person in a day, week or month.

    A union's counts over all its homes together, a home's over its spaces, a space's over its
    whole tree. With peak times it counts only what falls into them. All that match apply. It
    changes only by `bookings.rule_sets`, which keeps `Space.has_quotas`.
    """

    union = models.ForeignKey(
        Union, models.CASCADE, verbose_name=_("union"), null=True, blank=True, related_name="quotas"
    )
    home = models.ForeignKey(
        Home, models.CASCADE, verbose_name=_("home"), null=True, blank=True, related_name="quotas"
    )
    space = models.ForeignKey(
        Space, models.CASCADE, verbose_name=_("space"), null=True, blank=True, related_name="quotas"
    )
    limit = models.PositiveSmallIntegerField(_("at most"))
    measure = models.CharField(_("counted"), max_length=8, choices=Measure, default=Measure.COUNT)
    period = models.CharField(_("per"), max_length=8, choices=Period, default=Period.WEEK)

    objects = OfOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["union__path", "home__code", "space", "pk"]
        constraints = [
            exactly_one("quota_of_one"),
            models.CheckConstraint(condition=Q(limit__gte=1), name="quota_lets_somebody_book"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self._meta.verbose_name}"

    @property
    def owner(self) -> Any:
        """The space, home or union; None before one is chosen."""
        return self.space or self.home or self.union


class PeakTime(models.Model):
    """A window of the week in which a quota counts; 00:00 as its end is midnight."""

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="peaks", verbose_name=_("quota"))
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays (1 Monday … 7 Sunday)")
    )
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("peak time")
        verbose_name_plural = _("peak times")
        ordering = ["weekdays", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]) & Q(weekdays__len__gt=0),
                name="peak_weekdays_1_to_7",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends=time(0)), name="peak_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekdays} {self.starts:%H:%M}–{self.ends:%H:%M}"
