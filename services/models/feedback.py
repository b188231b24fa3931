from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Reservation
from common import clock
from homes.models import Home
from homes.models.home import OfHomeQuerySet
from services.enums import Hidden, OccasionKind
from services.models.sign_up import SignUp
from unions.models import Person

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
