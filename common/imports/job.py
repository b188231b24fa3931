"""One run of an import: whose it is, which datum, and every cell found wrong so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from common.datum import Datum
from common.errors import Refusal
from common.parsing.text import raw_text
from common.spreadsheet import BadCell

KEPT_PROBLEMS = 1000
SHOWN_LENGTH = 120


@dataclass
class Row:
    """A row of data. `values` holds the parsed cells by column name, and after a kind's `check`
    the records that codes stand for; a column that the file lacks is absent."""

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    bad: bool = False

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or `default` where the cell is blank or the column absent."""
        value = self.values.get(name)
        return default if value is None else value


@dataclass
class Job:
    """What the rows of one import share. `by` None is the system, which may do anything."""

    by: Any = None
    datum: Datum = "wgs84"
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[BadCell] = field(default_factory=list)
    problem_count: int = 0

    def refuse(self, row: Row, column: str, code: str, reason: str) -> None:
        """Note that the cell of `column` (its field name) in `row` cannot be taken."""
        row.bad = True
        title = self.titles.get(column, column)
        value = raw_text(row.cells.get(column))[:SHOWN_LENGTH]
        self.add(BadCell(row.number, title, code, str(reason), value))

    def add(self, problem: BadCell) -> None:
        """Count a problem; the first thousand are kept, so that memory stays flat."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    @contextmanager
    def guard(self, row: Row, column: str) -> Iterator[None]:
        """Turn a Refusal within the block into a problem of that cell."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(row, column, refusal.code, str(refusal.message))
