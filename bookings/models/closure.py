from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.enums import (
    UNFINISHED_CLOSURES,
    ClosureKind,
    ClosureState,
    Decision,
    PartState,
)
from bookings.models.reservation import Reservation
from bookings.refusals import refuse
from common import clock
from homes.models import Home, Space
from homes.opening import Interval
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person


class ClosureQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """To see one, one of its homes must be in the scope; for more than seeing, all of them."""
        within = ClosurePart.objects.filter(home_scope(user, "home", power)).values("pk")
        mine = self.filter(pk__in=ClosurePart.objects.filter(pk__in=within).values("closure"))
        if power == Power.VIEW:
            return mine
        beyond = ClosurePart.objects.exclude(pk__in=within).values("closure")
        return mine.exclude(pk__in=beyond)


class Closure(models.Model):
    """Homes or a space closed for a time, with what becomes of the bookings that this hits.

    Made, carried out and taken back by `bookings.closures` only, home by home. `windows` are
    pairs of moments (ISO 8601); none: from now until further notice.
    """

    kind = models.CharField(_("what"), max_length=8, choices=ClosureKind)
    reason = models.CharField(
        _("reason"), max_length=120, help_text=_("Everybody reads it on the home's page.")
    )
    space = models.ForeignKey(
        Space,
        verbose_name=_("space"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closures",
    )
    windows = models.JSONField(_("when"), default=list)
    whole_days = models.BooleanField(_("whole days"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ClosureState, default=ClosureState.PREPARING
    )
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"), default=clock.now)
    queued_at = models.DateTimeField(_("queued at"), default=clock.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="closure_unfinished",
                condition=Q(state__in=UNFINISHED_CLOSURES),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[ClosureKind.BLOCK, ClosureKind.FAULT], space__isnull=False)
                | (~Q(kind__in=[ClosureKind.BLOCK, ClosureKind.FAULT]) & Q(space__isnull=True)),
                name="closure_of_space_names_it",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reason}".strip()

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED_CLOSURES

    @property
    def intervals(self) -> list[Interval]:
        """The windows as moments in Asia/Shanghai."""
        return [(_moment(start), _moment(end)) for start, end in self.windows]

    @property
    def place(self) -> Space:
        """The space of a closure that is about one; the constraint has it named."""
        assert self.space is not None
        return self.space

    @property
    def actor(self) -> Person:
        """Who answers for it. Raises Refusal `not_yours` where the account is gone."""
        if self.by is None:
            raise refuse("not_yours")
        return self.by

    @property
    def may_keep(self) -> bool:
        """Whether a booking may stay although it is hit: never where the whole day is closed."""
        partly = self.kind == ClosureKind.HOURS and not self.whole_days
        return partly or self.kind in (ClosureKind.FAULT, ClosureKind.OUTSIDE)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(clock.SHANGHAI)


class ClosurePart(models.Model):
    """One home of a closure: carried out in one transaction, or not at all."""

    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, related_name="parts")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="closure_parts")
    state = models.CharField(max_length=8, choices=PartState, default=PartState.WAITING)
    why = models.CharField(max_length=200, blank=True)
    # What taking it back needs: the exceptions written and replaced, a status, bookings.
    record = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("home of a closure")
        verbose_name_plural = _("homes of a closure")
        ordering = ["home__code"]
        constraints = [
            models.UniqueConstraint(fields=["closure", "home"], name="closure_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.closure} · {self.home}"


class ClosureHit(models.Model):
    """A booking, or a session of an activity, that a closure hits, and what becomes of it.

    Times and space are those at which it was listed; `result` is what was done with it.
    """

    part = models.ForeignKey(ClosurePart, on_delete=models.CASCADE, related_name="hits")
    reservation = models.ForeignKey(
        Reservation, null=True, on_delete=models.CASCADE, related_name="closure_hits"
    )
    # What another app has at the home: its kind and number there, and how it is called.
    thing = models.CharField(max_length=20, blank=True)
    thing_id = models.BigIntegerField(default=0)
    title = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField(default=0)
    space = models.ForeignKey(Space, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=Decision)
    to_space = models.ForeignKey(Space, null=True, on_delete=models.PROTECT, related_name="+")
    to_starts_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=6, choices=Decision, blank=True)
    # Whether its person has heard of the result; several hits of one person are told together.
    told = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("hit of a closure")
        verbose_name_plural = _("hits of a closure")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "reservation"],
                condition=Q(reservation__isnull=False),
                name="closure_hit_once",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.MOVE)
                | Q(to_space__isnull=False, to_starts_at__isnull=False),
                name="closure_move_has_a_goal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.reservation} {self.get_decision_display()}"

    @property
    def booking(self) -> Reservation:
        """The reservation of a hit that is one."""
        assert self.reservation is not None
        return self.reservation

    @property
    def place(self) -> Space:
        """The space of a hit that is a reservation."""
        assert self.space is not None
        return self.space

    @property
    def goal(self) -> tuple[Space, datetime, datetime]:
        """Where and when it could go; the constraint has a move named one."""
        assert self.to_space is not None
        assert self.to_starts_at is not None
        return self.to_space, self.to_starts_at, self.to_starts_at + (self.ends_at - self.starts_at)

    @property
    def to_ends_at(self) -> datetime | None:
        if self.to_starts_at is None:
            return None
        return self.to_starts_at + (self.ends_at - self.starts_at)

    @property
    def key(self) -> tuple:
        """By which it is known again, with time and place: unequal where anything changed."""
        return (self.reservation_id, self.thing, self.thing_id, *self.when)

    @property
    def when(self) -> tuple:
        return (self.space_id, self.starts_at, self.ends_at)
