"""The uploaded file given back with its wrong cells marked."""

from datetime import date

import pytest
from openpyxl import load_workbook

from common.imports.running import run_import
from common.spreadsheet import count_rows, marking, write_marked
from homes.imports.records import Visits
from tests.sheets import told, workbook

HEADER = ["家编号", "日期", "服务人次（人次）"]


@pytest.fixture
def marked(tmp_path, home):
    """marked(path): the sheets of the file given back, after it was found wrong."""

    def mark(path):
        outcome = run_import(kind="visits", path=path)
        assert outcome.errors
        given_back = tmp_path / "back.xlsx"
        given_back.write_bytes(write_marked(path, Visits.columns, outcome.errors))
        return load_workbook(given_back), given_back, outcome

    return mark


def check_sheet(book, outcome):
    """Row 4 has two wrong cells; row 3 none."""
    sheet = book.worksheets[0]
    [reason] = [error.reason for error in outcome.errors if error.value == "约9"]
    assert sheet["C4"].comment.text == reason
    assert sheet["C4"].fill.fgColor.rgb.endswith(marking.BAD_COLOUR)
    assert sheet["A3"].comment is None
    assert sheet["D2"].value == "检查结果"
    assert sheet["D3"].value is None
    assert sheet["D4"].value == "\n".join(f"{e.column}：{e.reason}" for e in outcome.errors)
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [
        (error.row, error.column, error.value) for error in outcome.errors
    ]


@pytest.fixture
def wrong(tmp_path, home):
    """A workbook with a title, a right row and one with two wrong cells."""
    rows = [["统计表"], HEADER, [home.code, date(2020, 12, 30), 8], ["X1", "2020-12-31", "约9"]]
    return workbook(tmp_path / "a.xlsx", *rows)


def test_a_workbook_keeps_its_looks(marked, wrong):
    book = load_workbook(wrong)
    book.active.column_dimensions["A"].width = 33
    book.save(wrong)
    given_back, _path, outcome = marked(wrong)
    assert given_back.active.column_dimensions["A"].width == 33
    check_sheet(given_back, outcome)


def test_a_large_workbook_is_given_back_with_its_values(marked, wrong, monkeypatch):
    monkeypatch.setattr(marking, "KEPT_LOOKS_BYTES", 0)
    given_back, _path, outcome = marked(wrong)
    assert given_back.active["B3"].value.date() == date(2020, 12, 30)
    check_sheet(given_back, outcome)


def test_a_csv_becomes_a_workbook(marked, tmp_path, home):
    path = tmp_path / "a.csv"
    lines = ["统计表", ",".join(HEADER), f"{home.code},2020-12-30,8", "X1,2020-12-31,约9"]
    path.write_text("\n".join(lines), encoding="gb18030")
    given_back, _path, outcome = marked(path)
    check_sheet(given_back, outcome)


def test_formulas_in_it_stay_text(marked, tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_text(f"家编号,日期,人次\n{home.code},2020-12-30,=1+1\n", encoding="utf-8")
    given_back, _path, _outcome = marked(path)
    assert (given_back.active["C2"].value, given_back.active["C2"].data_type) == ("=1+1", "s")
    assert given_back.worksheets[1]["D2"].value == "'=1+1"


def test_corrected_it_can_be_imported_as_it_is(marked, wrong, home):
    given_back, path, _outcome = marked(wrong)
    sheet = given_back.active
    sheet["A4"], sheet["C4"] = home.code, 9
    given_back.save(path)
    outcome = run_import(kind="visits", path=path)
    assert (told(outcome), outcome.created, outcome.ignored_columns) == ([], 2, [])


def test_rows_are_counted_for_the_progress(wrong, tmp_path):
    assert count_rows(wrong) == 4
    path = tmp_path / "a.csv"
    path.write_text("a\nb\nc\n")
    assert count_rows(path) == 3
    path.write_bytes(b"PK\x03\x04broken")
    assert count_rows(path) == 0
