"""Files of stops, agreements and visits: simple records of a home."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import parsing
from common.imports import Job, Row, refuse_future, refuse_reversed
from common.spreadsheet import Column
from homes.enums import CountMethod, Scene
from homes.followers import hours_changed
from homes.imports.columns import OfHome, column_home
from homes.imports.homes import AREA
from homes.models import Agreement, Home, Stop, Visit
from unions.places import locate, point_columns

METHODS = {"填报": CountMethod.TYPED, "扫码": CountMethod.SCANNED}
PERSON_TIMES = parsing.number(units=("人次", "人"), high=1_000_000)


class Stops(OfHome):
    """The timetable of mobile homes."""

    name = "stops"
    title = gettext_lazy("Stops of mobile homes")
    model = listed = Stop
    paths = {"home": "home.code", "datum": "=WGS84"}
    match = ("home_id", "starts_at")
    key, named_by = ("home", "starts_at"), "starts_at"
    columns = (
        column_home(example="FJ-350521-MB-9999"),
        Column(
            name="site", label="地点", aliases=("停靠点", "站点"), parse=parsing.text(120),
            required=True, example="某某工地（示例）",
        ),
        *point_columns(required=True),
        Column(
            name="starts_at", label="到达", aliases=("到达时间",), parse=parsing.moment,
            required=True, example="2026-12-01 17:00",
        ),
        Column(
            name="ends_at", label="离开", aliases=("离开时间",), parse=parsing.moment,
            required=True, example="2026-12-01 20:30",
        ),
        Column(name="note", label="备注", parse=parsing.text(200)),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.vehicles: set[int] = set()

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            locate(self.job, row)
            starts, ends = row.values.get("starts_at"), row.values.get("ends_at")
            if starts is not None and ends is not None and ends <= starts:
                reason = _("The end lies before the beginning.")
                self.job.refuse(row, "ends_at", "ends_before_start", reason)
            home = row.values.get("home")
            if isinstance(home, Home) and home.scene != Scene.MOBILE:
                self.job.refuse(row, "home", "not_mobile", _("Only mobile homes have stops."))

    def fields(self, row: Row) -> dict[str, Any]:
        values = super().fields(row)
        values.pop("datum")
        return values

    def save(self, rows: list[Row]) -> None:
        super().save(rows)
        self.vehicles |= {row.values["home"].pk for row in rows}

    def finish(self) -> None:
        if not self.job.problem_count:
            hours_changed(self.vehicles)


class Agreements(OfHome):
    """Co-build and share service agreements."""

    name = "agreements"
    title = gettext_lazy("Co-build agreements")
    model = listed = Agreement
    match = ("home_id", "partner", "starts_on")
    key, named_by = ("home", "partner", "starts_on"), "partner"
    columns = (
        column_home(),
        Column(
            name="partner", label="共建单位", aliases=("签约单位",), parse=parsing.text(120),
            required=True, example="某某文化公司（示例）",
        ),
        Column(name="uscc", label="统一社会信用代码", parse=parsing.uscc),
        Column(
            name="starts_on", label="签订日期", aliases=("开始日期", "生效日期"),
            parse=parsing.day, required=True, example="2026-01-01",
        ),
        Column(name="ends_on", label="到期日期", aliases=("结束日期",), parse=parsing.day),
        Column(name="area_m2", label="提供面积", parse=AREA, note="平方米"),
        Column(name="items", label="服务事项", aliases=("服务项目",), parse=parsing.text(300)),
        Column(name="note", label="备注", parse=parsing.text(300)),
    )  # fmt: skip

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            refuse_reversed(self.job, row, "starts_on", "ends_on")


class Visits(OfHome):
    """Person-times by day, typed ones apart from scanned ones."""

    name = "visits"
    title = gettext_lazy("Visits by day")
    model = listed = Visit
    paths = {"home": "home.code", "date": "on"}
    words = {"method": METHODS}
    match = ("home_id", "on", "method")
    key, named_by = ("home", "date", "method"), "date"
    columns = (
        column_home(),
        Column(
            name="date", label="日期", parse=parsing.day, required=True, example="2026-11-01"
        ),
        Column(
            name="person_times", label="人次", aliases=("服务人次",), parse=PERSON_TIMES,
            required=True, example="35",
        ),
        Column(
            name="method", label="方式", aliases=("统计方式",), options=lambda: list(METHODS),
            parse=parsing.one_of(METHODS, CountMethod.values), note="留空为填报",
        ),
    )  # fmt: skip

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            row.values["method"] = row.get("method", CountMethod.TYPED)
            refuse_future(self.job, row, "date")

    def fields(self, row: Row) -> dict[str, Any]:
        values = super().fields(row)
        values["on"] = values.pop("date")
        return values
