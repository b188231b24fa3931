from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.labels import Labelled
from homes import enums
from homes.models.home import Home, OfHomeQuerySet
from homes.models.searchable import Searchable, SearchableQuerySet
from homes.search_text import space_text


class Facility(Labelled, models.Model):
    """The catalogue of what a space can be: badminton court, reading room, mothers' room …"""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    zone = models.CharField(_("zone"), max_length=16, choices=enums.Zone)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    confidential = models.BooleanField(
        _("confidential"), default=False, help_text=_("Calendars show its use as occupied only.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["order", "code"]


class SpaceQuerySet(SearchableQuerySet["Space"], OfHomeQuerySet):  # type: ignore[override]  # as_manager of two
    def bookable(self):
        """Spaces that can be booked at all, in homes in operation."""
        return self.exclude(mode=enums.Mode.WALK_IN).filter(
            condition=enums.Condition.IN_USE, home__status__in=enums.IN_OPERATION
        )


class Space(Labelled, Searchable):
    """A room, court, seat … of a home; spaces form trees (a hall and its half-courts).

    `units` numbers what can be held: a whole is numbered so that its range contains the ranges
    of its parts, and no two trees share a number. Numbers are given out by
    `bookings.spaces.arrange` only, which moves the holds along.
    """

    TEXT_SOURCES = frozenset({"name", "name_en", "facility"})
    TEXT_NEEDS = "facility"

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="spaces"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    root = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="tree",
    )
    facility = models.ForeignKey(
        Facility, verbose_name=_("facility"), on_delete=models.PROTECT, related_name="spaces"
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    area_m2 = models.DecimalField(
        _("floor area (m²)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    mode = models.CharField(_("how it is used"), max_length=10, choices=enums.Mode)
    capacity = models.PositiveIntegerField(_("places"), default=1)
    condition = models.CharField(
        _("condition"), max_length=8, choices=enums.Condition, default=enums.Condition.IN_USE
    )
    units = BigIntegerRangeField(null=True, editable=False)  # type: ignore[misc]  # may be null
    # The rules in force here, kept by bookings.rule_sets from what space, home and unions say.
    step_minutes = models.PositiveSmallIntegerField(_("step (minutes)"), default=30)
    min_minutes = models.PositiveSmallIntegerField(_("shortest booking (minutes)"), default=30)
    max_minutes = models.PositiveSmallIntegerField(_("longest booking (minutes)"), default=240)
    lead_minutes = models.PositiveIntegerField(_("book ahead at least (minutes)"), default=0)
    horizon_days = models.PositiveSmallIntegerField(_("book ahead at most (days)"), default=14)
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("pause before (minutes)"), default=0, db_default=0
    )
    buffer_minutes = models.PositiveSmallIntegerField(_("pause after (minutes)"), default=0)
    cancel_minutes = models.PositiveIntegerField(_("cancel until (minutes before)"), default=0)
    late_cancel = models.CharField(
        _("cancelling after the deadline"),
        max_length=8,
        choices=enums.LateCancel,
        default=enums.LateCancel.COUNTED,
        db_default=enums.LateCancel.COUNTED,
    )
    check_in_required = models.BooleanField(
        _("check-ins are recorded"), default=False, db_default=False
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("kept after the start (minutes)"), default=15, db_default=15
    )
    keep_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits (minutes)"), default=120, db_default=120
    )
    keep_last_day_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits, within 24 hours of the start (minutes)"), default=30, db_default=30
    )
    keep_last_hours_minutes = models.PositiveSmallIntegerField(
        _("kept for who waits, within 3 hours of the start (minutes)"), default=10, db_default=10
    )
    daily_quota = models.PositiveSmallIntegerField(
        _("bookings a person a day"), null=True, blank=True, default=2
    )
    needs_approval = models.BooleanField(_("needs approval"), default=False)
    members_only = models.BooleanField(_("union members only"), default=False)
    partners_only = models.BooleanField(
        _("workers of co-building firms only"), default=False, db_default=False
    )
    women_only = models.BooleanField(_("women workers only"), default=False, db_default=False)
    adults_only = models.BooleanField(_("18 and older only"), default=False, db_default=False)
    has_quotas = models.BooleanField(default=False, db_default=False, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["home", "order", "pk"]
        indexes = [GistIndex(fields=["units"], name="space_by_units")]
        constraints = [
            models.UniqueConstraint(fields=["home", "name"], name="space_name_once_in_home"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="space_has_a_place"),
            models.CheckConstraint(
                condition=Q(step_minutes__gte=5)
                & Q(min_minutes__gte=5)
                & Q(max_minutes__gte=models.F("min_minutes")),
                name="space_times_make_sense",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")), name="space_not_its_own_part"
            ),
        ]

    def made_text(self) -> str:
        return space_text(self)
