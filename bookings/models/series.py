from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bookings.enums import HOLDING, SeriesState
from common import clock
from common.weekdays import WEEKDAYS
from homes.enums import Mode
from homes.models import Home, Space
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Series at homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "home", power))

    def own(self, user):
        """Series that a cadre has booked for the user."""
        return self.filter(person=user)

    def counted(self):
        """With `coming`: how many of its dates are still held and not over."""
        held = Q(reservations__state__in=HOLDING, reservations__ends_at__gt=clock.now())
        return self.annotate(coming=Count("reservations", filter=held))


class Series(models.Model):
    """A space every week, or every second, for a club or a standing meeting.

    It is made, changed and called off by `bookings.series` only. Its pattern says how it was
    asked for; what is held stands in its reservations.
    """

    home = models.ForeignKey(
        Home, verbose_name=gettext_lazy("home"), on_delete=models.PROTECT, related_name="series"
    )
    space = models.ForeignKey(
        Space, verbose_name=gettext_lazy("space"), on_delete=models.PROTECT, related_name="series"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=gettext_lazy("booked for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="series",
    )
    purpose = models.CharField(gettext_lazy("purpose"), max_length=120, blank=True)
    places = models.PositiveIntegerField(gettext_lazy("places"), default=1)
    people = models.PositiveIntegerField(gettext_lazy("number of people"), default=1, db_default=1)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=gettext_lazy("weekdays (1 Monday … 7 Sunday)"),
    )
    starts = models.TimeField(gettext_lazy("from (time)"))
    ends = models.TimeField(
        gettext_lazy("to (time)"),
        help_text=gettext_lazy("At or before the start: on the next day."),
    )
    first_on = models.DateField(gettext_lazy("first date"))
    last_on = models.DateField(gettext_lazy("last date"))
    every_weeks = models.PositiveSmallIntegerField(
        gettext_lazy("how often"),
        default=1,
        choices=[(1, gettext_lazy("every week")), (2, gettext_lazy("every second week"))],
    )
    skip_holidays = models.BooleanField(
        gettext_lazy("not on statutory holidays"),
        default=True,
        help_text=gettext_lazy("Make-up working days count as the weekday they are."),
    )
    skip_closed = models.BooleanField(
        gettext_lazy("not on days when the home is closed at that time"), default=True
    )
    state = models.CharField(
        gettext_lazy("state"),
        max_length=12,
        choices=SeriesState,
        default=SeriesState.RUNNING,
        editable=False,
    )
    created_at = models.DateTimeField(gettext_lazy("booked at"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        Person,
        verbose_name=gettext_lazy("booked by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("series")
        verbose_name_plural = gettext_lazy("series")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]) & Q(weekdays__len__gt=0),
                name="series_weekdays_1_to_7",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="series_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(every_weeks__in=[1, 2]), name="series_interval"),
            models.CheckConstraint(condition=Q(places__gte=1), name="series_has_a_place"),
            models.CheckConstraint(condition=Q(people__gte=1), name="series_has_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.label}"

    def heads_in(self, space: Space) -> int:
        """How many people each date brings into the home, as a reservation of `space` would."""
        return self.places if space.mode == Mode.PLACES else self.people

    @property
    def label(self) -> str:
        """Every Tue, Thu 19:00–20:30, in the reader's language."""
        names = dict(WEEKDAYS)
        days = pgettext("between weekdays", ", ").join(str(names[day]) for day in self.weekdays)
        often = _("Every %(days)s") if self.every_weeks == 1 else _("Every second %(days)s")
        return f"{often % {'days': days}} {self.starts:%H:%M}–{self.ends:%H:%M}"
