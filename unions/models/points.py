from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from unions.enums import PointsReason
from unions.models.person import Person


class PointsPolicy(models.Model):
    """How many points there are for what. One row; edited in the admin."""

    check_in = models.PositiveSmallIntegerField(_("points for a check-in"), default=5)
    session = models.PositiveSmallIntegerField(_("points for attending an activity"), default=10)

    class Meta:
        verbose_name = _("policy on points")
        verbose_name_plural = _("policy on points")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "PointsPolicy":
        """The policy in force; the defaults until somebody edits them."""
        return cls.objects.first() or cls()


class PointsEntryQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = ""):
        """A person's points are that person's alone, whatever anybody's office."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def balance(self) -> int:
        """The sum of these entries."""
        return self.aggregate(sum=models.Sum("points"))["sum"] or 0


class PointsEntry(models.Model):
    """Points given to a person, or taken back. Append-only: a database trigger refuses change.

    Written by `unions.points.settle` only. `key` is the subject and the number of the entry
    about it ("reservation:12:0"), so that nothing is given twice.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="points_entries"
    )
    points = models.SmallIntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=16, choices=PointsReason)
    key = models.CharField(_("key"), max_length=60, unique=True, editable=False)
    at = models.DateTimeField(_("time"), default=clock.now)
    by = models.ForeignKey(
        Person,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = PointsEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="points_of_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="points_entry_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.get_reason_display()}"
