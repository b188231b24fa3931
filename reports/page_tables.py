"""Tables and charts as a page shows them: every value already in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.document import Kind, Table, cell, number, shown


@dataclass(frozen=True)
class ShownCell:
    text: str
    style: str = ""
    url: str = ""


def style_of(kind: Kind) -> str:
    """The class of a cell: numbers stand to the right, codes are not broken."""
    if kind is Kind.TEXT:
        return ""
    return "nowrap" if kind is Kind.CODE else "number"


@dataclass(frozen=True)
class ShownTable:
    title: str
    heads: Sequence[ShownCell]
    rows: Sequence[Sequence[ShownCell]]
    total: Sequence[ShownCell]


def shown_table(table: Table) -> ShownTable:
    """The table with its values in words, for `reports/_table.html`."""

    def line(values) -> list[ShownCell]:
        items = [cell(v, c) for v, c in zip(values, table.columns, strict=True)]
        return [ShownCell(shown(i), style_of(i.kind), i.url) for i in items]

    return ShownTable(
        title=table.title,
        heads=[ShownCell(c.title, style_of(c.kind)) for c in table.columns],
        rows=[line(row) for row in table.rows],
        total=line(table.total) if table.total is not None else [],
    )


@dataclass(frozen=True)
class Chart:
    """A table drawn: its first column names the bars, each other one is a series."""

    key: str
    table: Table
    unit: str = ""
    stacked: bool = False
    lying: bool = False

    @property
    def data_id(self) -> str:
        """Id of the element that holds the drawing."""
        return f"{self.key}-data"

    @property
    def shown(self) -> ShownTable:
        return shown_table(self.table)

    @property
    def drawing(self) -> dict:
        """What the script draws: exactly the numbers of the table, in the unit shown."""
        names, *columns = zip(*self.table.rows, strict=True) if self.table.rows else ([],)
        heads = self.table.columns[1:]
        return {
            "title": self.table.title,
            "unit": self.unit,
            "stacked": self.stacked,
            "lying": self.lying,
            "categories": [shown(cell(name, self.table.columns[0])) for name in names],
            "series": [
                {
                    "name": head.title,
                    "values": [float(number(cell(v, head)) or 0) for v in values],
                }
                for head, values in zip(heads, columns, strict=False)
            ],
        }
