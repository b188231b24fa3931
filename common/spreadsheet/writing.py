"""Writing xlsx and csv files that people and Excel can trust: text stays text."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from common.parsing.text import FORMULA_STARTS


def defuse(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, guarded by a leading apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_csv(target: IO[str], headers: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Comma-separated lines that Excel opens as UTF-8; every text cell is defused."""
    target.write("\ufeff")
    writer = csv.writer(target)
    writer.writerow(headers)
    writer.writerows([defuse(value) for value in row] for row in rows)


def write_table(
    target: Path | str | IO[bytes], title: str, headers: Sequence[str], rows: Iterable[Sequence]
) -> None:
    """One sheet with a frozen, bold header; every text cell is defused."""
    # Only who writes a workbook pays for the library: 9 MB a process.
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(target, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headers, book.add_format({"bold": True, "bg_color": "#DDE7F0"}))
        sheet.set_column(0, max(len(headers) - 1, 0), 18)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [defuse(value) for value in row])
