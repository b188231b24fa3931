"""Which columns a file may have, and how their headers are recognised."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_PUNCTUATION = re.compile(r"[\s:*、,，。._\-'\"“”]")
_BRACKET = re.compile(r"^(.+?)\((.*)\)$")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a kind of file.

    `name` is the field, `label` the Chinese header, `parse` turns a cell into a value (None for a
    blank one). `units` maps what the header's bracket may say (元, 万元) to the parser for it; a
    column with units must say one. `options` fill the drop-down of the template.
    """

    name: str
    label: str
    parse: Callable[[Any], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    units: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    options: Callable[[], list[str]] | None = None
    several: bool = False
    example: str = ""
    note: str = ""

    def folded_names(self) -> set[str]:
        """Every folded header that means this column."""
        names = {self.name, self.label, bare(self.label), *self.aliases}
        return {header_key(name) for name in names}


def header_key(title: object) -> str:
    """A header folded for comparison: half-width, lower case, no spaces or punctuation."""
    if title is None:
        return ""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", str(title)).lower())


def bare(title: str) -> str:
    """A header without the bracket at its end: 金额（万元） → 金额."""
    match = _BRACKET.match(unicodedata.normalize("NFKC", title).strip())
    return match[1] if match else title


def bracket(title: str) -> str:
    """What the bracket at the end of a header says, folded: 金额（单位：万元） → 万元."""
    match = _BRACKET.match(unicodedata.normalize("NFKC", title).strip())
    return header_key(match[2]).removeprefix("单位") if match else ""


class ColumnIndex:
    """Looks up the column that a header means."""

    def __init__(self, columns: tuple[Column, ...]):
        self.columns = columns
        self._by_key = {key: column for column in columns for key in column.folded_names()}

    def find(self, *titles: object) -> Column | None:
        """The column that the first recognised of `titles` means, its bracket aside."""
        for title in titles:
            found = self._by_key.get(header_key(title)) if title is not None else None
            if found is None and title is not None:
                found = self._by_key.get(header_key(bare(str(title))))
            if found is not None:
                return found
        return None
