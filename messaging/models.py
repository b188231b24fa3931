import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from messaging.enums import DEFAULT_LEVELS, OPEN, Channel, DeliveryState, Group, Level
from messaging.kinds import readable_kind
from unions.models import Person
from unions.rules import manages_province
from unions.scope import sees_all


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = ""):
        """A person's messages are that person's alone, whatever anybody's office."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()


class NoticeQuerySet(OwnQuerySet):
    def unread(self):
        """Messages that their person has not opened."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A message to a person, kept in the portal's inbox. Written by `messaging.actions.notify`.

    Or an SMS to a `phone` whose owner has no account (`notify_number`): nobody's inbox shows it.
    `values` fill the sentences of its kind when it is read, in the reader's language. After
    `not_after` it is of no use to send it: what it speaks of has begun.
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notices",
    )
    phone = models.CharField(
        _("mobile number"), max_length=11, blank=True, default="", db_default="", editable=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120, editable=False)
    values = models.JSONField(_("values"), default=dict, editable=False)
    url = models.CharField(_("address"), max_length=200, blank=True)
    at = models.DateTimeField(_("sent at"), default=clock.now)
    not_after = models.DateTimeField(_("of use until"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(
                fields=["person"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.UniqueConstraint(
                fields=["phone", "key"],
                condition=Q(person__isnull=True),
                name="notice_once_to_number",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, phone="")
                | (Q(person__isnull=True) & ~Q(phone="")),
                name="notice_to_person_or_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return readable_kind(self.kind).title_for(self.values)

    @property
    def head(self) -> str:
        """What it says before its lines, in the reader's language."""
        return readable_kind(self.kind).text_for(self.values)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What it lists, in the reader's language, each with where it leads; mostly nothing."""
        return readable_kind(self.kind).lines_for(self.values)

    @property
    def text(self) -> str:
        """All that it says, in the reader's language."""
        return "\n".join([self.head, *(text for text, _url in self.lines)])


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = ""):
        """The province watches over what goes out; what messages say it does not see."""
        seen = sees_all(user) or (user.is_active and manages_province(user))
        return self if seen else self.none()

    def due(self, most_attempts: int):
        """What waits for its time, which has come, and what a dead sender has left."""
        return self.filter(state__in=OPEN, next_try_at__lte=clock.now(), attempts__lt=most_attempts)


class Delivery(models.Model):
    """A message on its way out of the portal by one channel; the outbox. See `messaging.outbox`.

    `uuid` is the same at every attempt: by it a gateway knows what it has sent already. While
    it is being sent, `next_try_at` is when its sender is taken for dead.
    """

    notice = models.ForeignKey(
        Notice, verbose_name=_("message"), on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    uuid = models.UUIDField(_("id for the gateway"), unique=True, default=uuid.uuid4)
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), default=clock.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try_at"], name="delivery_due", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["-id"], name="delivery_failed", condition=Q(state=DeliveryState.FAILED)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
                name="delivery_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.notice}"


class Preferences(models.Model):
    """The language of a person's SMS, e-mail and calendars, and a confirmed address, if any."""

    person = models.OneToOneField(
        Person,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="message_preferences",
        primary_key=True,
    )
    language = models.CharField(
        _("language of SMS, e-mail and calendars"),
        max_length=8,
        default=settings.LANGUAGE_CODE,
    )
    email = models.EmailField(_("e-mail address"), blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("message preferences")
        verbose_name_plural = _("message preferences")

    def __str__(self) -> str:
        return str(self.person)


class Choice(models.Model):
    """How much of a group a person wants by a channel; without a row the default holds."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="message_choices"
    )
    group = models.CharField(_("messages about"), max_length=12, choices=Group)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    level = models.CharField(_("how much"), max_length=10, choices=Level)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of messages")
        verbose_name_plural = _("choices of messages")
        ordering = ["person", "group", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} · {self.get_channel_display()}"


def preferences_of(person: Person | None) -> Preferences:
    """What the person has set, or what holds for all."""
    if person is None:
        return Preferences()
    return Preferences.objects.filter(person=person).first() or Preferences(person=person)


def levels_of(person: Person) -> dict[tuple[str, str], str]:
    """The level of every group and channel for a person."""
    levels = {(group, channel): DEFAULT_LEVELS[channel] for group in Group for channel in Channel}
    rows = Choice.objects.filter(person=person)
    return levels | {(row.group, row.channel): row.level for row in rows}
