"""A whole import undone: everything as it was, or nothing and the first row in the way."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from common.errors import Refusal
from common.imports.undoing import undo_import
from common.models import AuditEntry, ImportBatch
from funding.actions import reverse
from funding.models import Entry, Project
from homes.models import Designation, Home, Hours, LifeEvent, Space, Visit
from services.models import Activity, Session
from staffing.models import Provider, StaffMember
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory
from tests.factories.unions import UnionFactory
from unions.models import Division, Union, Workplace

TABLES = [
    Division, Union, Workplace, Home, LifeEvent, Designation, Hours, Space, Visit, StaffMember,
    Provider, Activity, Session, Project,
]  # fmt: skip
HOMES = "编号 名称 机制类型 场景类型 行政区划代码 经度 纬度 状态 建成日期 省级命名年度 所属主家编号"


def home_row(code, name="示例家", status="运行", opened="2019-05-01", year=2020, parent=None):
    place = ["创新型", "商圈型", "350581", 118.65, 24.73]
    return [code, name, *place, status, opened, year, parent]


def world() -> dict[str, list[str]]:
    """Every row of the tables that imports write, as the database has it."""
    found = {}
    for model in TABLES:
        # The numbers of spaces only move on: they are given out once. So do places in the tree.
        own = "- 'units' - 'next_unit' - 'path'"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT (to_jsonb(t) {own})::text FROM {model._meta.db_table} t ORDER BY 1"
            )
            found[model.__name__] = [text for (text,) in cursor.fetchall()]
    found["parents"] = [
        f"{union.code} {getattr(Union.objects.get_parent(union), 'code', None)}"
        for union in Union.objects.order_by("code")
    ]
    return found


@pytest.fixture
def undone(take, city):
    """undone(kind, header, *rows): imports, checks that this did something, undoes it, and
    compares everything with what was before."""

    def run(kind, header, *rows, **options):
        before = world()
        outcome = take(kind, header, *rows, **options)
        assert outcome.errors == []
        assert world() != before
        batch = undo_import(batch=ImportBatch.objects.get(pk=outcome.batch), by=city)
        assert world() == before
        return batch

    return run


def imported(outcome) -> ImportBatch:
    assert outcome.errors == []
    return ImportBatch.objects.get(pk=outcome.batch)


def refused(batch, by) -> str:
    """The sentence with which undoing is refused; nothing has changed."""
    before = world()
    with pytest.raises(Refusal) as refusal:
        undo_import(batch=batch, by=by)
    assert refusal.value.code == "undo_blocked"
    assert world() == before
    batch.refresh_from_db()
    assert batch.undone_at is None
    return str(refusal.value)


class TestEverythingAsItWas:
    def test_homes_created_and_changed(self, take, undone, tree):
        first = imported(take("homes", HOMES, home_row("FJ-1"), home_row("FJ-2", parent="FJ-1")))
        assert first.changes.count() == 6
        changed = home_row("FJ-1", "新名称", "暂停", "2018-03-01", 2021)
        undone("homes", HOMES, changed, home_row("FJ-3", parent="FJ-2"))
        names = list(Home.history.filter(code="FJ-1").order_by("pk").values_list("name", flat=True))
        assert names == ["示例家", "新名称", "示例家"]
        assert Home.history.get(code="FJ-3", history_type="-").history_change_reason

    def test_a_planned_home_whose_events_the_file_replaced(self, take, undone, tree):
        take("homes", HOMES, home_row("FJ-1", status="拟建", opened=None))
        undone("homes", HOMES, home_row("FJ-1", opened="2020-05-01"))

    def test_hours_that_were_replaced_come_back(self, undone, home):
        undone("hours", "家编号 星期 开门 关门", [home.code, "1-7", "09:00", "20:00"])
        assert Hours.objects.filter(home=home).exists()

    def test_spaces_with_a_new_whole_above_an_old_part(self, undone, home):
        SpaceFactory(home=home, name="半场", mode="exclusive", capacity=1)
        header = "家编号 名称 设施 上级空间 方式 容量"
        facility = Space.objects.get().facility.name
        rows = [
            [home.code, "全场", facility, None, "独占", 4],
            [home.code, "半场", facility, "全场", "独占", 2],
        ]
        undone("spaces", header, *rows)
        space = Space.objects.get()
        assert (space.root_id, space.units.lower is None) == (space.pk, False)

    def test_unions_moved_renamed_and_planted(self, undone, tree):
        rows = [
            ["350581", "石狮新总工会", "县区总工会", "350200"],
            ["350581-P1", "示例工会", "基层工会", "350581"],
        ]
        undone("unions", "编号 名称 层级 上级编号", *rows)

    def test_divisions_and_workplaces(self, undone, tree):
        undone(
            "divisions", "代码 名称 层级 上级代码", ["350581", "新石狮", "县（市、区）", "350500"],
            ["350599-Z1", "示例区", "功能区", "350581"],
        )  # fmt: skip
        header = "编号 名称 行政区划代码 经度 纬度 职工数"
        undone("workplaces", header, ["W1", "示例公司", "350581", 118.65, 24.73, 10])

    def test_staff_with_a_new_provider(self, undone, home):
        header = "家编号 姓名 角色 服务机构"
        undone("staff", header, [home.code, "某某", "社工", "示例社工机构"])

    def test_activities(self, take, undone, home):
        header = "家编号 名称 日期 人次"
        take("activities", header, [home.code, "讲座", "2020-12-30", 8])
        rows = [[home.code, "讲座", "2020-12-30", 9], [home.code, "合唱", "2020-12-31", 7]]
        undone("activities", header, *rows)

    def test_visits_after_an_import_that_changed_nothing(self, take, undone, home):
        header, row = "家编号 日期 人次", [home.code, "2020-12-31", 8]
        batch = imported(take("visits", header, row))
        assert imported(take("visits", header, row)).changes.count() == 0
        undone("visits", header, [home.code, "2020-12-31", 9])
        assert batch.changes.count() == 1


class TestTheLedger:
    HEADER = "日期 凭证号 来源 付款单位 家编号 项目 金额（元）"

    def test_its_lines_are_reversed(self, take, home, city):
        row = ["2020-12-31", "V1", "市总工会", "350500", home.code, "示例项目", "12.34"]
        batch = imported(take("funding", self.HEADER, row))
        undo_import(batch=batch, by=city)
        amounts = list(Entry.objects.order_by("pk").values_list("amount_fen", "entered_by"))
        assert amounts == [(1234, None), (-1234, city.pk)]
        assert Project.objects.count() == 1

    def test_a_line_reversed_by_hand_is_in_the_way(self, take, home, city):
        row = ["2020-12-31", "V1", "市总工会", "350500", home.code, None, "12.34"]
        batch = imported(take("funding", self.HEADER, row))
        reverse(entry=Entry.objects.get(), by=city, note="错")
        refused(batch, city)
        assert Entry.objects.count() == 2


class TestInTheWay:
    SPACES = "家编号 名称 设施 方式 容量"

    def test_a_reservation_of_a_new_space(self, take, home, city):
        facility = SpaceFactory(home=home, name="旧").facility.name
        row = [home.code, "羽毛球馆", facility, "独占", 4]
        batch = imported(take("spaces", self.SPACES, row))
        ReservationFactory(space=Space.objects.get(name="羽毛球馆"))
        assert "羽毛球馆" in refused(batch, city)

    def test_a_row_changed_by_hand(self, take, home, city):
        row = [home.code, "2020-12-31", 8]
        batch = imported(take("visits", "家编号 日期 人次", row))
        Visit.objects.update(person_times=9)
        refused(batch, city)

    def test_another_column_changed_by_hand_since_is_kept(self, take, tree, city):
        take("homes", HOMES, home_row("FJ-1"))
        batch = imported(take("homes", HOMES, home_row("FJ-1", "新名称")))
        Home.objects.update(phone="0595-88880000")
        undo_import(batch=batch, by=city)
        assert list(Home.objects.values_list("name", "phone")) == [("示例家", "0595-88880000")]

    def test_a_row_removed_by_hand(self, take, home, city):
        batch = imported(take("visits", "家编号 日期 人次", [home.code, "2020-12-31", 8]))
        Visit.objects.all().delete()
        refused(batch, city)

    def test_a_later_import_of_the_same_rows(self, take, home, city):
        header = "家编号 日期 人次"
        first = imported(take("visits", header, [home.code, "2020-12-31", 8]))
        second = imported(take("visits", header, [home.code, "2020-12-31", 9]))
        refused(first, city)
        undo_import(batch=second, by=city)
        undo_import(batch=first, by=city)
        assert Visit.objects.count() == 0

    def test_a_later_import_into_a_new_home(self, take, tree, city):
        batch = imported(take("homes", HOMES, home_row("FJ-1")))
        take("visits", "家编号 日期 人次", ["FJ-1", "2020-12-31", 8])
        assert "示例家" in refused(batch, city)

    def test_a_union_planted_below_a_new_one(self, take, tree, city):
        row = ["350581-P1", "示例工会", "基层工会", "350581"]
        batch = imported(take("unions", "编号 名称 层级 上级编号", row))
        UnionFactory(code="X", parent=Union.objects.get(code="350581-P1"))
        assert "示例工会" in refused(batch, city)

    def test_a_union_moved_again(self, take, tree, city):
        row = ["350581", "石狮市总工会", "县区总工会", "350200"]
        batch = imported(take("unions", "编号 名称 层级 上级编号", row))
        Union.objects.move(
            Union.objects.get(code="350581"), Union.objects.get(code="350000"), "last-child"
        )
        refused(batch, city)

    def test_hours_put_in_the_place_of_those_removed(self, take, home, city):
        batch = imported(
            take("hours", "家编号 星期 开门 关门", [home.code, "1-7", "09:00", "20:00"])
        )
        Hours.objects.update(closes="21:00")
        refused(batch, city)

    def test_an_import_from_before_changes_were_remembered(self, take, home, city):
        batch = imported(take("visits", "家编号 日期 人次", [home.code, "2020-12-31", 8]))
        batch.files.all().delete()
        refused(batch, city)


class TestOnce:
    @pytest.fixture
    def batch(self, take, home):
        return imported(take("visits", "家编号 日期 人次", [home.code, "2020-12-31", 8]))

    def test_an_import_is_undone_once_and_the_log_knows_it(self, batch, city):
        undo_import(batch=batch, by=city)
        entry = AuditEntry.objects.get(action="undo import")
        assert (entry.actor, entry.row, entry.detail) == (city, str(batch.pk), {"kind": "visits"})
        with pytest.raises(Refusal) as refusal:
            undo_import(batch=batch, by=city)
        assert refusal.value.code == "not_done"

    def test_the_command_undoes_and_says_so_in_json(self, batch):
        out = StringIO()
        call_command("undo_import", str(batch.pk), "--json", stdout=out)
        assert json.loads(out.getvalue()) == {"batch": batch.pk, "kind": "visits", "rows": 1}
        assert Visit.objects.count() == 0

    def test_the_command_says_what_is_in_the_way(self, batch):
        Visit.objects.update(on=date(2020, 1, 1))
        with pytest.raises(CommandError, match="2020"):
            call_command("undo_import", str(batch.pk))
        with pytest.raises(CommandError):
            call_command("undo_import", "0")
