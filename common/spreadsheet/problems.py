"""What is wrong with a file, cell by cell."""

from dataclasses import asdict, dataclass

# The header of the column of reasons in a workbook that was given back; it may come back, too.
REASONS_TITLE = "检查结果"


@dataclass(frozen=True)
class BadCell:
    """A refused cell: its row as the spreadsheet counts (from 1), its column's header as it stands
    in the file, a stable code, a sentence for people, and what the cell held."""

    row: int
    column: str
    code: str
    reason: str
    value: str = ""

    def as_dict(self) -> dict:
        """For JSON."""
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.row} {self.column}".strip()
        return f"{place}: {self.reason}" + (f" [{self.value}]" if self.value else "")
