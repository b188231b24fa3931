"""What an import does to rows, gathered while it runs so that the whole of it can be undone.

Rows are remembered in a temporary table before they are written; at the end one statement for
each model compares them with what is stored then. Images are PostgreSQL's own JSON of a row, so
that neither reading nor writing fifty thousand of them passes through Python.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models

from common.models import ImportBatch

Columns = Mapping[str, frozenset[str]]

# The MD5 of a row `t` as a change must find it again: of the columns in `before`, or of the whole
# row where the import created it. Nulls are left out, so that a new column harms nothing.
DIGEST = """md5((
    SELECT coalesce(jsonb_object_agg(pair.key, pair.value), jsonb_build_object())::text
    FROM jsonb_each(jsonb_strip_nulls(to_jsonb(t)) - %(unwatched)s::text[]) pair
    WHERE {before} IS NULL OR {before} ? pair.key
))"""

FRESH = """
    DROP TABLE IF EXISTS import_watch;
    CREATE TEMPORARY TABLE import_watch (
        model text, row text, before jsonb, PRIMARY KEY (model, row)
    ) ON COMMIT DROP
"""
BEFORE = """
    INSERT INTO import_watch SELECT %(model)s, t.{pk}, to_jsonb(t) FROM {table} t
    WHERE t.{column} = ANY(%(values)s::{type}[]) ON CONFLICT DO NOTHING
"""
CREATED = """
    INSERT INTO import_watch SELECT %(model)s, unnest(%(rows)s::text[]), NULL
    ON CONFLICT DO NOTHING
"""
ADDED = """
    INSERT INTO import_watch SELECT %(model)s, t.{pk}, NULL FROM {table} t
    WHERE t.{column} = ANY(%(values)s::{type}[]) ON CONFLICT DO NOTHING
"""
NOTED = """
    UPDATE import_watch SET before = before || jsonb_build_object(%(name)s::text, %(value)s::text)
    WHERE model = %(model)s AND row = %(row)s AND before IS NOT NULL
"""
WRITE = f"""
    INSERT INTO common_importchange (batch_id, model, row, before, digest)
    SELECT %(batch)s, w.model, w.row, w.changed,
        CASE WHEN t.{{pk}} IS NULL THEN '' ELSE {DIGEST.format(before="w.changed")} END
    FROM (
        SELECT w.*, (
            SELECT jsonb_object_agg(pair.key, pair.value) FROM jsonb_each(w.before) pair
            WHERE now.{{pk}} IS NULL OR NOT pair.key = ANY(%(unwatched)s::text[])
                AND pair.value IS DISTINCT FROM to_jsonb(now) -> pair.key
        ) AS changed
        FROM import_watch w LEFT JOIN {{table}} now ON now.{{pk}} = w.row::{{type}}
        WHERE w.model = %(model)s
    ) w LEFT JOIN {{table}} t ON t.{{pk}} = w.row::{{type}}
    WHERE CASE WHEN w.before IS NULL THEN t.{{pk}} IS NOT NULL ELSE w.changed IS NOT NULL END
    ORDER BY w.row::{{type}}
"""


class Changes:
    """The rows that one import is about to change. Idle, as in a dry run, until it is started."""

    def __init__(self) -> None:
        self._active = False
        self._sets: list[tuple[type[models.Model], str, list]] = []

    def start(self) -> None:
        """Begin to remember; inside the import's transaction."""
        self._active = True
        with connection.cursor() as cursor:
            cursor.execute(FRESH)

    def before(self, model: type[models.Model], values: Iterable[Any], column: str = "") -> None:
        """Rows that will be changed or removed, by primary key or another column's values."""
        self._run(BEFORE, model, column, values=list(values))

    def created(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Rows that have just been created."""
        self._run(CREATED, model, rows=[str(key) for key in keys])

    def around(self, model: type[models.Model], column: str, values: Iterable[Any]) -> None:
        """Rows that belong to others by `column`, whether they are changed, removed or added."""
        wanted = list(values)
        self.before(model, wanted, column)
        self._sets.append((model, column, wanted))

    def note(self, row: models.Model, name: str, value: str) -> None:
        """Keep with a row that was there before what no column of it tells."""
        self._run(NOTED, type(row), row=str(row.pk), name=name, value=value)

    def write(self, batch: ImportBatch, unwatched: Columns) -> None:
        """Store what has changed as the batch's, apart from columns that the portal itself keeps
        (`unwatched`, by model label)."""
        for model, column, values in self._sets:
            self._run(ADDED, model, column, values=values)
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT model FROM import_watch ORDER BY model")
            labels = [label for (label,) in cursor.fetchall()]
        for label in labels:
            own = sorted(unwatched.get(label, ()))
            self._run(WRITE, apps.get_model(label), batch=batch.pk, unwatched=own)
        self._active = False

    def _run(self, statement: str, model: type[models.Model], column: str = "", **facts) -> None:
        if not self._active:
            return
        with connection.cursor() as cursor:
            text = statement.format(**names(model, column))
            cursor.execute(text, {"model": model._meta.label_lower, **facts})


def names(model: type[models.Model], column: str = "") -> dict[str, str]:
    """The quoted names of a model's table and columns, for statements."""
    quote = connection.ops.quote_name
    key = model._meta.pk
    chosen = model._meta.get_field(column) if column else key
    return {
        "table": quote(model._meta.db_table),
        "pk": quote(key.column),
        "column": quote(chosen.column),
        "type": str(
            (chosen.target_field if chosen.is_relation else chosen).rel_db_type(connection)
        ),
    }
