from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Greatest, Mod, TruncDate
from django.utils.translation import gettext_lazy as _

from bookings.codes import MANY, code_of, number_of
from bookings.enums import HOLDING, NEVER_ACCEPTED, OWN_USE, Declaration, Source, State
from bookings.models.series import Series
from common import clock
from homes.enums import Mode
from homes.models import Home, Space
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person

# What begins on one date of Shanghai and ends on another, or at its end.
OVER_MIDNIGHT = Q(starts_at__date__lt=TruncDate("ends_at"))


class ReservationQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Reservations at homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "home", power))

    def own(self, user):
        """The user's own reservations."""
        return self.filter(person=user)

    def holding(self):
        """Reservations that hold their time now."""
        return self.filter(state__in=HOLDING)

    def in_the_way(self, space: Space, starts_at, ends_at):
        """Those that hold the space, a part of it or what it is part of, in this time."""
        return self.holding().filter(
            space__units__overlap=space.units, starts_at__lt=ends_at, ends_at__gt=starts_at
        )

    def with_code(self, code: str):
        """Those that the six digits name; one, but for those a million apart."""
        number = number_of(code, settings.SECRET_KEY)
        return self.alias(remainder=Mod("pk", MANY)).filter(remainder=number)

    def unclaimed(self, now):
        """A worker's running bookings that nobody came to within the grace of their space."""
        wait = F("space__grace_minutes") * Value(timedelta(minutes=1))
        # Who was booked in at the desk after the start has the same time to come.
        known = Greatest("starts_at", "created_at")
        given_up = ExpressionWrapper(known + wait, output_field=models.DateTimeField())
        return self.alias(given_up=given_up).filter(
            state=State.CONFIRMED,
            source__in=OWN_USE,
            person__isnull=False,
            space__check_in_required=True,
            space__grace_minutes__gt=0,
            given_up__lte=now,
            ends_at__gt=now,
        )

    def booked(self):
        """What somebody booked; without places of a waiting list that nobody has accepted."""
        return self.filter(offered_until__isnull=True)


class Reservation(models.Model):
    """A space, or places in it, for a person or a purpose, from … to ….

    Its state changes only by `bookings.actions`: book, decide, cancel; by `bookings.presence`:
    check_in, undo_check_in, report_missing; and by time, in `bookings.sweeps`. The desk makes
    walk-ins and blocks (`bookings.desk`); one kept for a person of the waiting list also changes
    by `bookings.waiting.accept`. `offered_until` is the end of that keeping, empty once accepted.
    """

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.PROTECT, related_name="reservations"
    )
    space = models.ForeignKey(
        Space, verbose_name=_("space"), on_delete=models.PROTECT, related_name="reservations"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("booked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reservations",
    )
    # Who comes where nobody has an account; erased by `bookings.desk.forget_contacts`.
    contact_name = models.CharField(
        _("name of who comes"), max_length=60, blank=True, default="", db_default=""
    )
    contact_phone = models.CharField(
        _("mobile number of who comes"), max_length=11, blank=True, default="", db_default=""
    )
    # Who comes without an account has agreed to be told about this booking by SMS.
    contact_texts = models.BooleanField(_("told by SMS"), default=False, db_default=False)
    places = models.PositiveIntegerField(_("places"), default=1)
    people = models.PositiveIntegerField(_("people"), default=1, db_default=1)
    declares = ArrayField(
        models.CharField(max_length=8, choices=Declaration),
        verbose_name=_("declared"),
        default=list,
        db_default=[],
        blank=True,
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    state = models.CharField(_("state"), max_length=12, choices=State)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.WEB)
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="reservations",
    )
    idempotency_key = models.CharField(max_length=80, null=True, editable=False)
    created_at = models.DateTimeField(_("booked at"), default=clock.now)
    decide_by = models.DateTimeField(_("to be decided by"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("passed on at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    came = models.PositiveIntegerField(_("how many came"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cancelled or closed at"), null=True, blank=True)
    offered_until = models.DateTimeField(_("kept until"), null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="reservation_of_person"),
            models.Index(fields=["home", "starts_at"], name="reservation_of_home"),
            models.Index(fields=["starts_at"], name="reservation_by_time"),
            models.Index(
                fields=["ends_at"], name="reservation_holding", condition=Q(state__in=HOLDING)
            ),
            models.Index(
                fields=["ends_at"],
                name="reservation_with_contact",
                condition=~Q(contact_name="", contact_phone=""),
            ),
            models.Index(
                fields=["ends_at"], name="reservation_over_midnight", condition=OVER_MIDNIGHT
            ),
            models.Index(
                fields=["offered_until"],
                name="reservation_offered",
                condition=Q(state=State.OFFERED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reservation_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="reservation_has_a_place"),
            models.CheckConstraint(condition=Q(people__gte=1), name="reservation_has_a_person"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(contact_name="", contact_phone=""),
                name="reservation_contact_or_account",
            ),
            models.CheckConstraint(
                condition=Q(contact_texts=False) | ~Q(contact_phone=""),
                name="reservation_texts_need_a_number",
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"], name="reservation_idempotent"
            ),
            models.CheckConstraint(
                condition=Q(offered_until__isnull=True) & ~Q(state=State.OFFERED)
                | Q(offered_until__isnull=False, state__in=NEVER_ACCEPTED),
                name="reservation_offered_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} {clock_text(self.starts_at)}–{clock_text(self.ends_at)[-5:]}"

    @property
    def code(self) -> str:
        """The six digits that name it at the door; see bookings/codes.py."""
        return code_of(self.pk, settings.SECRET_KEY)

    @property
    def is_holding(self) -> bool:
        return self.state in HOLDING

    @property
    def heads(self) -> int:
        """How many people it brings into the home: one for each place, else as many as said.

        Maintenance brings nobody, however many places it takes.
        """
        if self.source == Source.MAINTENANCE:
            return 0
        return self.places if self.space.mode == Mode.PLACES else self.people


def clock_text(moment) -> str:
    """A moment in Asia/Shanghai as 2026-11-24 19:00."""
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


class Hold(models.Model):
    """A rectangle, units × time, that nobody else can have: the database refuses an overlap.

    The units are those of a space, or of the people that a home with a cap lets in at once.
    Only reservations in a holding state have holds; ending one deletes them, so the table under
    the constraint is as small as what is booked ahead. `during` of a space includes the pauses.
    """

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="holds")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="holds")
    units = BigIntegerRangeField()
    during = DateTimeRangeField()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            ExclusionConstraint(
                name="hold_no_overlap",
                expressions=[
                    ("units", RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(units__isempty=False, during__isempty=False), name="hold_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} {self.during}"
