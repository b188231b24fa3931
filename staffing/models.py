from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.models import Home
from homes.models.home import OfHomeQuerySet
from homes.scope import home_scope
from staffing.enums import FILLING, AssignmentState, StaffRole
from unions.enums import Power
from unions.models import Person, Union
from unions.scope import union_scope


class ProviderQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Providers kept by a union in the user's scope."""
        return self.filter(union_scope(user, "union", power))


class Provider(models.Model):
    """A social organisation from which a union buys services."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    union = models.ForeignKey(
        Union, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="providers"
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """Purchase of services for a home: amount in fen, term, deliverables."""

    provider = models.ForeignKey(
        Provider, verbose_name=_("provider"), on_delete=models.PROTECT, related_name="contracts"
    )
    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.PROTECT, related_name="contracts"
    )
    number = models.CharField(_("contract number"), max_length=40, unique=True)
    amount_fen = models.PositiveBigIntegerField(_("amount (fen)"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    deliverables = models.TextField(_("deliverables"), blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.provider}"


class StaffMember(models.Model):
    """A person who serves at a home in one role; who serves several homes has several rows."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="staff"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="staff_rows",
    )
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=14, choices=StaffRole)
    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff",
    )
    starts_on = models.DateField(_("from"), default=clock.today)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["home", "role", "name"]
        constraints = [
            models.UniqueConstraint(fields=["home", "name", "role", "phone"], name="staff_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_role_display()}"


class Shift(models.Model):
    """Time at a home that needs people, by role."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="shifts"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    cadres = models.PositiveSmallIntegerField(_("cadres needed"), default=0)
    social_workers = models.PositiveSmallIntegerField(_("social workers needed"), default=0)
    volunteers = models.PositiveSmallIntegerField(_("volunteers needed"), default=0)
    note = models.CharField(_("note"), max_length=120, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "home"]
        indexes = [models.Index(fields=["home", "starts_at"], name="shift_of_home")]
        constraints = [
            models.UniqueConstraint(fields=["home", "starts_at", "ends_at"], name="shift_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cadres__gt=0) | Q(social_workers__gt=0) | Q(volunteers__gt=0),
                name="shift_needs_somebody",
            ),
        ]

    def __str__(self) -> str:
        local = self.starts_at.astimezone(clock.SHANGHAI)
        return f"{self.home} {local:%m-%d %H:%M}"

    @property
    def needed(self) -> int:
        """How many people the shift needs in all."""
        return self.cadres + self.social_workers + self.volunteers


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Assignments at homes in the user's scope, and the user's own."""
        if not user.is_authenticated:
            return self.none()
        own = Q(member__person_id=user.pk) if power == Power.VIEW else Q(pk__in=[])
        return self.filter(home_scope(user, "shift__home", power) | own)

    def filling(self):
        """Those that fill a place of their shift."""
        return self.filter(state__in=FILLING)


class Assignment(models.Model):
    """Who takes a shift. Nobody can be on two shifts at once: the database refuses it.

    Changes only by `staffing.actions`.
    """

    shift = models.ForeignKey(
        Shift, verbose_name=_("shift"), on_delete=models.CASCADE, related_name="assignments"
    )
    member = models.ForeignKey(
        StaffMember, verbose_name=_("who"), on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AssignmentState, default=AssignmentState.TAKEN
    )
    # The person's account where there is one, else the negated staff row: one number a human.
    human = models.BigIntegerField(editable=False)
    during = DateTimeRangeField(editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["shift", "member"], name="assignment_once"),
            ExclusionConstraint(
                name="assignment_one_place_at_a_time",
                expressions=[
                    (
                        Func(F("human"), F("human"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=FILLING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.shift}"
