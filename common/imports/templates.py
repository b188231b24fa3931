"""The template of a kind, as its cadres download it."""

from pathlib import Path
from typing import IO

from common.imports.kinds import Kind
from common.spreadsheet import write_template


def write_kind_template(kind: type[Kind], target: Path | str | IO[bytes]) -> None:
    """Write the empty xlsx for a kind of file."""
    version = f"{kind.name}-{kind.version}"
    write_template(target, title=str(kind.title), columns=kind.columns, version=version)
