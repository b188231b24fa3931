"""Plain SQL where Django takes longer to word a query than the database to answer it."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def selected(sql: str, values: Sequence | Mapping) -> list[tuple]:
    """The rows of a SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def fetch(model: type[Row], pk: int) -> Row:
    """The row with this key, as `get(pk=pk)` in a third of its time. Raises DoesNotExist."""
    table = connection.ops.quote_name(model._meta.db_table)
    for row in model._base_manager.raw(f"SELECT * FROM {table} WHERE id = %s", [pk]):
        return row
    raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has its own
