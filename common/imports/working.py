"""A worker's part of an import: check a file, or take it in, so that it happens once whatever
becomes of the worker.

The worker holds an advisory lock, so an import that is unfinished and unlocked is abandoned. Rows,
what they were before and the batch's end are written in one transaction, and only if nobody has
cancelled meanwhile. Progress goes past that transaction on the connection that holds the lock.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import audit, clock
from common.enums import UNFINISHED_IMPORTS, ImportFileRole, ImportState
from common.imports.job import Job
from common.imports.kinds import Kind
from common.imports.registry import kind_named
from common.imports.running import Outcome, ended, perform
from common.locks import lone_worker
from common.models import ImportBatch
from common.spreadsheet import count_rows, write_marked

_LOCK_SPACE = 0x494D  # "IM": the first half of this module's advisory lock keys
PATIENCE = timedelta(seconds=20)
TOLD_EVERY_SECONDS = 0.3


class Cancelled(Exception):
    """Somebody stopped the import while it ran."""


class Watch:
    """Tells progress on the connection that holds the lock, and sees whether it was cancelled."""

    def __init__(self, side, batch: ImportBatch, total: int):
        self.side, self.batch, self.total = side, batch, max(total, 1)
        self.told_at = 0.0

    def __call__(self, rows: int) -> None:
        """`rows` are done. Raises `Cancelled` when the import is no longer wanted."""
        if time.monotonic() - self.told_at < TOLD_EVERY_SECONDS:
            return
        self.told_at = time.monotonic()
        progress = min(99, 100 * rows // self.total)
        with self.side.cursor() as cursor:
            cursor.execute(
                "UPDATE common_importbatch SET progress = %s, rows = %s"
                " WHERE id = %s AND state = %s",
                [progress, rows, self.batch.pk, self.batch.state],
            )
            if cursor.rowcount == 0:
                raise Cancelled


def work_on(batch_id: int) -> None:
    """Check, or take in, unless it is finished, cancelled or in another worker's hands."""
    with lone_worker(_LOCK_SPACE, batch_id) as side:
        batch = _claim(batch_id) if side is not None else None
        if batch is None:
            return
        try:
            with override(batch.language), original_of(batch) as path:
                _work(batch, path, Watch(side, batch, count_rows(path)))
        except Cancelled:
            return
        except Exception as error:
            _end(batch, state=ImportState.FAILED, error=f"{type(error).__name__}: {error}"[:300])
            raise


def abandoned() -> list[int]:
    """Unfinished imports queued a while ago that no worker holds."""
    waiting = ImportBatch.objects.filter(
        state__in=UNFINISHED_IMPORTS, queued_at__lt=clock.now() - PATIENCE
    )
    found = []
    for batch_id in waiting.order_by("queued_at").values_list("pk", flat=True):
        with lone_worker(_LOCK_SPACE, batch_id) as side:
            if side is not None:
                found.append(batch_id)
    return found


@contextmanager
def original_of(batch: ImportBatch) -> Iterator[Path]:
    """The uploaded file as a file of this machine, for as long as the block lasts."""
    content = batch.files.get(role=ImportFileRole.ORIGINAL).content
    with NamedTemporaryFile(suffix=Path(batch.file_name).suffix[:8]) as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def _claim(batch_id: int) -> ImportBatch | None:
    ImportBatch.objects.filter(pk=batch_id, state=ImportState.QUEUED).update(
        state=ImportState.CHECKING
    )
    wanted = ImportBatch.objects.filter(pk=batch_id, state__in=UNFINISHED_IMPORTS)
    return wanted.select_related("by").first()


def _work(batch: ImportBatch, path: Path, watch: Watch) -> None:
    kind = kind_named(batch.kind)
    if batch.by is not None and not kind.allowed(batch.by):
        error = _("You may no longer import files of this kind.")
        _end(batch, state=ImportState.FAILED, error=error)
        return
    job = Job(by=batch.by, datum=batch.datum, answers=batch.answers, watch=watch)
    checking = batch.state == ImportState.CHECKING

    def keep(outcome: Outcome) -> ImportBatch:
        if not _end(batch, **ended(outcome)):
            raise Cancelled
        return batch

    outcome = perform(kind, path, job, dry_run=checking, keep=keep)
    if outcome.batch is None:
        _say_what_was_found(batch, kind, path, outcome)


def _say_what_was_found(batch: ImportBatch, kind: type[Kind], path: Path, outcome: Outcome) -> None:
    returned = write_marked(path, kind.columns, outcome.errors) if outcome.errors else None
    _end(
        batch,
        returned,
        state=ImportState.CHECKED,
        progress=100,
        rows=outcome.rows,
        created=outcome.created,
        updated=outcome.updated,
        error_count=outcome.error_count,
        problems=[problem.as_dict() for problem in outcome.errors],
        ignored_columns=outcome.ignored_columns,
        question_count=outcome.question_count,
        questions=[question.as_dict() for question in outcome.questions],
    )


@transaction.atomic
def _end(batch: ImportBatch, returned: bytes | None = None, **outcome: Any) -> bool:
    """Write what came of it, if the import is still wanted; whether it was."""
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if stored.state != batch.state:
        return False
    outcome = {"finished_at": clock.now(), **outcome}
    for field, value in outcome.items():
        setattr(stored, field, value)
    stored.save(update_fields=list(outcome))
    stored.files.filter(role=ImportFileRole.RETURNED).delete()
    if returned is not None:
        stored.files.create(role=ImportFileRole.RETURNED, content=returned)
    if stored.state == ImportState.FAILED:
        audit.record(action="import failed", target=stored, actor=batch.by)
    return True
