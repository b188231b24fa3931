from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    COVERAGE = "coverage", _("coverage")
    FUNDING = "funding", _("funding")
    OPERATIONS = "operations", _("operations")
    STAFFING = "staffing", _("staffing")


class ReportState(TextChoices):
    QUEUED = "queued", _("in the queue")
    RUNNING = "running", _("building now")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# A report in these states will still change by itself.
UNFINISHED = (ReportState.QUEUED, ReportState.RUNNING)


class FileFormat(TextChoices):
    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"

    @property
    def content_type(self) -> str:
        """The MIME type of such a file."""
        office = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return f"application/{office if self == FileFormat.XLSX else self.value}"
