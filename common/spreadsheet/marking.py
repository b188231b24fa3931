"""The uploaded file given back: each wrong cell coloured, with the reason as its comment, a column
of reasons at the right, and a sheet that lists them all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from common.spreadsheet.columns import Column
from common.spreadsheet.problems import REASONS_TITLE, BadCell
from common.spreadsheet.table import Table, open_table
from common.spreadsheet.writing import defuse

# A workbook held in memory with all its looks takes about a hundred times the file's size; a
# larger one is given back with its values only.
KEPT_LOOKS_BYTES = 1 << 20
BAD_COLOUR = "F8B4B4"
_ZIP = b"PK\x03\x04"


class Marks:
    """The problems of a table by cell and by row."""

    def __init__(self, table: Table, problems: Iterable[BadCell]):
        self.problems = list(problems)
        places = {found.title: found.index for found in table.header.columns}
        places |= {found.column.label: found.index for found in table.header.columns}
        self.width = 1 + max((found.index for found in table.header.columns), default=0)
        self.header_row = table.header.row
        self.cells: dict[tuple[int, int], str] = {}
        self.rows: dict[int, list[str]] = defaultdict(list)
        for bad in self.problems:
            self.rows[bad.row].append(f"{bad.column}：{bad.reason}" if bad.column else bad.reason)
            if bad.column in places:
                self.cells.setdefault((bad.row, places[bad.column]), bad.reason)

    def reasons(self, row: int) -> str:
        """What is wrong with a row, or the title of the column of reasons."""
        return REASONS_TITLE if row == self.header_row else "\n".join(self.rows.get(row, ()))

    def listing(self) -> Iterable[Sequence]:
        """The rows of the sheet of reasons, its header first."""
        yield [_("Row"), _("Column"), _("What is wrong"), _("Value")]
        for bad in self.problems:
            yield [bad.row, defuse(bad.column), defuse(bad.reason), defuse(bad.value)]


def write_marked(path: Path, columns: tuple[Column, ...], problems: Iterable[BadCell]) -> bytes:
    """The file at `path` as an xlsx with its problems marked; a csv becomes one."""
    with open_table(path, columns) as table:
        marks = Marks(table, problems)
        with path.open("rb") as file:
            is_xlsx = file.read(4) == _ZIP
        if is_xlsx and path.stat().st_size <= KEPT_LOOKS_BYTES:
            return _marked_in_place(path, table.sheet.name, marks)
        return _marked_copy(table, marks)


def _marked_in_place(path: Path, sheet_name: str, marks: Marks) -> bytes:
    # Only who marks a workbook pays for the library.
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, PatternFill

    with path.open("rb") as file:
        book = load_workbook(file)
    sheet = book[sheet_name]
    fill = PatternFill("solid", fgColor=BAD_COLOUR)
    for (row, place), reason in marks.cells.items():
        cell = sheet.cell(row, place + 1)
        if not isinstance(cell, MergedCell):
            cell.fill, cell.comment = fill, Comment(reason, "", height=90, width=260)
    last = max(marks.width, sheet.max_column if sheet.max_column < marks.width + 50 else 0)
    for row in [marks.header_row, *marks.rows]:
        cell = sheet.cell(max(row, 1), last + 1, marks.reasons(row))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    listing = book.create_sheet(_("Problems"))
    for line in marks.listing():
        listing.append(line)
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def _marked_copy(table: Table, marks: Marks) -> bytes:
    import xlsxwriter

    result = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(result, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(table.sheet.name[:31].strip("[]:*?/\\") or "1")
        bad = book.add_format({"bg_color": f"#{BAD_COLOUR}"})
        for number, cells in table.sheet.rows():
            for place, value in enumerate(cells):
                reason = marks.cells.get((number, place))
                sheet.write(number - 1, place, value, bad if reason else None)
                if reason:
                    sheet.write_comment(number - 1, place, reason)
            if reasons := marks.reasons(number):
                sheet.write_string(number - 1, max(len(cells), marks.width), reasons)
        listing = book.add_worksheet(_("Problems"))
        for number, line in enumerate(marks.listing()):
            listing.write_row(number, 0, line)
    return result.getvalue()
