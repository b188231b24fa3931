from django.db import models
from django.utils.translation import gettext_lazy as _

from common import clock
from messaging.kinds import kind_of
from unions.models import Person


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = ""):
        """A person's messages are that person's alone, whatever anybody's office."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def unread(self):
        """Messages that their person has not opened."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A message to a person, kept in the portal's inbox. Written by `messaging.actions.notify`.

    `values` fill the sentences of its kind when it is read, in the reader's language.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120, editable=False)
    values = models.JSONField(_("values"), default=dict, editable=False)
    url = models.CharField(_("address"), max_length=200, blank=True)
    at = models.DateTimeField(_("sent at"), default=clock.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="notice_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return kind_of(self.kind).title_for(self.values)

    @property
    def text(self) -> str:
        """What it says, in the reader's language."""
        return kind_of(self.kind).text_for(self.values)
