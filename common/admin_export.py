"""A list of the admin as an Excel file: the columns that the list shows, the rows chosen."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import audit, clock
from common.spreadsheet.writing import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000
# Columns that are for clicking.
NOT_DATA = frozenset({"action_checkbox", "buttons"})


def export_rows(keeper, request: HttpRequest, rows: QuerySet) -> HttpResponse:
    """The chosen rows (20,000 at most) in the columns of the list; kept in the audit log."""
    columns = [name for name in keeper.get_list_display(request) if name not in NOT_DATA]
    headers = [capfirst(str(label_for_field(name, keeper.model, keeper))) for name in columns]
    if keeper.list_select_related:
        rows = rows.select_related(*keeper.list_select_related)
    table = [[cell(name, row, keeper) for name in columns] for row in rows[:MOST]]
    file, title = BytesIO(), str(keeper.opts.verbose_name_plural)
    write_table(file, title, headers, table)
    user = cast(Model, request.user)
    audit.record(action="export", target=user, actor=user, rows=len(table), list=title)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{title}-{clock.today():%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = disposition(name)
    return response


def disposition(name: str) -> str:
    """The header of a download under a Chinese name."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def cell(name: str, row: Model, keeper) -> Any:
    """What a column of the list says of a row, as a spreadsheet keeps it."""
    name = keeper.exported_as.get(name, name)
    field, _attribute, value = lookup_field(name, row, keeper)
    if field is not None and field.flatchoices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, tuple):
        return str(value[1])
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return plain(value)


def plain(value: Any) -> Any:
    """Numbers and dates as they are, moments in Asia/Shanghai, all else as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal) or hasattr(value, "isoformat"):
        return value
    return strip_tags(str(value))
