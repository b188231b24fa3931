"""Files of homes, with their dated history and their titles."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, parsing
from common.datum import Point
from common.imports import Job, Lookup, ModelKind, Row
from common.spreadsheet import Column
from homes.actions import WITHOUT_POINT
from homes.enums import (
    IN_OPERATION,
    Admission,
    ConstructionMode,
    DesignationKind,
    HostBase,
    Mechanism,
    Regime,
    Scene,
    Status,
)
from homes.imports import words
from homes.imports.matching import match_by_name
from homes.models import Designation, Home, LifeEvent
from unions import followers
from unions.imports.columns import column_division, refer_division, refuse_foreign_unions
from unions.models import Division, Union
from unions.places import locate, point_columns
from unions.roles import WRITING_POWER
from unions.scope import union_paths

AREA = parsing.number(places=2, high=1_000_000, units=("平方米", "平米", "m2"))
YEAR = parsing.number(low=1990, high=2100, units=("年度", "年"))
TITLES = {"provincial_year": DesignationKind.PROVINCIAL, "pilot_year": DesignationKind.PILOT}


class Homes(ModelKind):
    """Homes by code. A change of status becomes an event of their dated history."""

    name = "homes"
    title = gettext_lazy("Homes")
    model = Home
    match = ("code",)
    key, named_by = ("code",), "code"
    columns = (
        Column(
            name="code", label="编号", aliases=("家编号",), parse=parsing.code(30),
            example="FJ-350581-CZ-9999",
            note="新建的家必填；已有的家留空的，按名称和县（市、区）匹配",
        ),
        Column(
            name="name", label="名称", aliases=("家名称", "共享职工之家名称"),
            parse=parsing.text(100), required=True, example="某某共享职工之家（示例）",
        ),
        Column(
            name="mechanism", label="机制类型", required=True, example="创新型",
            parse=parsing.one_of(words.MECHANISMS, Mechanism.values),
            options=lambda: list(words.MECHANISMS),
        ),
        Column(
            name="scene", label="场景类型", required=True, example="商圈",
            parse=parsing.one_of(words.SCENES_AS_WRITTEN, Scene.values),
            options=lambda: list(words.SCENES),
        ),
        column_division(required=True),
        Column(
            name="union", label="主管工会", parse=parsing.code(30), example="350581",
            note="主管工会的编号；留空则为所在行政区划的总工会",
        ),
        Column(name="address", label="详细地址", aliases=("地址",), parse=parsing.text(200)),
        *point_columns(required=False),
        Column(
            name="status", label="状态", required=True, example="运行",
            parse=parsing.one_of(words.STATUSES_AS_WRITTEN, Status.values),
            options=lambda: list(words.STATUSES),
        ),
        Column(
            name="opened_on", label="建成日期", aliases=("建成时间", "开放日期"),
            parse=parsing.day, example="2020-05-01", note="写到月份的，按当月 1 日计",
        ),
        Column(name="area_m2", label="场地面积", parse=AREA, note="平方米"),
        Column(name="free_area_m2", label="无偿面积", parse=AREA, note="平方米，其中无偿提供的"),
        Column(
            name="construction_modes", label="建设模式", several=True,
            parse=parsing.many_of(words.MODES, ConstructionMode.values),
            options=lambda: list(words.MODES), note="可多选，用顿号隔开",
        ),
        Column(name="provincial_year", label="省级命名年度", parse=YEAR),
        Column(name="pilot_year", label="省级试点年度", parse=YEAR),
        Column(
            name="host_base", label="场所来源", options=lambda: list(words.HOST_BASES),
            parse=parsing.one_of(words.HOST_BASES, HostBase.values),
        ),
        Column(name="host_name", label="依托单位", parse=parsing.text(120)),
        Column(
            name="host_uscc", label="统一社会信用代码", aliases=("uscc",), parse=parsing.uscc,
            note="依托单位的统一社会信用代码",
        ),
        Column(
            name="parent", label="所属主家编号", parse=parsing.code(30),
            note="本家是哪个家的服务点；主家可以在本表中",
        ),
        Column(
            name="admission", label="开放对象", options=lambda: list(words.ADMISSIONS),
            parse=parsing.one_of(words.ADMISSIONS, Admission.values),
        ),
        Column(name="open_to_all", label="是否对非会员开放", parse=parsing.flag),
        Column(
            name="regime", label="开放方式", options=lambda: list(words.REGIMES),
            parse=parsing.one_of(words.REGIMES, Regime.values),
        ),
        Column(name="phone", label="电话", aliases=("联系电话",), parse=parsing.phone),
        Column(name="entrance_note", label="进门提示", parse=parsing.text(200)),
        Column(name="name_en", label="英文名称", parse=parsing.text(120)),
        Column(name="introduction", label="简介", parse=parsing.text(4000)),
        Column(name="note", label="备注", parse=parsing.text(300)),
    )  # fmt: skip
    listed = Home
    paths = {
        "division": "division_id",
        "union": "union.code",
        "datum": "=WGS84",
        "provincial_year": "provincial_year",
        "pilot_year": "pilot_year",
        "parent": "parent.code",
        "open_to_all": "",
    }
    words = {
        "mechanism": words.MECHANISMS,
        "scene": words.SCENES,
        "status": words.STATUSES,
        "construction_modes": words.MODES,
        "host_base": words.HOST_BASES,
        "admission": words.ADMISSIONS,
        "regime": words.REGIMES,
    }
    unwatched = {
        "homes.home": frozenset({"next_unit", "door_token", "last_proof_at", "unverified"})
    }
    not_fields = frozenset({"provincial_year", "pilot_year", "parent", "open_to_all", "datum"})

    def __init__(self, job: Job):
        super().__init__(job)
        self.divisions = Lookup(Division.objects.all(), "code")
        self.unions = Lookup(Union.objects.all(), "code")
        self.satellites: list[Row] = []
        self.events: list[LifeEvent] = []
        self.titles: list[tuple[Home, Row]] = []
        self.moved: list[int] = []

    @classmethod
    def allowed(cls, user) -> bool:
        return user.is_superuser or bool(union_paths(user, WRITING_POWER["homes"]))

    def check(self, rows: list[Row]) -> None:
        refer_division(self, rows, self.divisions)
        stored = self._stored(rows)
        match_by_name(self.job, rows, stored)
        for row in rows:
            if row.values.get("union") is None and row.values.get("code") not in stored:
                row.values["union"] = getattr(row.values.get("division"), "pk", None)
        self.refer(rows, "union", self.unions, "unknown_union", _("There is no union %(value)s."))
        for row in rows:
            locate(self.job, row, point_of(stored.get(row.get("code", ""))))
            refuse_foreign_unions(self.job, row, "union", row.values.get("union"), "homes")
            self._check_stored(row, stored.get(row.get("code", "")))
            self._check_areas(row)
            if (
                row.get("opened_on", date.min) > clock.today()
                and row.get("status") not in WITHOUT_POINT
            ):
                reason = _("A home that is in use cannot open in the future.")
                self.job.refuse(row, "opened_on", "in_the_future", reason)
        self.satellites += [row for row in rows if row.values.get("parent")]

    @classmethod
    def listing(cls, rows: QuerySet) -> QuerySet:
        years = {
            column: Min("designations__year", filter=Q(designations__kind=kind))
            for column, kind in TITLES.items()
        }
        found = Home.objects.filter(pk__in=rows.values("pk"))
        return super().listing(found.annotate(**years))

    def _stored(self, rows: list[Row]) -> dict[str, Home]:
        codes = [row.values["code"] for row in rows if row.values.get("code")]
        return {h.code: h for h in Home.objects.filter(code__in=codes).select_related("union")}

    def _check_stored(self, row: Row, home: Home | None) -> None:
        if home is not None:
            refuse_foreign_unions(self.job, row, "code", home.union, "homes")
        needs_point = row.get("status") not in WITHOUT_POINT and row.get("scene") != Scene.MOBILE
        has_point = row.values.get("lat") is not None or (home and home.lat is not None)
        if needs_point and not has_point and not row.bad:
            reason = _("A home that is not just planned needs its point.")
            self.job.refuse(row, "lon", "required", reason)

    def _check_areas(self, row: Row) -> None:
        area, free = row.values.get("area_m2"), row.values.get("free_area_m2")
        if area is not None and free is not None and free > area:
            reason = _("The area free of charge cannot exceed the floor area.")
            self.job.refuse(row, "free_area_m2", "more_than_all", reason)

    def fields(self, row: Row) -> dict[str, Any]:
        names = [column.name for column in self.columns if column.name not in self.not_fields]
        values = {name: row.values.get(name) for name in names}
        if values["admission"] is None and row.values.get("open_to_all") is not None:
            open_to_all = row.values["open_to_all"]
            values["admission"] = Admission.WORKERS if open_to_all else Admission.MEMBERS
        return values | {"source_datum": row.values.get("datum")}

    def create(self, row: Row, fields: dict[str, Any]) -> Home:
        home = Home(**fields)
        self.events += life_of(home)
        self.titles.append((home, row))
        return home

    def change(self, row: Row, found: Home, fields: dict[str, Any]) -> None:
        before, opened_before, union_before = found.status, found.opened_on, found.union_id
        super().change(row, found, fields)
        if found.union_id != union_before:
            self.moved.append(found.pk)
        self.titles.append((found, row))
        if opened_before is not None and found.opened_on != opened_before:
            correct_opening(found, opened_before)
        if found.status == before:
            return
        on = clock.today()
        if before in WITHOUT_POINT and found.status in IN_OPERATION and found.opened_on:
            # The file says that it had opened while the portal still thought it planned.
            on = found.opened_on
            found.life.filter(on__gte=on, status__in=WITHOUT_POINT).delete()
        self.events.append(LifeEvent(home=found, on=on, status=found.status))

    def save(self, rows: list[Row]) -> None:
        stored = Home.objects.filter(code__in=[row.values["code"] for row in rows])
        self.job.changes.before(LifeEvent, stored.values_list("pk", flat=True), "home")
        super().save(rows)
        for model in (LifeEvent, Designation):
            self.job.changes.around(model, "home", [home.pk for home, _row in self.titles])
        for event in self.events:
            event.home_id = event.home.pk
        LifeEvent.objects.bulk_create(
            self.events,
            update_conflicts=True,
            unique_fields=["home", "on"],
            update_fields=["status"],
        )
        self._designate()
        self.events, self.titles = [], []

    def _designate(self) -> None:
        Designation.objects.bulk_create(
            [
                Designation(home=home, kind=kind, year=row.values[column])
                for home, row in self.titles
                for column, kind in TITLES.items()
                if row.values.get(column) is not None
            ],
            ignore_conflicts=True,
        )

    def finish(self) -> None:
        """Satellites last: their home may stand anywhere in the file."""
        if self.moved and not self.job.problem_count:
            followers.moved(pk__in=self.moved)
        if not self.satellites:
            return
        wanted = {row.values["parent"] for row in self.satellites}
        known: dict[str, int] = dict(Home.objects.filter(code__in=wanted).values_list("code", "pk"))
        of_parent: dict[int, list[str]] = defaultdict(list)
        for row in self.satellites:
            parent = row.values["parent"]
            if parent == row.values.get("code"):
                self.job.refuse(row, "parent", "circle", _("A home cannot be its own satellite."))
            elif parent in known:
                of_parent[known[parent]].append(row.get("code", ""))
            elif not self.job.problem_count:
                reason = _("There is no home %(value)s.") % {"value": parent}
                self.job.refuse(row, "parent", "unknown_home", reason)
        for pk, codes in of_parent.items():
            if not self.job.problem_count:
                Home.objects.filter(code__in=codes).update(parent=pk)

    @classmethod
    def undone(cls, changes: QuerySet, by: Any) -> None:
        """Homes may stand under their former union again."""
        homes = changes.filter(model="homes.home").values_list("row", flat=True)
        followers.moved(pk__in=[int(row) for row in homes])


def point_of(home: Home | None) -> Point | None:
    """Where a stored home is, if that is known."""
    if home is None or home.lat is None or home.lon is None:
        return None
    return Point(home.lat, home.lon)


def correct_opening(home: Home, was: date) -> None:
    """Move the opening event to the corrected date, unless the home has changed in between."""
    between = home.life.filter(on__gt=was, on__lte=home.opened_on)
    if not between.exists():
        home.life.filter(on=was, status__in=IN_OPERATION).update(on=home.opened_on)


def life_of(home: Home) -> list[LifeEvent]:
    """The dated history that a new home's row tells: opened then, in this state since today."""
    today = clock.today()
    if home.status in WITHOUT_POINT:
        return [LifeEvent(home=home, on=today, status=home.status)]
    opened = home.opened_on or today
    if home.status in IN_OPERATION:
        return [LifeEvent(home=home, on=opened, status=home.status)]
    events = [LifeEvent(home=home, on=today, status=home.status)]
    if opened < today:
        events.insert(0, LifeEvent(home=home, on=opened, status=Status.OPEN))
    return events
