from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from homes.models.home import Home, OfHomeQuerySet


class Agreement(models.Model):
    """A co-build and share service agreement (共建共享服务协议) with a partner."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="agreements"
    )
    partner = models.CharField(_("partner"), max_length=120)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    area_m2 = models.DecimalField(
        _("area offered (m²)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    items = models.CharField(_("services offered"), max_length=300, blank=True)
    file = models.FileField(_("signed file"), upload_to="agreements/%Y/", blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-build agreement")
        verbose_name_plural = _("co-build agreements")
        ordering = ["home", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["home", "partner", "starts_on"], name="agreement_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} · {self.partner}"
