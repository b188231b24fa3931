"""Taking a file in: all of it in one transaction, or nothing and every reason why."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit, clock
from common.datum import Datum
from common.enums import ImportFileRole, ImportState
from common.errors import Refusal
from common.imports.job import Job, Question, Row
from common.imports.kinds import Kind
from common.imports.registry import kind_named
from common.models import ImportBatch
from common.spreadsheet import BadCell, Table, open_table
from common.violations import sentence_for

CHUNK = 1000


@dataclass
class Outcome:
    """What an import did, or would do; `errors` stops at a thousand, `error_count` does not.

    `questions` are what only a person can decide; without one the file was taken at its word.
    """

    kind: str
    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    batch: int | None = None
    errors: list[BadCell] = field(default_factory=list)
    error_count: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    question_count: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        lists = {
            name: [one.as_dict() for one in vars(self)[name]] for name in ("errors", "questions")
        }
        return {**vars(self), **lists}


def run_import(
    *,
    kind: str,
    path: Path | str,
    by=None,
    datum: Datum = "wgs84",
    dry_run: bool = False,
    file_name: str | None = None,
) -> Outcome:
    """Import a file of a kind at once, for a person (None: the system), its points in `datum`.

    A dry run does everything and takes it back. Bad files and cells are in the outcome's
    errors; only an unknown kind raises Refusal.
    """
    path = Path(path)
    job = Job(by=by, datum=datum)

    def keep(outcome: Outcome) -> ImportBatch:
        content = path.read_bytes()
        batch = ImportBatch.objects.create(
            kind=kind,
            file_name=(file_name or path.name)[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            datum=datum,
            by=by,
            at=clock.now(),
            **ended(outcome),
        )
        batch.files.create(role=ImportFileRole.ORIGINAL, content=content)
        return batch

    return perform(kind_named(kind), path, job, dry_run=dry_run, keep=keep)


def perform(
    kind: type[Kind],
    path: Path,
    job: Job,
    *,
    dry_run: bool,
    keep: Callable[[Outcome], ImportBatch],
) -> Outcome:
    """Take a file in within one transaction. Where nothing is wrong and nothing is left to ask,
    `keep` notes the import in the same transaction, else all is taken back."""
    outcome = Outcome(kind=kind.name, dry_run=dry_run)
    try:
        with transaction.atomic():
            if not dry_run:
                job.changes.start()
            _take_in(kind(job), path, outcome)
            if dry_run or job.problem_count or (job.may_ask and job.question_count):
                transaction.set_rollback(True)
            else:
                batch = keep(outcome)
                job.changes.write(batch, kind.unwatched)
                audit.record(
                    action="import", target=batch, actor=job.by, kind=kind.name, rows=outcome.rows
                )
                outcome.batch = batch.pk
    except Refusal as refusal:
        job.add(BadCell(1, "", refusal.code, str(refusal.message)))
    except IntegrityError as error:
        job.add(_conflict(error))
    outcome.errors = sorted(job.problems, key=lambda problem: problem.row)
    outcome.error_count = job.problem_count
    outcome.questions, outcome.question_count = job.questions, job.question_count
    if job.problem_count:
        outcome.created = outcome.updated = 0
    return outcome


def ended(outcome: Outcome) -> dict[str, Any]:
    """The fields of the batch of an import that has succeeded."""
    return {
        "state": ImportState.DONE,
        "progress": 100,
        "rows": outcome.rows,
        "created": outcome.created,
        "updated": outcome.updated,
        "ignored_columns": outcome.ignored_columns,
        "finished_at": clock.now(),
    }


def _take_in(kind: Kind, path: Path, outcome: Outcome) -> None:
    job = kind.job
    with open_table(path, kind.columns) as table:
        outcome.ignored_columns = table.header.ignored
        job.titles = {found.column.name: found.title for found in table.header.columns}
        for problem in table.header.problems:
            job.add(problem)
        if job.problem_count:
            return
        seen: dict[tuple, int] = {}
        rows = _parsed(table, job)
        while chunk := list(islice(rows, CHUNK)):
            outcome.rows += len(chunk)
            kind.check(chunk)
            _refuse_repeated(kind, chunk, seen)
            if not job.problem_count:
                kind.save(chunk)
            job.step(len(chunk))
    if not outcome.rows and not job.problem_count:
        reason = _("There are no rows below the header.")
        job.add(BadCell(table.header.row + 1, "", "no_rows", reason))
    kind.finish()
    outcome.created, outcome.updated = kind.created, kind.updated


def _parsed(table: Table, job: Job) -> Iterator[Row]:
    for numbered in table.rows():
        row = Row(numbered.number, numbered.cells)
        for found in table.header.columns:
            name = found.column.name
            try:
                row.values[name] = found.parse(numbered.cells[name])
            except Refusal as refusal:
                job.refuse(row, name, refusal.code, str(refusal.message))
                continue
            if found.column.required and row.values[name] is None:
                job.refuse(row, name, "required", _("This cell must be filled in."))
        yield row


def _refuse_repeated(kind: Kind, rows: list[Row], seen: dict[tuple, int]) -> None:
    for row in rows:
        if row.bad:
            continue
        key = tuple(row.values.get(name) for name in kind.key)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            reason = _("The same as in row %(row)s; it may appear only once.") % {"row": first}
            kind.job.refuse(row, kind.named_by, "duplicate", reason)


def _conflict(error: IntegrityError) -> BadCell:
    """A rule of the database that no check foresaw, or somebody who saved the same meanwhile."""
    message = _("Row by row the file is right, but the database refuses it: %(sentence)s")
    return BadCell(1, "", "conflict", message % {"sentence": sentence_for(error)})
