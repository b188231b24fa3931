"""Files of divisions."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import parsing
from common.imports import Job, ModelKind, Row
from common.spreadsheet import Column
from unions.enums import DivisionLevel
from unions.imports.columns import division_codes
from unions.models import Division
from unions.places import locate, point_columns

LEVELS = {
    "省级": DivisionLevel.PROVINCE,
    "设区市": DivisionLevel.PREFECTURE,
    "县（市、区）": DivisionLevel.COUNTY,
    "功能区": DivisionLevel.ZONE,
}


class Divisions(ModelKind):
    """Divisions may refer to each other in any order; the database checks at the end."""

    name = "divisions"
    title = gettext_lazy("Divisions")
    model = Division
    match = ("code",)
    key, named_by = ("code",), "code"
    columns = (
        Column(
            name="code", label="行政区划代码", aliases=("代码", "编号"), parse=parsing.code(20),
            required=True, example="350599-Z01",
        ),
        Column(
            name="name", label="名称", aliases=("name_zh", "中文名称"), parse=parsing.text(60),
            required=True, example="示例开发区",
        ),
        Column(name="name_en", label="英文名称", parse=parsing.text(80)),
        Column(
            name="level", label="层级", parse=parsing.one_of(LEVELS, DivisionLevel.values),
            required=True, options=lambda: list(LEVELS), example="功能区",
        ),
        Column(
            name="parent", label="上级代码", aliases=("parent_code", "上级编号"),
            parse=parsing.code(20), options=division_codes, example="350500",
        ),
        Column(name="reporting_parent", label="汇总上级代码", parse=parsing.code(20)),
        *point_columns(required=False),
        Column(name="counted", label="是否计入统计", parse=parsing.flag),
        Column(name="note", label="备注", parse=parsing.text(300)),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.rows: list[Row] = []

    @classmethod
    def allowed(cls, user) -> bool:
        return user.is_superuser

    def check(self, rows: list[Row]) -> None:
        self.rows += rows
        for row in rows:
            locate(self.job, row)

    def fields(self, row: Row) -> dict[str, Any]:
        names = ("code", "name", "name_en", "level", "lat", "lon", "counted", "note")
        parent = row.values.get("parent")
        reporting = row.get("reporting_parent", parent)
        parents = {"parent_id": parent, "reporting_parent_id": reporting}
        return {name: row.values.get(name) for name in names} | parents

    def save(self, rows: list[Row]) -> None:
        """Waits for `finish`: a parent may stand below its children."""

    def finish(self) -> None:
        known = set(division_codes()) | {row.values.get("code") for row in self.rows}
        for row in self.rows:
            for column in ("parent", "reporting_parent"):
                code = row.values.get(column)
                if code is not None and code not in known:
                    reason = _("There is no division %(value)s.") % {"value": code}
                    self.job.refuse(row, column, "unknown_division", reason)
        if not self.job.problem_count:
            super().save(self.rows)
