"""Taking files in: all or nothing, dry runs, the batch, the commands."""

import hashlib
import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from common.errors import Refusal
from common.imports.job import KEPT_PROBLEMS
from common.imports.registry import kind_named, kind_names, kinds_for
from common.imports.running import run_import
from common.imports.templates import write_kind_template
from common.models import AuditEntry, ImportBatch
from homes.models import Visit
from tests.sheets import told, workbook
from unions.models import Workplace

VISITS = "家编号 日期 人次"
KINDS = [
    "divisions", "unions", "workplaces", "homes", "hours", "spaces", "stops", "agreements",
    "staff", "funding", "activities", "visits",
]  # fmt: skip


def run(*arguments) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of a command."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err, no_color=True)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_the_batch_and_the_audit_log_remember_the_file(take, home_cadre, home):
    outcome = take(
        "visits", VISITS, [home.code, "2020-12-30", 8], [home.code, "2020-12-31", 9],
        by=home_cadre, file_name="十二月.xlsx",
    )  # fmt: skip
    batch = ImportBatch.objects.get(pk=outcome.batch)
    assert (batch.kind, batch.file_name, batch.by) == ("visits", "十二月.xlsx", home_cadre)
    assert (batch.rows, batch.created, batch.updated, len(batch.sha256)) == (2, 2, 0, 64)
    entry = AuditEntry.objects.get(action="import")
    assert (entry.actor, entry.row) == (home_cadre, str(batch.pk))
    assert entry.detail == {"kind": "visits", "rows": 2}


