"""A report as tables to be read by people, before it becomes a sheet, a page or a print.

Values stay raw (fen, fractions, counts) until `shown`, so that each is rounded exactly once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from common.money import wan, yuan

Value = str | int | float | Decimal | None
NO_VALUE = "—"


class Kind(StrEnum):
    """How a column's values read."""

    TEXT = "text"
    CODE = "code"  # text that is never broken over lines: codes, dates
    COUNT = "count"
    WAN = "wan"  # fen, shown as 万元
    FEN = "fen"
    YUAN = "yuan"  # fen, shown as yuan
    SHARE = "share"  # a fraction, shown as per cent
    AREA = "area"  # m²
    RATIO = "ratio"


WORDS = (Kind.TEXT, Kind.CODE)
# Decimal places of each kind, as shown.
PLACES = {
    Kind.COUNT: 0,
    Kind.FEN: 0,
    Kind.YUAN: 2,
    Kind.WAN: 2,
    Kind.SHARE: 1,
    Kind.AREA: 2,
    Kind.RATIO: 2,
}


@dataclass(frozen=True)
class Column:
    title: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """Rows of raw values under columns; a value may be a `Cell` to differ from its column."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence["Value | Cell"]]
    total: Sequence["Value | Cell"] | None = None


@dataclass(frozen=True)
class Cell:
    """A value read otherwise than its column says; on a page it may lead to its rows."""

    value: Value
    kind: Kind
    url: str = ""


@dataclass(frozen=True)
class Document:
    """All that is printed. `notes` are (figure, definition) pairs."""

    title: str
    union: str
    starts_on: date
    ends_on: date
    generated_at: datetime
    digest: str
    tables: Sequence[Table]
    notes: Sequence[tuple[str, str]]

    @property
    def period(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} — {self.ends_on:%Y-%m-%d}"


def cell(value: "Value | Cell", column: Column) -> Cell:
    """The value with the kind by which it is to be read."""
    return value if isinstance(value, Cell) else Cell(value, column.kind)


def number(item: Cell) -> Decimal | None:
    """The figure in the unit shown (万元, per cent …), rounded half up once; None if none."""
    if item.value is None or item.kind in WORDS:
        return None
    places = PLACES[item.kind]
    if item.kind is Kind.WAN:
        return wan(int(item.value), places)
    if item.kind is Kind.YUAN:
        return yuan(int(item.value))
    exact = Decimal(str(item.value)) * (100 if item.kind is Kind.SHARE else 1)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def shown(item: Cell) -> str:
    """The value as it is printed."""
    if item.value is None:
        return NO_VALUE
    figure = number(item)
    if figure is None:
        return str(item.value)
    return f"{figure:,}%" if item.kind is Kind.SHARE else f"{figure:,}"
