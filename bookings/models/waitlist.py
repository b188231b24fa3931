from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bookings.enums import HAD_OFFER, IN_LINE, NO_OFFER, Declaration, Turn
from bookings.models.reservation import Reservation, clock_text
from common import clock
from homes.models import Home, Space
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person


class WaitlistQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Those who wait at homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "home", power))

    def own(self, user):
        """The user's own places in line."""
        return self.filter(person=user)

    def in_line(self):
        """Those who wait, and those for whom a place is kept now."""
        return self.filter(state__in=IN_LINE)

    def waiting(self):
        """Those for whom no place is kept yet."""
        return self.filter(state=Turn.WAITING)

    def in_order(self):
        """First come, first served."""
        return self.order_by("joined_at", "pk")

    def wanting(self, space: Space, starts_at: datetime, ends_at: datetime):
        """Those who wait for what would take some of this space at some of this time."""
        return self.waiting().filter(
            home=space.home_id,
            space__units__overlap=space.units,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
        )

    def with_ahead(self):
        """Adds `ahead`: how many wait before this one for what overlaps its wish."""
        earlier = Q(joined_at__lt=OuterRef("joined_at")) | Q(
            joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk")
        )
        before = WaitlistEntry.objects.waiting().filter(
            earlier,
            home=OuterRef("home"),
            space__units__overlap=OuterRef("space__units"),
            starts_at__lt=OuterRef("ends_at"),
            ends_at__gt=OuterRef("starts_at"),
        )
        counted = before.order_by().values("home").annotate(count=Count("pk")).values("count")
        return self.annotate(ahead=Coalesce(Subquery(counted), 0))


class WaitlistEntry(models.Model):
    """Somebody's place in line for a space, or places in it, at a time that is taken.

    Written only under the lock of the space's tree, by `bookings.waiting` (join, accept,
    decline, leave, remove, offer_now, sweep) and by `bookings.waitlist`, which passes on what
    comes free. While a place is kept, `offer` is the reservation that holds it.
    """

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.PROTECT, related_name="waitlist"
    )
    space = models.ForeignKey(
        Space, verbose_name=_("space"), on_delete=models.PROTECT, related_name="waitlist"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("who waits"), on_delete=models.CASCADE, related_name="waitlist"
    )
    places = models.PositiveIntegerField(_("places"), default=1)
    people = models.PositiveIntegerField(_("people"), default=1)
    declares = ArrayField(
        models.CharField(max_length=8, choices=Declaration),
        verbose_name=_("declared"),
        default=list,
        blank=True,
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=Turn, default=Turn.WAITING)
    joined_at = models.DateTimeField(_("in line since"), default=clock.now)
    offer = models.OneToOneField(
        Reservation,
        verbose_name=_("reservation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="turn",
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in line")
        verbose_name_plural = _("waiting list")
        ordering = ["joined_at", "pk"]
        indexes = [
            models.Index(
                fields=["home", "starts_at"],
                name="waitlist_waiting",
                condition=Q(state=Turn.WAITING),
            ),
            models.Index(fields=["person", "-joined_at"], name="waitlist_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="waitlist_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="waitlist_has_a_place"),
            models.UniqueConstraint(
                fields=["person", "space", "starts_at", "ends_at"],
                condition=Q(state__in=IN_LINE),
                name="waitlist_once_in_line",
            ),
            models.CheckConstraint(
                condition=Q(state__in=HAD_OFFER, offer__isnull=False)
                | Q(state__in=NO_OFFER, offer__isnull=True)
                | Q(state=Turn.REMOVED),
                name="waitlist_offer_as_state_says",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IN_LINE, ended_at__isnull=True)
                | ~Q(state__in=IN_LINE) & Q(ended_at__isnull=False),
                name="waitlist_ended_when_out_of_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} {clock_text(self.starts_at)}–{clock_text(self.ends_at)[-5:]}"
