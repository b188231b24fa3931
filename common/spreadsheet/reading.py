"""Opening xlsx and csv files as streams of rows; a file of any size is never held in memory."""

import csv
import warnings
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from common.errors import Refusal

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Sheet:
    """A sheet whose rows can be read again and again: (number from 1, cells)."""

    name: str
    rows: Callable[[], Iterator[tuple[int, Sequence[Any]]]]


@contextmanager
def open_book(path: Path | str) -> Iterator[list[Sheet]]:
    """The visible sheets of an xlsx file, or the one sheet of a csv file, told by its content.

    Refuses with `old_excel` for .xls or password-protected files, `unreadable` for anything else.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLE):
        raise Refusal(
            "old_excel",
            _("This is an old .xls file or has a password; save it as .xlsx without a password."),
        )
    if not start.startswith(_ZIP):
        yield [Sheet(path.name, partial(_csv_rows, path))]
        return
    with path.open("rb") as file:
        book = _load(file)
        yield [
            Sheet(sheet.title, partial(_xlsx_rows, sheet))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]


def count_rows(path: Path) -> int:
    """About how many rows a file has, for a progress bar; 0 where it cannot be told."""
    try:
        with path.open("rb") as file, ZipFile(file) as book:
            parts = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            return max((_count(book.open(part), b"<row") for part in parts), default=0)
    except BadZipFile:
        with path.open("rb") as file:
            return _count(file, b"\n")


def _count(file: IO[bytes], mark: bytes) -> int:
    found, tail = 0, b""
    while block := file.read(_BLOCK):
        found += (tail + block).count(mark)
        # A mark may be cut by the border of two blocks, and is then counted with the second.
        tail = block[-(len(mark) - 1) :] if len(mark) > 1 else b""
    return found


def _load(file: IO[bytes]):
    try:
        with warnings.catch_warnings():
            # WPS and pandas leave out the default style, which does not matter here.
            warnings.simplefilter("ignore", UserWarning)
            # A file object, because for a path openpyxl believes the name's ending.
            # Only who reads a workbook pays for the library: 10 MB a process.
            from openpyxl import load_workbook

            return load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise Refusal("unreadable", _("This file cannot be opened as a spreadsheet.")) from error


def _xlsx_rows(sheet) -> Iterator[tuple[int, Sequence[Any]]]:
    # WPS writes a dimension of the whole grid; without it only the rows that exist are read.
    sheet.reset_dimensions()
    return enumerate(sheet.iter_rows(values_only=True), start=1)


def _csv_rows(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    encoding = csv_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
        delimiter = max(",\t;", key=head.count)
        file.seek(0)
        yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)


def csv_encoding(path: Path) -> str:
    """UTF-8 (with or without BOM), UTF-16 (with BOM), else GB18030, as Excel writes csv in China.

    Refuses with `unreadable` when the bytes are text in none of them.
    """
    with path.open("rb") as file:
        start = file.read(3)
    if start == BOM_UTF8:
        return "utf-8-sig"
    if start[:2] in {BOM_UTF16_LE, BOM_UTF16_BE}:
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise Refusal("unreadable", _("This file cannot be opened as a spreadsheet."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
