"""Files of a report: the same figures, rounded once, the same bytes each time."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from reports.document import Cell, Column, Document, Kind, Table, number, shown
from reports.documents import document
from reports.enums import FileFormat, ReportKind
from reports.payloads import Subject, build, frozen
from reports.pdf import pdf
from reports.period import Period
from reports.rendering import rendered
from reports.xlsx import workbook
from tests.factories.funding import EntryFactory
from tests.reports.world import at, make_home, make_workplace

YEARS = Period(date(2018, 1, 1), date(2020, 12, 31))


@pytest.fixture
def payload_of(tree, ten_minutes):
    def make(kind):
        subject = Subject(ReportKind(kind), tree["350000"], YEARS, ten_minutes)
        return frozen(subject, build(subject), at("2026-12-01T08:00"))

    return make


def sheet_rows(content, sheet=0):
    book = load_workbook(BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def amounts(rows, title):
    """Name → (万元, fen) of the table under `title`, its total included."""
    names = [row[0] for row in rows]
    found = {}
    for row in rows[names.index(title) + 2 :]:
        if row[0] is None:
            break
        found[row[0]] = (row[1], row[2])
    return found


def test_the_sheet_agrees_with_the_json_to_the_fen(tree, payload_of):
    home, other = make_home(tree["350581"]), make_home(tree["350206"])
    facts = {"on": date(2020, 5, 1), "payer": tree["350581"]}
    for source, fen in (("province", 4_999), ("city", 5_000), ("society", 123_456_789)):
        EntryFactory(home=home, source=source, amount_fen=fen, **facts)
    EntryFactory(home=other, source="city", amount_fen=5_000, **facts)
    with translation.override("en"):
        payload = payload_of("funding")
        rows = sheet_rows(workbook(document(payload)))
    by_source = amounts(rows, "Money invested by source")
    assert {name: fen for name, (_, fen) in by_source.items()} == {
        "provincial federation": 4_999,
        "city federations": 10_000,
        "county federations": 0,
        "primary unions": 0,
        "government": 0,
        "enterprises": 0,
        "society": 123_456_789,
        "Total": payload["invested_fen"],
    }
    assert by_source["provincial federation"][0] == 0
    assert by_source["city federations"][0] == 0.01
    assert by_source["Total"] == (123.47, 123_471_788)
    by_union = amounts(rows, "Money invested by union")
    assert by_union["泉州市总工会"] == (123.47, 123_466_788)
    assert by_union["厦门市总工会"] == (0.01, 5_000)
    assert by_union["Total"] == (123.47, 123_471_788)


@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("format", FileFormat.values)
def test_every_kind_in_every_format_twice_the_same(tree, payload_of, kind, format):
    make_home(tree["350581"])
    make_workplace(tree["350581"], 30)
    payload = payload_of(kind)
    content = rendered(payload, format)
    beginnings = {"json": b"{", "xlsx": b"PK", "pdf": b"%PDF"}
    assert content.startswith(beginnings[format])
    assert rendered(payload, format) == content


def test_the_json_file_is_the_payload(payload_of):
    payload = payload_of("coverage")
    assert json.loads(rendered(payload, "json")) == payload


def test_the_sheet_has_title_period_signatures_and_definitions(payload_of):
    with translation.override("en"):
        payload = payload_of("coverage")
        content = workbook(document(payload))
    text = [value for row in sheet_rows(content) for value in row if isinstance(value, str)]
    assert text[0] == "Shared Workers' Homes: report on coverage"
    assert "福建省总工会" in text[1]
    assert "2018-01-01 — 2020-12-31" in text[1]
    assert all(word in text[-1] for word in ("Prepared by", "Checked by", "Responsible"))
    definitions = {row[0]: row[1] for row in sheet_rows(content, 1)}
    assert definitions["share covered"] == payload["definitions"]["share"]
    assert definitions["SHA-256"] == payload["hash"]


def test_text_is_never_a_formula_nor_markup():
    rows = [["=1+1"], ["#pagebreak() *x* [y"], ["@SUM(A1)"]]
    paper = Document(
        title="=T",
        union="=U",
        starts_on=YEARS.starts_on,
        ends_on=YEARS.ends_on,
        generated_at=at("2026-12-01T08:00"),
        digest="0" * 64,
        tables=[Table("=A", [Column("=C", Kind.TEXT), Column("n", Kind.COUNT)], [
            [row[0], 1] for row in rows
        ])],
        notes=[("=N", "#eval")],
    )  # fmt: skip
    book = load_workbook(BytesIO(workbook(paper)))
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert types == {"s", "n"}
    assert b"/Type/Pages/Count 1/" in pdf(paper)  # an obeyed #pagebreak() would make it 2


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1_234_567_890, Kind.WAN, "1,234.57"),
        (4_999, Kind.WAN, "0.00"),
        (5_000, Kind.WAN, "0.01"),
        (-5_000, Kind.WAN, "-0.01"),
        (1_234_567, Kind.FEN, "1,234,567"),
        (0.12345, Kind.SHARE, "12.3%"),
        (0.1235, Kind.SHARE, "12.4%"),
        (1, Kind.SHARE, "100.0%"),
        (46.5, Kind.RATIO, "46.50"),
        (Decimal("1500.005"), Kind.AREA, "1,500.01"),
        (35_000, Kind.COUNT, "35,000"),
        (None, Kind.RATIO, "—"),
        ("=x", Kind.TEXT, "=x"),
    ],
)
def test_how_values_are_shown(value, kind, text):
    assert shown(Cell(value, kind)) == text


def test_text_and_nothing_are_no_numbers():
    assert number(Cell("12", Kind.TEXT)) is None
    assert number(Cell(None, Kind.COUNT)) is None
