"""What a kind of file is: its columns, its checks, and how its rows become records."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common import clock
from common.imports.changes import Columns
from common.imports.job import Job, Row
from common.imports.lookup import Lookup
from common.imports.saving import create_all, delete_rows, update_all
from common.spreadsheet import Column


class Kind:
    """A kind of file. One instance serves one import, chunk by chunk: `check` each chunk, and
    `save` it while nothing is wrong; `finish` after the last.

    `key` names the columns that identify a row; two rows of a file with the same are refused.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    named_by: ClassVar[str]
    version: ClassVar[str] = "1"
    # Columns, by model label, that the portal itself keeps: undoing an import minds them not.
    unwatched: ClassVar[Columns] = {}
    # Exports: the model whose lists offer them, where a column's value is found if not under its
    # own name ("" nowhere, "=x" is x), and the words that stand for stored values.
    listed: ClassVar[type[models.Model] | None] = None
    paths: ClassVar[Mapping[str, str]] = {}
    words: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    # Labels of models whose rows stay when their import is undone.
    staying: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, job: Job):
        self.job = job
        self.created = 0
        self.updated = 0

    @classmethod
    def allowed(cls, user) -> bool:
        """Whether the person may import files of this kind for anybody at all."""
        raise NotImplementedError

    def check(self, rows: list[Row]) -> None:
        """Put records for codes, and refuse what a single cell cannot show to be wrong.
        A row may lack values that were refused already."""

    def save(self, rows: list[Row]) -> None:
        """Write rows that have passed every check."""

    def finish(self) -> None:
        """Check, and write where nothing is wrong, what had to wait for the last row."""

    @classmethod
    def undone(cls, changes: models.QuerySet, by: Any) -> None:
        """Put right what depends on rows that have just been put back; `changes` tells which."""

    @classmethod
    def remove(cls, model: type[models.Model], keys: list) -> None:
        """Undo the creation of rows on which nothing depends."""
        delete_rows(model, keys)

    @classmethod
    def listing(cls, rows: models.QuerySet) -> models.QuerySet:
        """The rows of a list that a file of this kind can hold, with what their cells need."""
        related = {path.rpartition(".")[0].replace(".", "__") for path in cls.paths.values()}
        related -= {""}
        return rows.select_related(None).select_related(*sorted(related)) if related else rows

    def refer(self, rows: list[Row], column: str, lookup: Lookup, code: str, reason: str) -> None:
        """Put the record that each code in `column` stands for in its place."""
        lookup.fetch(row.values.get(column) for row in rows)
        for row in rows:
            value = row.values.get(column)
            if value is None:
                continue
            row.values[column] = lookup.get(value)
            if row.values[column] is None:
                self.job.refuse(row, column, code, reason % {"value": value})


class ModelKind(Kind):
    """A kind whose rows are records of one model: the record whose `match` fields are equal is
    changed, else one is created."""

    model: ClassVar[type[models.Model]]
    match: ClassVar[tuple[str, ...]]

    def fields(self, row: Row) -> dict[str, Any]:
        """The model's fields from the row; None values are left as they are stored."""
        raise NotImplementedError

    def save(self, rows: list[Row]) -> None:
        wanted = [
            {name: value for name, value in self.fields(row).items() if value is not None}
            for row in rows
        ]
        known = self._existing(wanted)
        new, changed, touched = [], [], set()
        for row, fields in zip(rows, wanted, strict=True):
            found = known.get(tuple(fields.get(name) for name in self.match))
            if found is None:
                new.append(self.create(row, fields))
                continue
            self.change(row, found, fields)
            changed.append(found)
            touched |= fields.keys() - set(self.match)
        create_all(self.model, new, self.job)
        update_all(self.model, changed, touched, self.job)
        self.created += len(new)
        self.updated += len(changed)

    def create(self, row: Row, fields: dict[str, Any]) -> models.Model:
        """A new, unsaved record."""
        return self.model(**fields)

    def change(self, row: Row, found: Any, fields: dict[str, Any]) -> None:
        """Set the fields of a record that exists. A point that stays keeps the datum it had."""
        stays = (fields.get("lat"), fields.get("lon")) == tuple(
            getattr(found, name, None) for name in ("lat", "lon")
        )
        for name, value in fields.items():
            if name == "source_datum" and stays:
                continue
            setattr(found, name, value)

    def stored(self) -> models.QuerySet:
        """The records among which a row may find its own."""
        return self.model._default_manager.all()

    def _existing(self, wanted: Iterable[dict[str, Any]]) -> dict[tuple, models.Model]:
        """The records that the rows match, locked in one order."""
        within = {
            f"{name}__in": {fields[name] for fields in wanted if name in fields}
            for name in self.match
        }
        found = self.stored().filter(**within).order_by("pk")
        return {
            tuple(getattr(record, name) for name in self.match): record
            for record in found.select_for_update(of=("self",))
        }


def refuse_reversed(job: Job, row: Row, first: str, last: str) -> None:
    """Refuse an end before its beginning."""
    start, end = row.get(first), row.get(last)
    if start is not None and end is not None and end < start:
        job.refuse(row, last, "ends_before_start", _("The end lies before the beginning."))


def refuse_future(job: Job, row: Row, column: str) -> None:
    """Refuse a day that has not come yet in a record of what was."""
    if row.values.get(column) is not None and row.values[column] > clock.today():
        job.refuse(row, column, "in_the_future", _("This day has not come yet."))
