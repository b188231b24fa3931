"""Workbooks for tests of imports, and what came of taking them in."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from common.imports.running import Outcome, run_import


def workbook(path: Path, *rows) -> Path:
    """An xlsx file of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def take(tmp_path, db):
    """take(kind, header, *rows, **options): import a workbook of these rows."""

    def take_in(kind: str, header: str, *rows, **options) -> Outcome:
        path = workbook(tmp_path / f"{kind}.xlsx", header.split(), *rows)
        return run_import(kind=kind, path=path, **options)

    return take_in


def told(outcome: Outcome) -> list[tuple]:
    """(row, column, code) of each error."""
    return [(error.row, error.column, error.code) for error in outcome.errors]
