"""The one place where imports write rows: in bulk, with history where a model keeps it, and with
what was there before."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from common import clock
from common.imports.changes import names
from common.imports.job import Job

BATCH = 1000


def create_all(model: type[models.Model], rows: Sequence[models.Model], job: Job) -> None:
    """Insert new rows."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    job.changes.created(model, (row.pk for row in rows))
    remember(model, rows, by=job.by, update=False, reason=_("import"))


def update_all(
    model: type[models.Model], rows: Sequence[models.Model], fields: Iterable[str], job: Job
) -> None:
    """Write `fields` of rows that exist, all of whose other fields are loaded.

    INSERT … ON CONFLICT DO UPDATE is many times faster here than UPDATE … CASE.
    """
    columns = sorted(set(fields))
    if not rows or not columns:
        return
    job.changes.before(model, (row.pk for row in rows))
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=columns
    )
    remember(model, rows, by=job.by, update=True, reason=_("import"))


def delete_rows(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Remove rows on which nothing depends; the database still refuses where something does."""
    statement = "DELETE FROM {table} WHERE {pk} = ANY(%s::{type}[])".format(**names(model))
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(keys)])


def remember(
    model: type[models.Model], rows: Sequence[models.Model], *, by: Any, update: bool, reason: str
) -> None:
    """Add to the history of rows that were written, where their model keeps one."""
    if rows and hasattr(model, "history"):
        model.history.bulk_history_create(
            rows,
            batch_size=BATCH,
            update=update,
            default_user=by,
            default_change_reason=reason,
            default_date=clock.now(),
        )