def test_a_dry_run_tells_what_would_be_done_and_saves_nothing(take, home):
    outcome = take("visits", VISITS, [home.code, "2020-12-31", 8], dry_run=True)
    assert (outcome.created, outcome.batch, outcome.errors) == (1, None, [])
    assert (Visit.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_rows_are_named_as_the_spreadsheet_counts_them(tmp_path, home):
    path = workbook(
        tmp_path / "a.xlsx", ["服务人次统计表"], ["填报单位：石狮市总工会"],
        ["序号", "家编号", "日期", "服务人次（人次）"], [1, home.code, "2020-12-30", 8], [],
        [2, home.code, "2020-12-31", "约9"], ["合计", None, None, 17], ["填报人："],
    )  # fmt: skip
    outcome = run_import(kind="visits", path=path)
    assert told(outcome) == [(6, "服务人次（人次）", "approximate")]
    assert outcome.errors[0].value == "约9"
    assert Visit.objects.count() == 0


def test_a_file_that_is_no_spreadsheet_is_an_error_of_row_1(tmp_path, db):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04broken")
    assert told(run_import(kind="visits", path=path)) == [(1, "", "unreadable")]


def test_a_file_without_rows_is_refused(take, home):
    assert told(take("visits", VISITS)) == [(2, "", "no_rows")]


def test_an_unknown_kind_names_the_known_ones(tmp_path):
    with pytest.raises(Refusal) as caught:
        run_import(kind="houses", path=tmp_path / "a.xlsx")
    assert caught.value.code == "unknown_kind"
    assert ", ".join(KINDS) in str(caught.value)


def test_errors_are_all_counted_and_the_first_thousand_kept(tmp_path, home):
    path = tmp_path / "a.csv"
    rows = "".join(f"X{n},2020-12-31,1\n" for n in range(KEPT_PROBLEMS + 500))
    path.write_text(f"家编号,日期,人次\n{rows}", encoding="gb18030")
    outcome = run_import(kind="visits", path=path)
    assert (len(outcome.errors), outcome.error_count) == (KEPT_PROBLEMS, KEPT_PROBLEMS + 500)
    assert outcome.errors[0].row == 2


def test_chunks_are_saved_together_or_not_at_all(tmp_path, tree):
    header = "编号,名称,行政区划代码,经度,纬度,职工数\n"
    rows = [f"W{n},示例公司{n},350581,118.65,24.73,{n}\n" for n in range(2500)]
    path = tmp_path / "a.csv"
    path.write_text(header + "".join(rows), encoding="utf-8-sig")
    assert run_import(kind="workplaces", path=path, dry_run=True).created == 2500
    path.write_text(header + "".join(rows) + rows[0], encoding="utf-8")
    assert told(run_import(kind="workplaces", path=path)) == [(2502, "编号", "duplicate")]
    assert Workplace.objects.count() == 0
    path.write_text(header + "".join(rows), encoding="gb18030")
    assert run_import(kind="workplaces", path=path).created == 2500
    assert Workplace.objects.count() == 2500


class TestKinds:
    def test_all_kinds_are_there_in_the_order_of_their_needs(self):
        assert kind_names() == KINDS
        assert [kind_named(name).name for name in KINDS] == KINDS

    @pytest.mark.parametrize("name", KINDS)
    def test_a_template_reads_back_and_its_example_is_right(self, name, tmp_path, db):
        kind = kind_named(name)
        path = tmp_path / "t.xlsx"
        write_kind_template(kind, path)
        assert told(run_import(kind=name, path=path)) == [(2, "", "no_rows")]
        data, notes = load_workbook(path).worksheets[:2]
        assert [cell.value for cell in data[1]] == [column.label for column in kind.columns]
        assert notes["B1"].value == f"{name}-1"
        for column in kind.columns:
            assert (column.parse(column.example) is None) == (column.example == "")
            assert column.example or not column.required

    @pytest.mark.parametrize("name", KINDS)
    def test_its_columns_stand_in_the_docs(self, name):
        text = (settings.BASE_DIR / "docs" / "imports.md").read_text(encoding="utf-8")
        [line] = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
        columns = [
            f"**{column.label} {column.name}**"
            if column.required
            else f"{column.label} {column.name}"
            for column in kind_named(name).columns
        ]
        assert line == f"| {name} | {' · '.join(columns)} |"

    def test_who_may_import_what(self, city, home_cadre, worker):
        assert [kind.name for kind in kinds_for(city)] == [*KINDS[1:]]
        of_home = {"hours", "spaces", "stops", "agreements", "staff", "funding", "activities"}
        assert {kind.name for kind in kinds_for(home_cadre)} == of_home | {"visits"}
        assert kinds_for(worker) == []


class TestCommands:
    def test_import_prints_one_json_object(self, tmp_path, home):
        path = workbook(tmp_path / "a.xlsx", VISITS.split(), [home.code, "2020-12-31", 8])
        code, out, err = run("import_rows", "visits", path, "--json")
        answer = json.loads(out)
        assert (code, err) == (0, "")
        assert answer == {
            "kind": "visits", "rows": 1, "created": 1, "updated": 0, "dry_run": False,
            "batch": ImportBatch.objects.get().pk, "errors": [], "error_count": 0,
            "ignored_columns": [], "questions": [], "question_count": 0,
        }  # fmt: skip
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert ImportBatch.objects.get().sha256 == digest

    def test_wrong_rows_are_in_the_json_and_on_stderr_and_the_exit_code_is_1(self, tmp_path, home):
        path = workbook(tmp_path / "a.xlsx", VISITS.split(), [home.code, "2020-12-31", "八"])
        code, out, err = run("import_rows", "visits", path, "--json")
        answer = json.loads(out)
        assert code == 1
        assert (answer["created"], answer["batch"]) == (0, None)
        [error] = answer["errors"]
        assert (error["row"], error["column"], error["value"]) == (2, "人次", "八")
        assert error["code"] == "not_a_number"
        assert err.startswith("2 人次: ")
        assert error["reason"] in err

    def test_without_json_a_sentence(self, tmp_path, home):
        path = workbook(
            tmp_path / "a.xlsx", [*VISITS.split(), "天气"], [home.code, "2020-12-31", 8, "晴"]
        )
        code, out, err = run("import_rows", "visits", path, "--dry-run")
        assert code == 0
        assert "1" in out
        assert "天气" in err
        assert Visit.objects.count() == 0

    @pytest.mark.parametrize(
        "arguments", [("visits", "nowhere.xlsx"), ("houses", "pyproject.toml")]
    )
    def test_what_is_not_there_is_told(self, db, arguments):
        with pytest.raises(CommandError):
            call_command("import_rows", *arguments)

    def test_export_template(self, tmp_path, db):
        path = tmp_path / "t.xlsx"
        assert run("export_template", "homes", path)[0] == 0
        assert load_workbook(path).worksheets[0]["A1"].value == "编号"
        with pytest.raises(CommandError):
            call_command("export_template", "houses", path)
