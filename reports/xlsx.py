"""A report as a workbook: the form for signature on one sheet, the definitions on another."""

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from reports.document import PLACES, WORDS, Cell, Document, Kind, Table, cell, number, shown

WIDTHS = (34, 16, 18, 14, 14, 14)
PAPER_A4 = 9


def workbook(document: Document) -> bytes:
    """The .xlsx file; numbers are numbers in the unit shown, texts are never formulas."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    # The file's own date is the report's, so that building it again gives the same bytes.
    book.set_properties({"title": document.title, "created": document.generated_at})
    _Form(book, document).write()
    _definitions(book, document)
    book.close()
    return buffer.getvalue()


class _Form:
    """Writes the printed form from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, document: Document):
        self.document = document
        self.sheet: Worksheet = book.add_worksheet(_("Report"))
        self.row = 0
        self.last_column = max(len(table.columns) for table in document.tables) - 1
        line = {"border": 1, "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.plain = book.add_format({"font_size": 10})
        self.section = book.add_format({"bold": True, "font_size": 12})
        self.head = book.add_format(
            {**line, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EDF3"}
        )
        self.formats = {
            (kind, bold): book.add_format({**line, "bold": bold, "num_format": _pattern(kind)})
            for kind in Kind
            for bold in (False, True)
        }

    def write(self) -> None:
        self._page()
        self._heading()
        for table in self.document.tables:
            self._table(table)
        self._signatures()

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{self.document.digest[:16]}&R&P / &N")
        for column, width in enumerate(WIDTHS[: self.last_column + 1]):
            sheet.set_column(column, column, width)

    def _heading(self) -> None:
        document = self.document
        self.sheet.merge_range(0, 0, 0, self.last_column, document.title, self.title)
        self.sheet.set_row(0, 28)
        lines = [
            f"{_('Reported by')}: {document.union}    {_('Period')}: {document.period}",
            f"{_('Made at')}: {document.generated_at:%Y-%m-%d %H:%M}",
        ]
        for row, text in enumerate(lines, start=1):
            self.sheet.merge_range(row, 0, row, self.last_column, text, self.plain)
        self.row = len(lines) + 2

    def _table(self, table: Table) -> None:
        self.sheet.write_string(self.row, 0, table.title, self.section)
        for column, head in enumerate(table.columns):
            self.sheet.write_string(self.row + 1, column, head.title, self.head)
        self.row += 2
        for row in table.rows:
            self._line(table, row, bold=False)
        if table.total is not None:
            self._line(table, table.total, bold=True)
        self.row += 1

    def _line(self, table: Table, values, *, bold: bool) -> None:
        for column, (value, head) in enumerate(zip(values, table.columns, strict=True)):
            item = cell(value, head)
            self._write(column, item, self.formats[item.kind, bold])
        self.row += 1

    def _write(self, column: int, item: Cell, style) -> None:
        figure = number(item)
        if figure is None:
            self.sheet.write_string(self.row, column, shown(item), style)
        elif item.kind is Kind.SHARE:
            self.sheet.write_number(self.row, column, float(figure) / 100, style)
        else:
            self.sheet.write_number(self.row, column, float(figure), style)

    def _signatures(self) -> None:
        self.row += 1
        roles = (_("Prepared by"), _("Checked by"), _("Responsible"))
        text = "        ".join(f"{role}: ____________" for role in roles)
        self.sheet.merge_range(self.row, 0, self.row, self.last_column, text, self.plain)


def _pattern(kind: Kind) -> str:
    if kind in WORDS:
        return "@"
    decimals = "." + "0" * PLACES[kind] if PLACES[kind] else ""
    return f"0{decimals}%" if kind is Kind.SHARE else f"#,##0{decimals}"


def _definitions(book: xlsxwriter.Workbook, document: Document) -> None:
    sheet = book.add_worksheet(_("Definitions"))
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EDF3"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, [_("Figure"), _("Definition")], head)
    for row, pair in enumerate(document.notes, start=1):
        for column, value in enumerate(pair):
            sheet.write_string(row, column, value, text)
    sheet.write_string(len(document.notes) + 1, 0, "SHA-256", text)
    sheet.write_string(len(document.notes) + 1, 1, document.digest, text)
