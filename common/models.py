"""Records that belong to no single app: the audit log."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from common.enums import UNFINISHED_IMPORTS, ImportFileRole, ImportState


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
        return f"{self.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} {self.action} {self.row}"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = "view"):
        """One's own imports; a superuser sees all."""
        if user.is_active and user.is_superuser:
            return self
        return self.filter(by__isnull=False, by=user.pk)


class ImportBatch(models.Model):
    """One spreadsheet that somebody uploaded, from its check to its end, and maybe its undoing.

    Its state changes only by `common.imports.running` (the command line),
    `common.imports.queueing`, `common.imports.working` and `common.imports.undoing`.
    """

    kind = models.CharField(_("kind"), max_length=30)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    datum = models.CharField(_("datum"), max_length=6, default="wgs84")
    language = models.CharField(_("language"), max_length=10, default="zh-hans", editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.QUEUED
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    error_count = models.PositiveIntegerField(_("wrong cells"), default=0)
    problems = models.JSONField(_("what is wrong"), default=list, editable=False)
    ignored_columns = models.JSONField(_("columns left out"), default=list, editable=False)
    question_count = models.PositiveIntegerField(_("questions"), default=0)
    questions = models.JSONField(_("what to ask"), default=list, editable=False)
    answers = models.JSONField(_("answers"), default=dict, editable=False)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="import_batches",
    )
    at = models.DateTimeField(_("time"))
    queued_at = models.DateTimeField(_("queued at"), default=clock.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["-at"], name="import_by_time"),
            models.Index(
                fields=["queued_at"],
                name="import_unfinished",
                condition=Q(state__in=UNFINISHED_IMPORTS),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="import_progress_per_cent"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(state=ImportState.DONE),
                name="import_undone_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("admin:common_importbatch_change", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED_IMPORTS

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it has been checked and nothing in it is wrong."""
        return self.state == ImportState.CHECKED and not self.error_count

    @property
    def may_be_undone(self) -> bool:
        return self.state == ImportState.DONE and self.undone_at is None


class ImportFile(models.Model):
    """A workbook of an import: the one uploaded, or the one given back with its wrong cells marked.

    Kept in the database, so that any worker can read what any web process was given.
    """

    batch = models.ForeignKey(
        ImportBatch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="files"
    )
    role = models.CharField(_("role"), max_length=8, choices=ImportFileRole)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        constraints = [
            models.UniqueConstraint(fields=["batch", "role"], name="import_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.role}"


class ImportChange(models.Model):
    """What an import did to one row, so that it can be undone. Written by `common.imports.changes`.

    `before` holds the columns that were changed, or the whole row where the import removed it; it
    is null where the import created the row. `digest` is the MD5 of the same columns afterwards
    ("" where the row was removed): a row that no longer matches it has been changed since.
    """

    batch = models.ForeignKey(
        ImportBatch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="changes"
    )
    model = models.CharField(_("kind of row"), max_length=60)
    row = models.CharField(_("row"), max_length=60)
    before = models.JSONField(_("before"), null=True)
    digest = models.CharField(_("fingerprint"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


class JobRun(models.Model):
    """How a timed task has fared; one row for each, kept by `common.jobs.Recorded`.

    `known_since` is when the portal first knew the task: one that has never run is late from
    then on, not from the beginning of time.
    """

    task = models.CharField(_("task"), max_length=100, primary_key=True)
    known_since = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("timed job")
        verbose_name_plural = _("timed jobs")
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
