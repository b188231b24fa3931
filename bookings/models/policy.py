from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApprovalPolicy(models.Model):
    """By when a request is decided. One row; edited in the admin."""

    decide_hours = models.PositiveSmallIntegerField(
        _("a request is decided within (hours)"), default=24
    )
    hours_before = models.PositiveSmallIntegerField(
        _("and at least so long before it begins (hours)"), default=2
    )

    class Meta:
        verbose_name = _("policy on approvals")
        verbose_name_plural = _("policy on approvals")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "ApprovalPolicy":
        """The policy in force; the defaults until somebody edits them."""
        return cls.objects.first() or cls()

    def decide_by(self, asked_at: datetime, starts_at: datetime) -> datetime:
        """The deadline of a request; half the time there is where it begins sooner than that."""
        deadline = min(
            asked_at + timedelta(hours=self.decide_hours),
            starts_at - timedelta(hours=self.hours_before),
        )
        return deadline if deadline > asked_at else asked_at + (starts_at - asked_at) / 2
