from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.enums import Datum, Power
from unions.models.division import Division
from unions.models.union import Union
from unions.scope import sees_all, union_scope


class WorkplaceQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Workplaces of divisions whose union is in the user's scope."""
        if sees_all(user):
            return self
        unions = Union.objects.filter(union_scope(user, "", power), division__isnull=False)
        return self.filter(division_id__in=unions.values("division_id"))

    def within(self, union: Union):
        """Workplaces in the divisions of the union's subtree."""
        unions = Union.objects.within(union).filter(division__isnull=False)
        return self.filter(division_id__in=unions.values("division_id"))


class Workplace(models.Model):
    """Where workers are: an employer, a site, a hub of riders. The demand side of coverage."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    division = models.ForeignKey(
        Division, verbose_name=_("division"), on_delete=models.PROTECT, related_name="workplaces"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    source_datum = models.CharField(
        _("datum of the source"), max_length=6, choices=Datum, default=Datum.WGS84
    )
    headcount = models.PositiveIntegerField(_("workers"))
    new_form = models.PositiveIntegerField(_("of them in new forms of employment"), default=0)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    surveyed_on = models.DateField(_("surveyed on"), null=True, blank=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(new_form__lte=models.F("headcount")),
                name="workplace_new_form_within_headcount",
            ),
        ]

    def __str__(self) -> str:
        return self.name
