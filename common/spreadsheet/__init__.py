"""Spreadsheets in and out: xlsx and csv as people make them, told by content, streamed."""

from common.spreadsheet.columns import Column
from common.spreadsheet.marking import write_marked
from common.spreadsheet.problems import BadCell
from common.spreadsheet.reading import count_rows
from common.spreadsheet.table import Table, TableRow, open_table
from common.spreadsheet.templates import write_template
from common.spreadsheet.writing import defuse, write_table

__all__ = [
    "BadCell", "Column", "Table", "TableRow", "count_rows", "defuse", "open_table",
    "write_marked", "write_table", "write_template",
]  # fmt: skip
