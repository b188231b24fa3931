"""The article's data, through the very code by which a cadre imports a file."""

from collections.abc import Callable
from pathlib import Path

from common.imports.running import run_import

DATA = Path(__file__).parents[2] / "homes" / "demo" / "data"
KINDS = (
    "unions",
    "workplaces",
    "homes",
    "hours",
    "spaces",
    "stops",
    "agreements",
    "staff",
    "funding",
    "visits",
    "activities",
)


def take_in(say: Callable[[str], object]) -> None:
    """Import every file; a refused row is an error of ours, so it raises ValueError."""
    for kind in KINDS:
        say(f"demo data: importing {kind}")
        outcome = run_import(kind=kind, path=DATA / f"{kind}.csv")
        if outcome.error_count:
            first = outcome.errors[0]
            raise ValueError(f"{kind}.csv, row {first.row}, {first.column}: {first.reason}")
