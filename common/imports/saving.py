"""The one place where imports write rows: in bulk, with history where a model keeps it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from common import clock

BATCH = 1000


def create_all(model: type[models.Model], rows: Sequence[models.Model], by: Any = None) -> None:
    """Insert new rows."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    _remember(model, rows, by, update=False)


def update_all(
    model: type[models.Model], rows: Sequence[models.Model], fields: Iterable[str], by: Any = None
) -> None:
    """Write `fields` of rows that exist, all of whose other fields are loaded.

    INSERT … ON CONFLICT DO UPDATE is many times faster here than UPDATE … CASE.
    """
    names = sorted(set(fields))
    if not rows or not names:
        return
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=names
    )
    _remember(model, rows, by, update=True)


def _remember(model, rows: Sequence[models.Model], by: Any, *, update: bool) -> None:
    if rows and hasattr(model, "history"):
        model.history.bulk_history_create(
            rows,
            batch_size=BATCH,
            update=update,
            default_user=by,
            default_change_reason=_("import"),
            default_date=clock.now(),
        )
