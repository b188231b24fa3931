from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bookings.models import Reservation
from common import clock
from homes.enums import PUBLIC, CountMethod
from homes.models import Home, Space
from homes.models.home import OfHomeQuerySet
from homes.scope import home_scope
from services.enums import (
    TAKING,
    Function,
    Hidden,
    ItemKind,
    OccasionKind,
    SessionState,
    SignUpState,
)
from unions.enums import Power
from unions.models import Person


class ServiceItem(models.Model):
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

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if translation.get_language() == "en" else self.name


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


class Activity(models.Model):
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

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        if self.name_en and translation.get_language() == "en":
            return self.name_en
        return self.name


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Sessions of homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "activity__home", power))

    def upcoming(self):
        """Scheduled sessions that have not ended, of homes the public may see."""
        return self.filter(
            state=SessionState.SCHEDULED,
            ends_at__gt=clock.now(),
            activity__home__status__in=PUBLIC,
        )


class Session(models.Model):
    """One time an activity takes place.

    A session written down afterwards (an import, the logbook) has a date and its person-times
    only. A scheduled one has times, takes its space through a reservation, and has places:
    `taken` counts them under the session's lock and the database keeps it within `capacity`.
    """

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="sessions"
    )
    on = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    space = models.ForeignKey(
        Space,
        verbose_name=_("space"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    reservation = models.OneToOneField(
        Reservation,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="session",
    )
    capacity = models.PositiveIntegerField(_("places"), default=0)
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    sign_up_closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    members_only = models.BooleanField(_("union members only"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.SCHEDULED
    )
    person_times = models.PositiveIntegerField(_("person-times"), null=True, blank=True)
    method = models.CharField(
        _("counted how"), max_length=8, choices=CountMethod, default=CountMethod.TYPED
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-on", "-starts_at", "pk"]
        indexes = [
            models.Index(fields=["on"], name="session_by_date"),
            models.Index(
                fields=["starts_at"],
                name="session_coming",
                condition=Q(state=SessionState.SCHEDULED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SessionState.SCHEDULED)
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_scheduled_has_times",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="session_not_oversold"
            ),
            models.UniqueConstraint(
                fields=["activity", "on", "starts_at"],
                name="session_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.on}"

    @property
    def left(self) -> int:
        """Places still free."""
        return self.capacity - self.taken


class SignUpQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Sign-ups for sessions of homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "session__activity__home", power))

    def own(self, user):
        """The user's own sign-ups."""
        return self.filter(person=user)


class SignUp(models.Model):
    """A person's places in a session. Changes only by `services.actions`."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="sign_ups"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="sign_ups"
    )
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=SignUpState, default=SignUpState.SIGNED_UP
    )
    at = models.DateTimeField(_("signed up at"), default=clock.now)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=TAKING), name="sign_up_once"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="sign_up_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"


# A home is judged by what it was like in the last year, and says so.
RATED_DAYS = 365
LOW_STARS = 2
LOW_DAYS = 30
LONGEST_PASSAGE = 60


class FeedbackQuerySet(OfHomeQuerySet):
    def lately(self):
        """Ratings of the last year: those that a home's average counts."""
        return self.filter(created_at__gte=clock.now() - timedelta(days=RATED_DAYS))

    def telling(self):
        """Those that say something in public, latest first; never of a confidential space."""
        return self.filter(~Q(comment="") | ~Q(answer=""), confidential=False).order_by(
            "-created_at", "-pk"
        )

    def low(self):
        """One or two stars."""
        return self.filter(stars__lte=LOW_STARS)

    def low_and_unanswered(self):
        """Low ratings of the last month that nobody has answered."""
        since = clock.now() - timedelta(days=LOW_DAYS)
        return self.low().filter(answer="", created_at__gte=since)


class Feedback(models.Model):
    """One rating, 1 to 5, by somebody who was there; one for each occasion.

    The occasion is a reservation of one's own, a sign-up of one's own, or a visit counted at the
    door (its device mark). Changes only by `services.ratings`.
    """

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="feedback"
    )
    occasion = models.CharField(_("occasion"), max_length=8, choices=OccasionKind)
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="feedback",
    )
    reservation = models.OneToOneField(
        Reservation,
        verbose_name=_("reservation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="feedback",
    )
    sign_up = models.OneToOneField(
        SignUp,
        verbose_name=_("sign-up"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="feedback",
    )
    mark = models.CharField(max_length=64, null=True, unique=True, editable=False)
    stars = models.PositiveSmallIntegerField(_("stars"))
    comment = models.TextField(_("comment"), max_length=500, blank=True)
    confidential = models.BooleanField(_("of a confidential space"), default=False, editable=False)
    created_at = models.DateTimeField(_("rated at"), default=clock.now)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    answer = models.TextField(_("public answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["home", "-created_at"], name="feedback_of_home")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(1, 5)), name="feedback_one_to_five_stars"
            ),
            models.CheckConstraint(
                condition=Q(
                    occasion=OccasionKind.BOOKING,
                    reservation__isnull=False,
                    sign_up__isnull=True,
                    mark__isnull=True,
                )
                | Q(
                    occasion=OccasionKind.ACTIVITY,
                    reservation__isnull=True,
                    sign_up__isnull=False,
                    mark__isnull=True,
                )
                | Q(
                    occasion=OccasionKind.VISIT,
                    reservation__isnull=True,
                    sign_up__isnull=True,
                    mark__isnull=False,
                ),
                name="feedback_of_one_occasion",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(comment=""),
                name="feedback_confidential_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="feedback_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.stars}/5"


class HiddenPassage(models.Model):
    """Words of a comment that are personal data, shown to nobody but those who keep the record.

    Never deleted; made by `services.ratings.hide_passage`.
    """

    feedback = models.ForeignKey(
        Feedback, verbose_name=_("rating"), on_delete=models.CASCADE, related_name="hidden"
    )
    passage = models.CharField(_("words"), max_length=LONGEST_PASSAGE)
    kind = models.CharField(_("personal data of which kind"), max_length=8, choices=Hidden)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("time"), default=clock.now)
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("hidden passage")
        verbose_name_plural = _("hidden passages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "passage"], name="hidden_passage_once"),
            models.CheckConstraint(
                condition=~Q(passage="") & ~Q(reason=""), name="hidden_passage_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
