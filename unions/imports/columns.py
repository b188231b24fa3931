"""What files of several kinds have in common: divisions, unions, and whose they are."""

from typing import Any

from django.utils.translation import gettext as _

from common import parsing
from common.imports import Job, Kind, Lookup, Row
from common.spreadsheet import Column
from unions.models import Division, Union
from unions.roles import WRITING_POWER
from unions.scope import union_paths


def division_codes() -> list[str]:
    """The codes of all divisions, for drop-downs."""
    return list(Division.objects.values_list("code", flat=True))


def column_division(**options: Any) -> Column:
    """The column that every file with a division has."""
    return Column(
        name="division", label="行政区划代码", parse=parsing.code(20), options=division_codes,
        example="350581", note="6 位行政区划代码，功能区用本系统代码", **options,
    )  # fmt: skip


def refer_division(kind: Kind, rows: list[Row], divisions: Lookup) -> None:
    """Put divisions for their codes; name what replaced a code that is no longer valid."""
    reason = _("There is no division %(value)s.")
    kind.refer(rows, "division", divisions, "unknown_division", reason)


def refuse_foreign_unions(job: Job, row: Row, column: str, union: Any, app: str) -> bool:
    """Refuse a union outside the importing person's scope; True where it is inside."""
    if job.by is None or job.by.is_superuser or not isinstance(union, Union):
        return True
    inside = union.path.startswith(tuple(union_paths(job.by, WRITING_POWER[app])))
    if not inside:
        job.refuse(row, column, "out_of_scope", _("This union is not in your charge."))
    return inside
