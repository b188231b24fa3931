"""Missed bookings and what follows from them: strikes, blocks, appeals, and the policy."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings import reckoning
from bookings.enums import AppealState, BlockScope, StrikeKind, Waived
from bookings.models.reservation import Reservation
from common import clock
from homes.models import Home
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person

MAKES_SENSE = _(
    "All numbers are at least 1, the longest block is no shorter than the first, and strikes are "
    "kept as long as points weigh and blocks last."
)


class ConductPolicy(models.Model):
    """What missed bookings weigh and when they lead to a block. One row, kept by the province."""

    no_show_weight = models.DecimalField(
        _("points for not coming"), max_digits=3, decimal_places=1, default=Decimal(1)
    )
    late_cancel_weight = models.DecimalField(
        _("points for cancelling late"), max_digits=3, decimal_places=1, default=Decimal("0.5")
    )
    window_days = models.PositiveSmallIntegerField(_("points weigh for (days)"), default=30)
    warn_at = models.DecimalField(
        _("warning from (points)"), max_digits=4, decimal_places=1, default=Decimal(1)
    )
    block_at = models.DecimalField(
        _("block from (points)"), max_digits=4, decimal_places=1, default=Decimal(3)
    )
    block_days = models.PositiveSmallIntegerField(
        _("first block (days)"), default=7, help_text=_("Each further one is twice as long.")
    )
    longest_block_days = models.PositiveSmallIntegerField(_("longest block (days)"), default=30)
    scope = models.CharField(
        _("a block holds"), max_length=8, choices=BlockScope, default=BlockScope.PROVINCE
    )
    forget_days = models.PositiveSmallIntegerField(
        _("strikes are deleted after (days)"), default=90
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("an appeal is answered within (working days)"), default=5
    )

    class Meta:
        verbose_name = _("policy on no-shows")
        verbose_name_plural = _("policy on no-shows")
        constraints = [
            models.CheckConstraint(
                condition=Q(block_at__gt=0)
                & Q(warn_at__gt=0)
                & Q(block_days__gte=1)
                & Q(longest_block_days__gte=F("block_days"))
                & Q(window_days__gte=1)
                & Q(appeal_days__gte=1)
                & Q(forget_days__gte=F("window_days"))
                & Q(forget_days__gte=F("longest_block_days")),
                name="conduct_policy_makes_sense",
                violation_error_message=MAKES_SENSE,
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "ConductPolicy":
        """The policy in force; the defaults until somebody edits them."""
        return cls.objects.first() or cls()

    def weight_of(self, kind: str):
        """The points for a strike of a kind."""
        return self.no_show_weight if kind == StrikeKind.NO_SHOW else self.late_cancel_weight

    @property
    def values(self) -> reckoning.Policy:
        """As `bookings.reckoning` computes with it."""
        return reckoning.Policy(
            window_days=self.window_days,
            warn_at=self.warn_at,
            block_at=self.block_at,
            block_days=self.block_days,
            longest_block_days=self.longest_block_days,
            forget_days=self.forget_days,
        )


def conduct_scope(user, prefix: str, power: str) -> Q:
    """Strikes at homes in the scope; those of a confidential room for who manages the home only."""
    told = home_scope(user, f"{prefix}reservation__home", power)
    if managed := home_scope(user, f"{prefix}reservation__home", Power.MANAGE):
        secret = Q(**{f"{prefix}reservation__space__facility__confidential": True})
        return told & (~secret | managed)
    return told


class StrikeQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Strikes at homes in the user's scope as a cadre."""
        return self.filter(conduct_scope(user, "", power))


class Strike(models.Model):
    """A booking that its person missed or cancelled late; once for each reservation.

    Written by `bookings.conduct`; afterwards it can only be taken back (a trigger sees to it),
    and is deleted when the policy's days are over.
    """

    reservation = models.OneToOneField(
        Reservation, verbose_name=_("reservation"), on_delete=models.PROTECT, related_name="strike"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="strikes"
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=StrikeKind)
    weight = models.DecimalField(_("strike points"), max_digits=3, decimal_places=1)
    at = models.DateTimeField(_("recorded at"), default=clock.now)
    recorded_by = models.ForeignKey(
        Person,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    waived_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        Person,
        verbose_name=_("taken back by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    waived_why = models.CharField(_("why it was taken back"), max_length=200, blank=True)

    objects = StrikeQuerySet.as_manager()

    class Meta:
        verbose_name = _("strike")
        verbose_name_plural = _("strikes")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="strike_of_person"),
            models.Index(fields=["at"], name="strike_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0), name="strike_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.reservation}"

    @property
    def own_appeal(self) -> "Appeal | None":
        """The appeal against it, if there is one."""
        return getattr(self, "appeal", None)

    @property
    def why(self) -> str:
        """Why it was taken back, in words."""
        known = self.waived_why in Waived.values
        return str(Waived(self.waived_why).label) if known else self.waived_why

    @property
    def value(self) -> reckoning.Strike:
        return reckoning.Strike(self.at, self.weight, waived=self.waived_at is not None)


class BlockQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Blocks whose last strike was at a home in the user's scope."""
        return self.filter(conduct_scope(user, "strike__", power))

    def running(self, now):
        """Blocks in force at a moment."""
        return self.filter(lifted_at__isnull=True, starts_at__lte=now, ends_at__gt=now)


class Block(models.Model):
    """From … to … a person can't book online; given with the strike that was one too many.

    Given and lifted by `bookings.conduct`. Without a home it holds in the whole province.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="blocks"
    )
    strike = models.OneToOneField(
        Strike, verbose_name=_("last strike"), on_delete=models.CASCADE, related_name="block"
    )
    home = models.ForeignKey(
        Home,
        verbose_name=_("only at"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="blocks",
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person,
        verbose_name=_("lifted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_why = models.CharField(_("why it was lifted"), max_length=200, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["person", "-ends_at"], name="block_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="block_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d} – {self.ends_at:%Y-%m-%d}"

    @property
    def value(self) -> reckoning.Block:
        return reckoning.Block(self.starts_at, self.ends_at, lifted=self.lifted_at is not None)


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Appeals against strikes at homes in the user's scope."""
        return self.filter(conduct_scope(user, "strike__", power))

    def waiting(self):
        """Appeals that nobody has answered."""
        return self.filter(state=AppealState.OPEN)


class Appeal(models.Model):
    """Why a strike is wrong, in the person's words; answered in time, or granted.

    Changes only by `bookings.conduct`.
    """

    strike = models.OneToOneField(
        Strike, verbose_name=_("strike"), on_delete=models.CASCADE, related_name="appeal"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="appeals"
    )
    text = models.TextField(_("what the person says"), max_length=500)
    at = models.DateTimeField(_("sent at"), default=clock.now)
    due_at = models.DateTimeField(_("answer due"))
    state = models.CharField(
        _("state"), max_length=8, choices=AppealState, default=AppealState.OPEN
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="appeal_waiting", condition=Q(state=AppealState.OPEN)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_at__isnull=True)
                | (~Q(state=AppealState.OPEN) & Q(decided_at__isnull=False)),
                name="appeal_decided_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.strike}"
