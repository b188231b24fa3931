"""Records that belong to no single app: the audit log."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to which row, and when. Append-only: a database trigger refuses change.

    Written by `common.audit.record` only.
    """

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    action = models.CharField(_("action"), max_length=60)
    model = models.CharField(_("kind of row"), max_length=60)
    row = models.CharField(_("row"), max_length=60)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["model", "row"], name="audit_by_row"),
            BrinIndex(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.model} {self.row}"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = "view"):
        """One's own imports; a superuser sees all."""
        if user.is_active and user.is_superuser:
            return self
        return self.filter(by__isnull=False, by=user.pk)


class ImportBatch(models.Model):
    """One spreadsheet that was taken in, whole. Written by `common.imports.run` only."""

    kind = models.CharField(_("kind"), max_length=30)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    created = models.PositiveIntegerField(_("created"))
    updated = models.PositiveIntegerField(_("updated"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="import_batches",
    )
    at = models.DateTimeField(_("time"))

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["-at"], name="import_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
