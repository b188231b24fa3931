"""Putting very many rows in at once, by PostgreSQL's COPY."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

# What stands for NULL, so that an empty text stays an empty text.
NULL = r"\N"


def new_ids(model: type[Model], count: int) -> list[int]:
    """That many ids of the model that nobody else will get."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def change(model: type[Model], rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write the named fields of rows that exist: many times faster than `bulk_update`."""
    model._default_manager.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def copy_in(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the named fields; None is NULL, and all constraints hold as ever.

    Defaults are not filled in: name every field that the database needs.
    """
    by_name = {field.name: field.column or field.name for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(by_name[name]) for name in fields)
    text = io.StringIO()
    csv.writer(text).writerows([NULL if cell is None else cell for cell in row] for row in rows)
    text.seek(0)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')", text
        )
