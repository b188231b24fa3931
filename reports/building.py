"""Building a report so that it is finished once, whatever happens to the worker.

A builder holds an advisory lock on a connection of its own. When its process dies the database
lets the lock go at once, so a report that is unfinished and unlocked is known to be abandoned.
Figures are read in one snapshot; they and the files are written in one transaction at the end,
and only if nobody has cancelled the report meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

from common import audit, clock
from common.locks import lone_worker
from reports.enums import UNFINISHED, FileFormat, ReportKind, ReportState
from reports.models import Report, ReportFile, Standard
from reports.payloads import Subject, build, frozen, step_count
from reports.period import Period
from reports.rendering import rendered

_LOCK_SPACE = 0x5245  # "RE": the first half of this app's advisory lock keys
PATIENCE = timedelta(seconds=20)


class Cancelled(Exception):
    """Somebody stopped the report while it was being built."""


class Watch:
    """The builder's own connection: it holds the lock, and tells progress past the snapshot."""

    def __init__(self, side, report_id: int, steps: int):
        self.side, self.report_id, self.steps, self.done = side, report_id, steps, 0

    def step(self) -> None:
        """One more step is done. Raises `Cancelled` when the report is no longer wanted."""
        self.done += 1
        progress = min(99, 100 * self.done // self.steps)
        with self.side.cursor() as cursor:
            cursor.execute(
                "UPDATE reports_report SET progress = %s WHERE id = %s AND state = %s",
                [progress, self.report_id, ReportState.RUNNING],
            )
            if cursor.rowcount == 0:
                raise Cancelled


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the database as of one moment; in a caller's transaction, as it does."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def build_report(report_id: int) -> None:
    """Build the report unless it is finished, cancelled or in another builder's hands."""
    with lone_worker(_LOCK_SPACE, report_id) as side:
        if side is None or not _claim(report_id):
            return
        report = Report.objects.select_related("union").get(pk=report_id)
        steps = step_count(ReportKind(report.kind)) + len(FileFormat)
        watch = Watch(side, report_id, steps)
        try:
            payload = _payload(report, watch)
            files = _files(payload, watch)
        except Cancelled:
            return
        except Exception as error:
            _end(
                report_id, state=ReportState.FAILED, error=f"{type(error).__name__}: {error}"[:300]
            )
            raise
        _end(report_id, files, state=ReportState.DONE, payload=payload, digest=payload["hash"])


def abandoned() -> list[int]:
    """Unfinished reports queued a while ago that no builder holds."""
    waiting = Report.objects.unfinished().filter(queued_at__lt=clock.now() - PATIENCE)
    found = []
    for report_id in waiting.order_by("queued_at").values_list("pk", flat=True):
        with lone_worker(_LOCK_SPACE, report_id) as side:
            if side is not None:
                found.append(report_id)
    return found


def _claim(report_id: int) -> bool:
    unfinished = Report.objects.filter(pk=report_id, state__in=UNFINISHED)
    return unfinished.update(state=ReportState.RUNNING, progress=0) == 1


def _payload(report: Report, watch: Watch) -> dict:
    subject = Subject(
        ReportKind(report.kind),
        report.union,
        Period(report.starts_on, report.ends_on),
        Standard.objects.get(is_default=True),
    )
    parts = []
    with snapshot():
        for part in build(subject):
            parts.append(part)
            watch.step()
    return frozen(subject, parts)


def _files(payload: dict, watch: Watch) -> dict[str, bytes]:
    files = {}
    for format in FileFormat.values:
        files[format] = rendered(payload, format)
        watch.step()
    return files


@transaction.atomic
def _end(report_id: int, files: dict[str, bytes] | None = None, **outcome) -> None:
    """Write the outcome, with its files, if the report is still wanted."""
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.state != ReportState.RUNNING:
        return
    for field, value in {**outcome, "progress": 100, "finished_at": clock.now()}.items():
        setattr(report, field, value)
    report.save(update_fields=[*outcome, "progress", "finished_at"])
    ReportFile.objects.bulk_create(
        ReportFile(report=report, format=format, content=content)
        for format, content in (files or {}).items()
    )
    audit.record(action=f"report {report.state}", target=report, digest=report.digest)
