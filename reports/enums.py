from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    COVERAGE = "coverage", _("coverage")
    FUNDING = "funding", _("funding")
    OPERATIONS = "operations", _("operations")
    STAFFING = "staffing", _("staffing")


class ReportState(TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being built")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# A report in these states will still change by itself.
UNFINISHED = (ReportState.QUEUED, ReportState.RUNNING)


class FileFormat(TextChoices):
    JSON = "json", "JSON"
    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"
