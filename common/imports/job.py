"""One run of an import: whose it is, which datum, every cell found wrong so far, and what only a
person can decide."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from common.datum import Datum
from common.errors import Refusal
from common.imports.changes import Changes
from common.parsing.text import raw_text
from common.spreadsheet import BadCell

KEPT_PROBLEMS = 1000
SHOWN_LENGTH = 120
ALL_ROWS = "all"


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


@dataclass(frozen=True)
class Question:
    """What the importing person must decide about a cell: `choices` are (answer, label)."""

    row: int
    column: str
    code: str
    sentence: str
    value: str
    choices: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict:
        """For JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.sentence}"


def answer_key(row: int | str, code: str) -> str:
    """Under which an answer is kept: `all-datum` answers for every row that has none of its own."""
    return f"{row}-{code}"


@dataclass
class Job:
    """What the rows of one import share. `by` None is the system, which may do anything.

    `answers` None: nobody can be asked, as on the command line. `watch` is called with the number
    of rows done, and may raise to stop the import.
    """

    by: Any = None
    datum: Datum = "wgs84"
    answers: Mapping[str, str] | None = None
    watch: Callable[[int], None] | None = None
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[BadCell] = field(default_factory=list)
    problem_count: int = 0
    questions: list[Question] = field(default_factory=list)
    question_count: int = 0
    rows_done: int = 0
    changes: Changes = field(default_factory=Changes)

    @property
    def may_ask(self) -> bool:
        return self.answers is not None

    def refuse(self, row: Row, column: str, code: str, reason: str) -> None:
        """Note that the cell of `column` (its field name) in `row` cannot be taken."""
        row.bad = True
        title = self.titles.get(column, column)
        self.add(BadCell(row.number, title, code, str(reason), _shown(row, column)))

    def add(self, problem: BadCell) -> None:
        """Count a problem; the first thousand are kept, so that memory stays flat."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    def ask(
        self, row: Row, column: str, code: str, sentence: str, choices: Mapping[str, str]
    ) -> str | None:
        """The person's answer; None, and the question is noted, where there is none yet."""
        for number in (row.number, ALL_ROWS):
            given = (self.answers or {}).get(answer_key(number, code))
            if given in choices:
                return given
        self.question_count += 1
        if len(self.questions) < KEPT_PROBLEMS:
            title = self.titles.get(column, column)
            told = _shown(row, column)
            pairs = tuple(choices.items())
            self.questions.append(Question(row.number, title, code, sentence, told, pairs))
        return None

    def step(self, rows: int = 0) -> None:
        """`rows` more are done. Raises what `watch` raises when the import is no longer wanted."""
        self.rows_done += rows
        if self.watch is not None:
            self.watch(self.rows_done)

    @contextmanager
    def guard(self, row: Row, column: str) -> Iterator[None]:
        """Turn a Refusal within the block into a problem of that cell."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(row, column, refusal.code, str(refusal.message))


def _shown(row: Row, column: str) -> str:
    return raw_text(row.cells.get(column))[:SHOWN_LENGTH]
