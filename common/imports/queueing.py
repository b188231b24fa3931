"""What a person asks of an import in the background: check this file, take it in, stop."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import audit, clock, tasks
from common.datum import Datum
from common.enums import ImportFileRole, ImportState
from common.errors import Refusal
from common.imports.job import ALL_ROWS, answer_key
from common.models import ImportBatch


@transaction.atomic
def request_check(*, kind: str, content: bytes, file_name: str, datum: Datum, by) -> ImportBatch:
    """Keep an uploaded file and let a worker check it; nothing of it is saved yet."""
    batch = ImportBatch.objects.create(
        kind=kind,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        datum=datum,
        language=get_language() or "zh-hans",
        by=by,
        at=clock.now(),
    )
    batch.files.create(role=ImportFileRole.ORIGINAL, content=content)
    _queue(batch)
    return batch


@transaction.atomic
def confirm(*, batch: ImportBatch, answers: Mapping[str, str], by) -> ImportBatch:
    """Let a worker take in a file that was checked, with the person's answers to its questions.

    Refuses with `not_checked`, or `unanswered` where a question has no answer.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.may_be_confirmed:
        raise Refusal("not_checked", _("This file is not waiting for your word any more."))
    for question in batch.questions:
        keys = [answer_key(row, question["code"]) for row in (question["row"], ALL_ROWS)]
        if not any(answers.get(key) for key in keys):
            text = _("Row %(row)s still needs your answer.") % {"row": question["row"]}
            raise Refusal("unanswered", text)
    batch.state, batch.progress, batch.answers = ImportState.SAVING, 0, dict(answers)
    batch.queued_at = clock.now()
    batch.save(update_fields=["state", "progress", "answers", "queued_at"])
    audit.record(action="import confirmed", target=batch, actor=by)
    _queue(batch)
    return batch


@transaction.atomic
def cancel(*, batch: ImportBatch, by) -> ImportBatch:
    """Stop an import that is not finished, or drop a file that was only checked.

    Refuses with `finished`.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.is_unfinished and batch.state != ImportState.CHECKED:
        raise Refusal("finished", _("This import is finished already; it cannot be cancelled."))
    batch.state, batch.finished_at = ImportState.CANCELLED, clock.now()
    batch.save(update_fields=["state", "finished_at"])
    audit.record(action="import cancelled", target=batch, actor=by)
    return batch


def _queue(batch: ImportBatch) -> None:
    # Robust: with the broker down the import stays queued and `resume_imports` finds it.
    transaction.on_commit(lambda: tasks.work_on_import.delay(batch.pk), robust=True)
