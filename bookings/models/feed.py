from django.db import models
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.models import Space
from unions.models import Person


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = ""):
        """A person's feeds are that person's alone, whatever anybody's office."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()


class CalendarFeed(models.Model):
    """A secret address at which a calendar reads one's own dates, or a cadre those of a space.

    Only the SHA-256 of the token is kept. Issued and revoked by `bookings.feeds`.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    space = models.ForeignKey(
        Space,
        verbose_name=_("space"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued at"), default=clock.now)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "space"], name="calendar_feed_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return str(self.space or self.person)
