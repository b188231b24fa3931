"""Exports in the columns of an import: taken in again, they change nothing."""

from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from common.imports.exporting import kind_listed, lines_of
from common.imports.registry import kind_named, kind_names
from common.imports.running import run_import
from common.models import AuditEntry, ImportBatch
from common.spreadsheet import write_table
from homes.models import Agreement, Home, Space, Visit
from tests.factories.funding import EntryFactory
from tests.factories.homes import AgreementFactory, HomeFactory, SpaceFactory, StopFactory
from tests.sheets import told

HOME = (
    "编号 名称 机制类型 场景类型 行政区划代码 主管工会 详细地址 经度 纬度 坐标系 状态 建成日期"
    " 场地面积 无偿面积 建设模式 省级命名年度 省级试点年度 场所来源 开放方式 电话 备注"
)
ROW = [
    "FJ-1", "示例家", "创新型", "商圈", "350581", "350581", "某某路", 118.6543217, 24.7312345,
    "GCJ-02", "运行", "2019-05-01", "1500.5", 1200, "党建带工建、主体共建", 2020, 2019, "其他",
    "延时开放", "0595-88880000", "=1+1",
]  # fmt: skip


def rows_of(model) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {model._meta.db_table} t ORDER BY 1")
        return [text for (text,) in cursor.fetchall()]


@pytest.fixture
def again(tmp_path):
    """again(kind): what comes of importing the export of all rows of a kind."""

    def run(name):
        kind = kind_named(name)
        path = tmp_path / "export.xlsx"
        lines = list(lines_of(kind, kind.listed.objects.all()))
        assert lines
        write_table(path, "x", [column.label for column in kind.columns], lines)
        before = rows_of(kind.listed)
        # With the wrong datum chosen the points must not move either.
        outcome = run_import(kind=name, path=path, datum="gcj02")
        assert outcome.questions == []
        assert rows_of(kind.listed) == before
        return outcome

    return run


def unchanged(outcome) -> tuple[int, int]:
    """(created, updated) of an import that changed nothing."""
    assert outcome.errors == []
    assert ImportBatch.objects.get(pk=outcome.batch).changes.count() == 0
    return outcome.created, outcome.updated


def test_homes(take, again, tree):
    assert told(take("homes", HOME, ROW)) == []
    HomeFactory(code="FJ-2", union=tree["350581"], parent=Home.objects.get())
    assert unchanged(again("homes")) == (0, 2)
    assert Home.objects.get(code="FJ-1").source_datum == "gcj02"


def test_spaces(take, again, home):
    whole = SpaceFactory(home=home, name="全场", mode="exclusive", capacity=4)
    SpaceFactory(home=home, name="半场", parent=whole, mode="exclusive", capacity=2)
    facility = Space.objects.first().facility.name
    take("spaces", "家编号 名称 设施 方式 容量", [home.code, "健身房", facility, "计位", 20])
    assert unchanged(again("spaces")) == (0, 3)


def test_visits_agreements_activities_workplaces(take, again, home):
    take("visits", "家编号 日期 人次 方式", [home.code, "2020-12-31", 8, "扫码"])
    AgreementFactory(home=home)
    take("activities", "家编号 名称 日期 人次", [home.code, "讲座", "2020-12-30", 8])
    header = "编号 名称 行政区划代码 经度 纬度 坐标系 职工数"
    take("workplaces", header, ["W1", "示例", "350581", 118.65, 24.73, "WGS84", 10])
    for kind in ("visits", "agreements", "activities", "workplaces"):
        assert unchanged(again(kind)) == (0, 1)
    assert (Visit.objects.count(), Agreement.objects.count()) == (1, 1)


def test_stops(again, tree):
    home = HomeFactory(code="FJ-3", union=tree["350581"], scene="mobile")
    StopFactory(home=home)
    assert unchanged(again("stops")) == (0, 1)


def test_the_ledger_knows_its_lines(again, home):
    entry = EntryFactory(home=home, payer=home.union)
    outcome = again("funding")
    assert [error.code for error in outcome.errors] == ["duplicate"]
    [line] = lines_of(kind_named("funding"), type(entry).objects.all())
    assert f"{line[8]:.2f}" == f"{entry.amount_fen / 100:.2f}"


def test_the_list_offers_it_within_the_scope(client, city, home, next_home):
    client.force_login(city)
    data = {"action": "export_kind", "_selected_action": [home.pk, next_home.pk]}
    answer = client.post("/admin/homes/home/", data)
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["编号", home.code]
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor, entry.detail) == (city, {"rows": 1, "list": "homes"})


def test_which_lists_offer_it():
    listed = {name for name in kind_names() if kind_named(name).listed is not None}
    assert listed == {
        "workplaces", "homes", "spaces", "stops", "agreements", "funding", "activities", "visits",
    }  # fmt: skip
    assert kind_listed(ImportBatch) is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_text_is_no_formula_and_comes_back_as_it_was(take, again, tree, text):
    take("homes", HOME, [*ROW[:-1], text])
    Home.objects.update(note=text)
    again("homes")
    [line] = lines_of(kind_named("homes"), Home.objects.all())
    assert line[-1] == text
