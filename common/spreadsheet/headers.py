"""Finding the header among merged titles: the row, or pair of rows, that names most columns."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from common.spreadsheet.columns import Column, ColumnIndex, bracket, header_key
from common.spreadsheet.problems import REASONS_TITLE, BadCell

SEARCHED_ROWS = 15
# "单位：万元" above a table gives the unit of its amounts; "填报单位：…" names the office.
_TABLE_UNIT = re.compile(r"(?<!填报)(?<!报送)单位[:：]\s*(?:人民币)?(亿元|万元|元)")

NumberedRow = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class FoundColumn:
    """A column of the file: where it is, what its header says, how its cells are read."""

    index: int
    title: str
    column: Column
    parse: Callable[[Any], Any]


@dataclass
class Header:
    """The recognised header: its last row, its columns, the titles that nothing recognised."""

    row: int = 0
    columns: list[FoundColumn] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    problems: list[BadCell] = field(default_factory=list)

    @property
    def score(self) -> int:
        return len({found.column.name for found in self.columns})


def find_header(rows: Sequence[NumberedRow], known: ColumnIndex) -> Header:
    """The header among the first rows of a sheet. What is wrong with it is in `problems`."""
    best = Header()
    for place, (number, cells) in enumerate(rows):
        single = _read(number, cells, None, known)
        candidates = [single]
        if place + 1 < len(rows):
            below_number, below = rows[place + 1]
            if _may_be_second_row(single, below, known):
                candidates.append(_read(below_number, cells, below, known))
        best = max([best, *candidates], key=lambda header: header.score)
    if best.score == 0:
        best.problems.append(_no_header(known))
        return best
    _choose_units(best, _table_units(rows, best.row))
    _name_missing_and_double(best, known)
    return best


def _may_be_second_row(single: Header, below: Sequence[Any], known: ColumnIndex) -> bool:
    """A second header row has nothing, or another known title, below each title already known;
    a row of data has values there."""
    for found in single.columns:
        cell = below[found.index] if found.index < len(below) else None
        if header_key(cell) and known.find(cell) is None:
            return False
    return bool(single.columns) or any(known.find(cell) for cell in below)


def _read(
    number: int, top: Sequence[Any], below: Sequence[Any] | None, known: ColumnIndex
) -> Header:
    """Match each column by its lower title, then group and lower title together, then the upper."""
    header = Header(row=number)
    group = None
    for index in range(max(len(top), len(below or ()))):
        upper = top[index] if index < len(top) else None
        lower = below[index] if below is not None and index < len(below) else None
        group = upper if header_key(upper) else group
        if header_key(lower):
            column = known.find(lower, f"{group or ''}{lower}")
            title = str(lower)
        else:
            column = known.find(upper)
            title = str(upper or "")
        title = " ".join(title.split())
        if column is not None:
            header.columns.append(FoundColumn(index, title, column, column.parse))
        elif title and title != REASONS_TITLE:
            header.ignored.append(title)
    return header


def _table_units(rows: Sequence[NumberedRow], last: int) -> set[str]:
    above = (str(cell) for number, cells in rows if number < last for cell in cells if cell)
    text = " ".join(unicodedata.normalize("NFKC", cell) for cell in above)
    return set(_TABLE_UNIT.findall(text))


def _choose_units(header: Header, table_units: set[str]) -> None:
    """Give each column with units the parser that its header, or the line above it, asks for."""
    for place, found in enumerate(header.columns):
        units = found.column.units
        if not units:
            continue
        named = {bracket(found.title)} if bracket(found.title) else set(table_units)
        if header_key(found.title) == header_key(found.column.name):
            named = {next(iter(units))}
        if named <= set(units) and len(named) == 1 and table_units <= named:
            unit = named.pop()
            parsed = FoundColumn(found.index, found.title, found.column, units[unit])
            header.columns[place] = parsed
        else:
            message = _("Say the unit once, in the header: %(header)s.")
            wanted = " / ".join(f"{header_key(found.column.label)[:2]}（{u}）" for u in units)
            reason = message % {"header": wanted}
            header.problems.append(BadCell(header.row, found.title, "unit_unclear", reason))


def _name_missing_and_double(header: Header, known: ColumnIndex) -> None:
    titles: dict[str, str] = {}
    for found in header.columns:
        if found.column.name in titles:
            reason = _("Two columns mean the same; keep one of them.")
            header.problems.append(BadCell(header.row, found.title, "duplicate_column", reason))
        titles[found.column.name] = found.title
    for column in known.columns:
        if column.required and column.name not in titles:
            reason = _("The column %(column)s is missing.") % {"column": column.label}
            header.problems.append(BadCell(header.row, column.label, "missing_column", reason))


def _no_header(known: ColumnIndex) -> BadCell:
    message = _("No header row was found in the first %(rows)s rows; it needs: %(columns)s.")
    labels = "、".join(column.label for column in known.columns if column.required)
    return BadCell(1, "", "no_header", message % {"rows": SEARCHED_ROWS, "columns": labels})
