"""Files as offices send them: merged titles, two-row headers, totals, signatures, encodings."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from common import parsing
from common.errors import Refusal
from common.spreadsheet import Column, defuse, open_table, write_table, write_template
from common.spreadsheet.reading import csv_encoding

COLUMNS = (
    Column(name="code", label="编号", parse=parsing.code(), required=True, example="LZ-1"),
    Column(name="name", label="名称", parse=parsing.text(50), required=True, example="某某之家"),
    Column(name="lon", label="经度", parse=parsing.degrees),
    Column(name="lat", label="纬度", parse=parsing.degrees),
    Column(name="opened_on", label="建成日期", parse=parsing.day),
    Column(
        name="amount_yuan", label="金额（元）", parse=parsing.yuan,
        units={"元": parsing.yuan, "yuan": parsing.yuan, "万元": parsing.wan_yuan},
    ),
    Column(
        name="modes", label="建设模式", parse=parsing.many_of({"工会自建": "own"}),
        options=lambda: ["工会自建", "主体共建"], several=True, note="多选",
    ),
)  # fmt: skip


def excel(*parts: int) -> datetime:
    """A date cell as Excel holds it: without a time zone."""
    return datetime(*parts)  # noqa: DTZ001  # Excel knows no time zones


def workbook(path, *rows, merge=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merge:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def read(path):
    """(header row, [(row number, cells)], problem codes) of a file."""
    with open_table(path, COLUMNS) as table:
        rows = [(row.number, row.cells) for row in table.rows()]
        return table.header.row, rows, [problem.code for problem in table.header.problems]


def test_header_below_merged_titles_and_above_totals_and_signatures(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["福建省共享职工之家基本信息表"],
        ["填报单位：石狮市总工会    填报日期：2026.11.23"],
        ["序号", "* 编号 ", "名 称", "经度（°）", "备用"],
        [1, "A-1", "一号家", 118.6, "x"],
        [2, None, None, None, None],
        [3, "A-2", "二号家", None, None],
        ["合 计", None, 2],
        [None, "合计：", 2],
        [],
        ["填报人：", "", "审核人："],
        ["备注：以上为2026年数据"],
        merge=["A1:E1", "A2:E2"],
    )
    header, rows, problems = read(path)
    assert header == 3
    assert rows == [
        (4, {"code": "A-1", "name": "一号家", "lon": 118.6}),
        (6, {"code": "A-2", "name": "二号家", "lon": None}),
    ]
    assert problems == []


def test_header_over_two_rows_with_merged_groups(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["基本情况表"],
        ["序号", "编号", "名称", "地理坐标", None, "建成日期"],
        [None, None, None, "经度", "纬度", None],
        [1, "A-1", "一号家", 118.6, 24.7, excel(2020, 5, 1)],
        merge=["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"],
    )
    header, rows, problems = read(path)
    assert header == 3
    cells = {"code": "A-1", "name": "一号家", "lon": 118.6, "lat": 24.7}
    assert rows == [(4, {**cells, "opened_on": excel(2020, 5, 1)})]
    assert problems == []


def test_a_row_of_data_is_not_taken_for_a_second_header_row(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["编号", "名称"], ["A-1", "家", "经度"], ["A-2", "家"])
    assert [number for number, _cells in read(path)[1]] == [2, 3]


def test_english_names_and_any_order(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["Name", "CODE", "opened_on"], ["Home", "A-1", "2020.5"])
    cells = {"name": "Home", "code": "A-1", "opened_on": "2020.5"}
    assert read(path) == (1, [(2, cells)], [])


def test_titles_that_nothing_recognises_are_reported(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["编号", "名称", "建成时间"], ["A-1", "家", "2020"])
    with open_table(path, COLUMNS) as table:
        assert table.header.ignored == ["建成时间"]


def test_the_sheet_with_the_best_header_is_read_and_hidden_ones_never(tmp_path):
    book = Workbook()
    book.active.append(["说明", "编号"])
    good = book.create_sheet("数据")
    good.append(["编号", "名称"])
    good.append(["A-1", "家"])
    hidden = book.create_sheet("旧")
    hidden.append(["编号", "名称", "经度", "纬度"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")[1] == [(2, {"code": "A-1", "name": "家"})]


def test_a_file_without_a_header_is_refused_with_what_it_needs(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["石狮", 1], ["晋江", 2])
    with open_table(path, COLUMNS) as table:
        [problem] = table.header.problems
    assert (problem.row, problem.code) == (1, "no_header")
    assert "编号、名称" in problem.reason


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    assert read(tmp_path / "a.csv") == (0, [], ["no_header"])


def test_missing_and_double_columns_are_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["编号", "经度", "经度"], ["A-1", 118, 118])
    assert read(path)[2] == ["duplicate_column", "missing_column"]


def amount_parser(path):
    with open_table(path, COLUMNS) as table:
        [found] = [f for f in table.header.columns if f.column.name == "amount_yuan"]
        return found.parse, [problem.code for problem in table.header.problems]


@pytest.mark.parametrize(
    ("above", "header", "parse"),
    [
        ("", "金额（元）", parsing.yuan),
        ("", "金额(万元)", parsing.wan_yuan),
        ("", "金额（单位：万元）", parsing.wan_yuan),
        ("", "amount_yuan", parsing.yuan),
        ("填报单位：石狮市总工会 单位：万元", "金额", parsing.wan_yuan),
        ("单位：元", "金额（元）", parsing.yuan),
    ],
)
def test_the_unit_of_money_is_read_from_the_header(tmp_path, above, header, parse):
    path = workbook(tmp_path / "a.xlsx", [above], ["编号", "名称", header], ["A-1", "家", 3])
    assert amount_parser(path) == (parse, [])


@pytest.mark.parametrize(
    ("above", "header"), [("", "金额"), ("单位：万元", "金额（元）"), ("", "金额（千元）")]
)
def test_a_doubtful_unit_of_money_is_refused(tmp_path, above, header):
    path = workbook(tmp_path / "a.xlsx", [above], ["编号", "名称", header], ["A-1", "家", 3])
    assert amount_parser(path)[1] == ["unit_unclear"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_in_the_encodings_of_excel(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        lines = [["编号", "名称"], ["A-1", "第一行\n第二行"], [], ["A-2", "鑫㙍"]]
        csv.writer(file, delimiter=delimiter).writerows(lines)
    assert csv_encoding(path).startswith(encoding[:5])
    assert read(path)[1] == [
        (2, {"code": "A-1", "name": "第一行\n第二行"}),
        (4, {"code": "A-2", "name": "鑫㙍"}),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"PK\x03\x04 not really a zip", "unreadable"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff\xfe", "unreadable"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        read(path)
    assert caught.value.code == code


def test_a_file_is_told_by_its_content_not_by_its_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["编号", "名称"], ["A-1", "家"])
    assert read(path.rename(tmp_path / "a.xls"))[1] == [(2, {"code": "A-1", "name": "家"})]


def test_template_holds_header_example_lists_notes_and_version(tmp_path):
    path = tmp_path / "t.xlsx"
    write_template(path, title="家基本信息", columns=COLUMNS, version="homes-1")
    data, notes, lists = load_workbook(path).worksheets
    header, example = data.iter_rows(max_row=2, values_only=True)
    assert header == tuple(column.label for column in COLUMNS)
    assert example[:2] == ("LZ-1", "某某之家")
    assert notes["B1"].value == "homes-1"
    assert "多选" in [cell.value for cell in notes["D"]]
    assert [cell.value for cell in lists["A"]] == ["建设模式", "工会自建", "主体共建"]
    [rule] = data.data_validations.dataValidation
    assert (str(rule.sqref), rule.type) == ("G2:G1001", "list")
    assert rule.formula1 == f"'{lists.title}'!$A$2:$A$3"


def test_the_untouched_example_of_a_template_is_no_row(tmp_path):
    path = tmp_path / "t.xlsx"
    write_template(path, title="家基本信息", columns=COLUMNS, version="homes-1")
    assert read(path) == (1, [], [])
    book = load_workbook(path)
    book.worksheets[0]["B2"] = "石狮服装城"
    book.save(path)
    assert [number for number, _cells in read(path)[1]] == [2]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_that_would_run_as_a_formula_is_defused(start):
    assert defuse(f"{start}cmd") == f"'{start}cmd"
    assert parsing.text(20)(defuse(f"{start}cmd")) == f"{start}cmd"


def test_a_written_table_holds_text_numbers_and_dates_but_no_formula():
    file = io.BytesIO()
    write_table(file, "错误", ["行", "内容"], [[4, "=HYPERLINK()"], [-5, date(2026, 11, 23)]])
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert rows[0] == ("行", "内容")
    assert rows[1] == (4, "'=HYPERLINK()")
    assert rows[2] == (-5, excel(2026, 11, 23))
