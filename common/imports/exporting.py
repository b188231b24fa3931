"""Rows of an admin list as a file of the very kind that they could be imported from: taken in
again unchanged, it changes nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from common import audit, clock
from common.imports.kinds import Kind
from common.imports.registry import kind_named, kind_names
from common.spreadsheet import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind_listed(model: type[Model]) -> type[Kind] | None:
    """The kind of file in which rows of the model can be exported."""
    kinds = map(kind_named, kind_names())
    return next((kind for kind in kinds if kind.listed is model), None)


def export_actions(model: type[Model]) -> dict[str, tuple]:
    """The admin action that exports rows of the model, if any kind lists them."""
    if kind_listed(model) is None:
        return {}
    title = _("Export in the columns of an import")
    return {"export_kind": (export_kind, "export_kind", title)}


def export_kind(keeper, request: HttpRequest, rows: QuerySet) -> HttpResponse:
    """The chosen rows as a file to change and import again; kept in the audit log."""
    kind = kind_listed(rows.model)
    target, lines = BytesIO(), list(lines_of(kind, rows))
    write_table(target, str(kind.title), [column.label for column in kind.columns], lines)
    audit.record(
        action="export", target=request.user, actor=request.user, rows=len(lines), list=kind.name
    )
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    name = f"{kind.title}-{clock.today():%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def lines_of(kind: type[Kind], rows: QuerySet) -> Iterator[list[Any]]:
    """A line of cells for each row, in the order of the kind's columns."""
    paths = [(column.name, kind.paths.get(column.name, column.name)) for column in kind.columns]
    for row in kind.listing(rows).distinct().iterator(chunk_size=1000):
        yield [cell(value(row, path), kind.words.get(name, {})) for name, path in paths]


def value(row: Any, path: str) -> Any:
    """What a dotted path leads to from a row, None where a step is missing; "" leads nowhere, and
    "=text" is that text."""
    if not path or path.startswith("="):
        return path[1:] or None
    for step in path.split("."):
        row = getattr(row, step) if row is not None else None
    return row


def cell(found: Any, words: Mapping[str, Any]) -> Any:
    """A value as a cadre would write it, so that the kind's parser reads back the same."""
    if isinstance(found, list | tuple):
        return "、".join(str(cell(one, words)) for one in found)
    if words:
        return next((word for word, meant in words.items() if meant == found), found)
    if isinstance(found, bool):
        return "是" if found else "否"
    if isinstance(found, float):
        # As text every digit survives.
        return repr(found)
    if isinstance(found, datetime):
        return f"{found.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(found, date | time):
        return found.isoformat()
    return found
