from django.db import models
from django.utils.translation import gettext_lazy as _

from common.labels import Labelled
from homes.models import Home
from homes.models.home import OfHomeQuerySet
from services.models.catalogue import ServiceItem


class Activity(Labelled, models.Model):
    """Something a home holds: a course, a match, a talk. It takes place in sessions."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="activities"
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    item = models.ForeignKey(
        ServiceItem,
        verbose_name=_("service"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
    )
    description = models.TextField(_("description"), blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["home", "name"]
        constraints = [
            models.UniqueConstraint(fields=["home", "name"], name="activity_name_once_in_home"),
        ]
