"""Files of workplaces."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import parsing
from common.datum import Point
from common.imports import Job, Lookup, ModelKind, Row
from common.spreadsheet import Column
from unions.imports.columns import column_division, refer_division
from unions.models import Division, Union, Workplace
from unions.places import locate, point_columns
from unions.roles import WRITING_POWER
from unions.scope import union_paths


class Workplaces(ModelKind):
    """Where workers are: the demand side of coverage."""

    name = "workplaces"
    title = gettext_lazy("Workplaces")
    model = listed = Workplace
    paths = {"division": "division_id", "datum": "=WGS84"}
    match = ("code",)
    key, named_by = ("code",), "code"
    columns = (
        Column(
            name="code", label="编号", parse=parsing.code(40), required=True,
            example="WP-350581-9999",
        ),
        Column(
            name="name", label="名称", parse=parsing.text(120), required=True,
            example="某某服装有限公司（示例）",
        ),
        Column(name="uscc", label="统一社会信用代码", parse=parsing.uscc),
        column_division(required=True),
        Column(name="address", label="详细地址", aliases=("地址",), parse=parsing.text(200)),
        *point_columns(required=True),
        Column(
            name="headcount", label="职工数", aliases=("职工人数",), required=True, example="120",
            parse=parsing.number(units=("人", "名"), high=1_000_000),
        ),
        Column(
            name="new_form", label="其中新就业形态", aliases=("新就业形态", "其中新就业形态人数"),
            parse=parsing.number(units=("人", "名"), high=1_000_000),
        ),
        Column(name="industry", label="行业", parse=parsing.text(60)),
        Column(name="surveyed_on", label="调查日期", parse=parsing.day),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.divisions = Lookup(Division.objects.all(), "code")
        self.mine: set[str] | None = None
        if job.by is not None and not job.by.is_superuser:
            unions = Union.objects.visible_to(job.by, WRITING_POWER["unions"])
            self.mine = set(unions.values_list("division_id", flat=True))

    @classmethod
    def allowed(cls, user) -> bool:
        return user.is_superuser or bool(union_paths(user, WRITING_POWER["unions"]))

    def check(self, rows: list[Row]) -> None:
        refer_division(self, rows, self.divisions)
        self._refuse_foreign(rows)
        codes = [row.values["code"] for row in rows if row.values.get("code")]
        stored = Workplace.objects.filter(code__in=codes).values_list("code", "lat", "lon")
        points = {code: Point(lat, lon) for code, lat, lon in stored}
        for row in rows:
            locate(self.job, row, points.get(row.get("code", "")))
            if row.get("new_form", 0) > row.get("headcount", row.get("new_form", 0)):
                reason = _("There cannot be more of them than workers in all.")
                self.job.refuse(row, "new_form", "more_than_all", reason)

    def _refuse_foreign(self, rows: list[Row]) -> None:
        if self.mine is None:
            return
        codes = [row.values["code"] for row in rows if row.values.get("code")]
        stored = dict(Workplace.objects.filter(code__in=codes).values_list("code", "division_id"))
        for row in rows:
            division = row.values.get("division")
            places = {getattr(division, "pk", None), stored.get(row.get("code", ""))} - {None}
            if not places <= self.mine:
                reason = _("This division is not in your charge.")
                self.job.refuse(row, "division", "out_of_scope", reason)

    def fields(self, row: Row) -> dict[str, Any]:
        names = [column.name for column in self.columns if column.name != "datum"]
        values = {name: row.values.get(name) for name in names}
        return values | {"source_datum": row.values.get("datum")}
