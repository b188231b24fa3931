"""A table in a file: its header found, its rows of data told from totals and signatures."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from common.parsing.text import fold, is_blank, plain
from common.spreadsheet.columns import Column, ColumnIndex
from common.spreadsheet.headers import SEARCHED_ROWS, Header, find_header
from common.spreadsheet.reading import Sheet, open_book

_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "total", "subtotal", "sum"})
_SIGNATURE = re.compile(
    r"(填报|填表|制表|审核|复核|负责|经办|统计|审批|分管|单位(主要)?负责|联系)(人|领导|日期|时间|电话)?"
    r"(\(签[字章名]\))?:|(备注|说明|注|填报说明|填表说明)\d?:"
)


@dataclass(frozen=True)
class TableRow:
    """A row of data: its number in the spreadsheet, and its cells by the column's name."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The best matching sheet of a file."""

    sheet: Sheet
    header: Header
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[TableRow]:
        """Rows of data, streamed: no blank rows, totals, signatures, nor the template's example."""
        example = {column.name: fold(column.example) for column in self.columns if column.example}
        for number, cells in self.sheet.rows():
            if number <= self.header.row or is_total(cells) or is_signature(cells):
                continue
            row = {
                found.column.name: cells[found.index] if found.index < len(cells) else None
                for found in self.header.columns
            }
            if all(is_blank(cell) for cell in row.values()) or is_example(row, example):
                continue
            yield TableRow(number, row)


@contextmanager
def open_table(path: Path | str, columns: tuple[Column, ...]) -> Iterator[Table]:
    """The table of `columns` in a file: the sheet whose header names most of them."""
    known = ColumnIndex(columns)
    with open_book(path) as sheets:
        best: Table | None = None
        for sheet in sheets:
            header = find_header(list(islice(sheet.rows(), SEARCHED_ROWS + 1)), known)
            if best is None or header.score > best.header.score:
                best = Table(sheet, header, columns)
        yield best or Table(Sheet("", lambda: iter(())), find_header([], known), columns)


def is_total(cells: Sequence[Any]) -> bool:
    """Whether the row is a 合计 line: its first word, after the running number, says so."""
    first_two = islice((cell for cell in cells if not is_blank(cell)), 2)
    return any(fold(cell).rstrip(":").split("(")[0] in _TOTALS for cell in first_two)


def is_signature(cells: Sequence[Any]) -> bool:
    """Whether the row holds signatures or remarks below the table, such as 填报人：."""
    first = next((plain(cell) for cell in cells if not is_blank(cell)), "")
    return bool(_SIGNATURE.match("".join(first.split())))


def is_example(row: dict[str, Any], example: dict[str, str]) -> bool:
    """Whether the row is the template's own example, unchanged."""
    if any(fold(row.get(name)) != word for name, word in example.items()):
        return False
    return all(name in example or is_blank(cell) for name, cell in row.items())
