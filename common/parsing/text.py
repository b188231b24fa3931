"""Words in cells: blank marks, full-width characters, codes, choices, yes and no."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Refusal

Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
Parser = Callable[[Any], Any]

BLANK_MARKS = frozenset(
    {"", "/", "\\", "无", "暂无", "空", "-", "--", "—", "——", "n/a", "na", "null", "none"}
)
YES = frozenset({"是", "√", "✓", "✔", "有", "对", "y", "yes", "true", "1"})
NO = frozenset({"否", "×", "✗", "✘", "x", "无", "不", "n", "no", "false", "0"})
FORMULA_ERRORS = ("#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Excel keeps 15 significant digits; a longer whole number has already lost its tail.
EXACT_LIMIT = 10**15
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def raw_text(cell: Cell) -> str:
    """The cell as text, without outer spaces and invisible characters; "" for an empty cell."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else cell.translate(_INVISIBLE).strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_LIMIT:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def plain(cell: Cell) -> str:
    """The cell as half-width text (NFKC), which turns １２ into 12 and （ into (."""
    word = raw_text(cell)
    return word if word.isascii() else unicodedata.normalize("NFKC", word).strip()


def is_blank(cell: Cell) -> bool:
    """Whether the cell is empty or holds one of the marks that people write for "nothing"."""
    return cell is None or plain(cell).lower() in BLANK_MARKS


def refuse_broken(cell: Cell) -> None:
    """Refuse what Excel itself has spoilt: a formula's error, a long number in E notation."""
    if isinstance(cell, str) and cell.strip().lower() in FORMULA_ERRORS:
        raise Refusal("formula_error", _("The formula in this cell fails; write the value itself."))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT_LIMIT:
        raise _lost_digits()


def _lost_digits() -> Refusal:
    return Refusal(
        "lost_digits",
        _("Excel stored this as a number and lost digits; format the column as text and retype."),
    )


def text(max_length: int) -> Parser:
    """Free text as it was typed, full-width characters kept; refused when longer."""

    def parse(cell: Cell) -> str | None:
        refuse_broken(cell)
        if is_blank(cell):
            return None
        return _within(_without_guard(raw_text(cell)), max_length)

    return parse


def code(max_length: int = 40) -> Parser:
    """An identifier: half-width, without spaces; numbers become their digits."""

    def parse(cell: Cell) -> str | None:
        refuse_broken(cell)
        if is_blank(cell):
            return None
        return _within("".join(plain(cell).split()), max_length)

    return parse


def _within(value: str, max_length: int) -> str:
    if len(value) > max_length:
        message = _("At most %(limit)s characters fit here; this has %(length)s.")
        raise Refusal("too_long", message % {"limit": max_length, "length": len(value)})
    return value


def _without_guard(value: str) -> str:
    """Our own exports put ' before a leading = + - @; take it off again."""
    return value[1:] if value[:1] == "'" and value[1:2] in FORMULA_STARTS else value


def fold(value: Cell) -> str:
    """The form in which two labels are compared: half-width, lower case, no spaces."""
    return "".join(plain(value).lower().split())


def _option_key(label: Cell) -> str:
    """walk-in, walk_in and Walk in are one option."""
    return fold(label).replace("-", "").replace("_", "")


def one_of(options: Mapping[str, Any], also: Iterable[str] = ()) -> Parser:
    """One of `options`: what may be written in the cell → the value it stands for. The values
    in `also` may be written as they are."""
    folded = {_option_key(value): value for value in also}
    folded |= {_option_key(label): value for label, value in options.items()}
    listing = "、".join(options)

    def parse(cell: Cell) -> Any:
        refuse_broken(cell)
        if is_blank(cell):
            return None
        if _option_key(cell) not in folded:
            message = _("“%(value)s” is not one of: %(listing)s.")
            raise Refusal("unknown_choice", message % {"value": raw_text(cell), "listing": listing})
        return folded[_option_key(cell)]

    return parse


def many_of(options: Mapping[str, Any], also: Iterable[str] = ()) -> Parser:
    """Several of `options`, parted by 、 ， ; / or a line break; in order, once each."""
    single = one_of(options, also)

    def parse(cell: Cell) -> list[Any] | None:
        refuse_broken(cell)
        if is_blank(cell):
            return None
        words = plain(cell)
        for mark in "、;/|\n":
            words = words.replace(mark, ",")
        found = [single(word) for word in words.split(",") if word.strip()]
        return list(dict.fromkeys(found))

    return parse


def flag(cell: Cell) -> bool | None:
    """是, √, yes … are True; 否, ×, 无, no … are False; an empty cell or "/" is None."""
    refuse_broken(cell)
    word = "1" if cell is True else "0" if cell is False else plain(cell).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    if word in BLANK_MARKS:
        return None
    raise Refusal("not_yes_or_no", _("Write 是 or 否."))
