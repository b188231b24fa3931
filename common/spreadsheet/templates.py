"""Empty workbooks to fill in: the header, one example, drop-downs, notes and a version."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from common.spreadsheet.columns import Column

FILLED_ROWS = 1000


def write_template(
    target: Path | str | IO[bytes], *, title: str, columns: Sequence[Column], version: str
) -> None:
    """The template of a kind of file: sheets for the data, the notes and the allowed values."""
    # Only who writes a workbook pays for the library: 9 MB a process.
    import xlsxwriter

    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        book.set_properties({"title": title, "comments": version})
        data = book.add_worksheet(title[:31])
        notes = book.add_worksheet(_("Notes"))
        lists = book.add_worksheet(_("Allowed values"))
        _write_data(book, data, columns)
        _write_notes(book, notes, title, columns, version)
        _write_lists(lists, data, columns)


def _write_data(book, sheet, columns: Sequence[Column]) -> None:
    # Text format keeps leading zeros and long codes as they are typed.
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#777777"})
    heads = {
        True: book.add_format({"bold": True, "bg_color": "#F6D5C8", "border": 1}),
        False: book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1}),
    }
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(12, 2 * len(column.label) + 4), text)
        sheet.write_string(0, place, column.label, heads[column.required])
        sheet.write_string(1, place, column.example, example)


def _write_notes(book, sheet, title: str, columns: Sequence[Column], version: str) -> None:
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, 80, wrap)
    sheet.write_row(0, 0, [_("Template version"), version], bold)
    rules = [
        title,
        _("The grey row is an example; leave it or write over it: unchanged, it is not imported."),
        _("Nothing is saved unless every row is right; each wrong cell is named with its reason."),
        _("A row whose code exists changes that record; an empty cell leaves what is stored."),
    ]
    for number, rule in enumerate(rules, start=1):
        sheet.write_string(number, 0, rule)
    top = len(rules) + 2
    sheet.write_row(top, 0, [_("Column"), _("Field"), _("Required"), _("Note")], bold)
    for number, column in enumerate(columns, start=top + 1):
        required = _("yes") if column.required else _("no")
        sheet.write_row(number, 0, [column.label, column.name, required, str(column.note)])


def _write_lists(lists, data, columns: Sequence[Column]) -> None:
    from xlsxwriter.utility import xl_range_abs

    used = 0
    for place, column in enumerate(columns):
        choices = column.options() if column.options else []
        if not choices:
            continue
        lists.write_string(0, used, column.label)
        lists.write_column(1, used, choices)
        source = xl_range_abs(1, used, len(choices), used)
        rule = {"validate": "list", "source": f"='{lists.get_name()}'!{source}"}
        if column.several:
            # A list allows one choice; several, parted by 、, may be typed after a question.
            rule |= {"error_type": "warning", "error_message": _("Part several values by 、.")}
        data.data_validation(1, place, FILLED_ROWS, place, rule)
        used += 1
