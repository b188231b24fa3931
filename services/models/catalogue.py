from django.db import models
from django.utils.translation import gettext_lazy as _

from common.labels import Labelled
from homes.models import Home
from homes.models.home import OfHomeQuerySet
from services.enums import Function, ItemKind


class ServiceItem(Labelled, models.Model):
    """The catalogue of services, the same for all homes."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    function = models.CharField(_("function"), max_length=10, choices=Function)
    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind)
    months = models.CharField(
        _("season (months)"), max_length=30, blank=True, help_text=_("Such as 6-9; empty: all year")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("service item")
        verbose_name_plural = _("service catalogue")
        ordering = ["order", "code"]


class MenuEntry(models.Model):
    """A service that a home offers, with what a visitor must know about it."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="menu"
    )
    item = models.ForeignKey(
        ServiceItem, verbose_name=_("service"), on_delete=models.PROTECT, related_name="menu"
    )
    when = models.CharField(_("when"), max_length=80, blank=True)
    price_fen = models.PositiveIntegerField(_("price (fen, 0: free)"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    active = models.BooleanField(_("offered now"), default=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("service offered")
        verbose_name_plural = _("services offered")
        ordering = ["home", "item__order"]
        constraints = [
            models.UniqueConstraint(fields=["home", "item"], name="menu_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.home} · {self.item}"
