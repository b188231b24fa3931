from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.enums import Claim
from common import clock
from homes.models import Agreement
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person


def in_force() -> models.QuerySet[Agreement]:
    """The agreements that are in force today."""
    ends = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    return Agreement.objects.filter(ends, starts_on__lte=clock.today())


class PartnerWorkerQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Claims at homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "agreement__home", power))

    def admits(self, person: Person, home_id: int) -> bool:
        """Whether a confirmed firm of the person has an agreement with this home in force.

        The firm may have been confirmed at another home: it is known by its credit code.
        """
        here = in_force().filter(home=home_id)
        codes = here.exclude(uscc="").values("uscc")
        of_firm = Q(agreement__in=here) | Q(agreement__uscc__in=codes)
        return self.filter(of_firm, person=person, state=Claim.CONFIRMED).exists()


class PartnerWorker(models.Model):
    """A person says that she works for a firm that has signed an agreement with a home.

    A cadre of the home confirms it or not; state changes only by `bookings.partners`. No more
    is kept than which agreement it is.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, verbose_name=_("worker"), related_name="partner_claims"
    )
    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name=_("agreement"), related_name="claims"
    )
    state = models.CharField(_("state"), max_length=10, choices=Claim, default=Claim.WAITING)
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.SET_NULL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PartnerWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker of a co-building firm")
        verbose_name_plural = _("workers of co-building firms")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "agreement"], name="partner_worker_once"),
            models.CheckConstraint(
                condition=Q(state=Claim.WAITING) | Q(decided_at__isnull=False),
                name="partner_worker_decided_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.agreement.partner}"
