"""Numbers in cells: counts, areas, and money from yuan or 万元 to whole fen."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from common.errors import Refusal
from common.money import FEN_PER_WAN, FEN_PER_YUAN
from common.parsing.text import Cell, Parser, is_blank, plain, refuse_broken

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_APPROXIMATE = re.compile(r"约|大概|左右|余|多|以上|以下|不足|近|几|~|≈|\+$")
_WAN = re.compile(r"([+-]?[\d,]+(?:\.\d+)?)(万|亿)元?")
_MULTIPLES = {"万": 10_000, "亿": 100_000_000}


def decimal_of(cell: Cell, units: tuple[str, ...] = ()) -> Decimal:
    """The exact number in a cell that is not blank; `units` are endings it may carry."""
    refuse_broken(cell)
    if isinstance(cell, bool):
        raise _not_a_number(cell)
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if isinstance(cell, float):
        # 15 digits are what Excel shows; beyond them lie the errors of binary fractions.
        return Decimal(format(cell, ".15g"))
    return _decimal_of_text(cell, units)


def _decimal_of_text(cell: Cell, units: tuple[str, ...]) -> Decimal:
    word = "".join(plain(cell).split()).lstrip("¥￥")
    for unit in units:
        word = word.removesuffix(unit)
    if _NUMBER.fullmatch(word):
        return Decimal(word.replace(",", ""))
    if _APPROXIMATE.search(word):
        message = _("“%(value)s” is not exact; write the exact number.")
        raise Refusal("approximate", message % {"value": word})
    if _SCIENTIFIC.fullmatch(word):
        raise Refusal("lost_digits", _("Excel shortened this number; write all of its digits."))
    match = _WAN.fullmatch(word)
    if match:
        message = _("“%(value)s” is written in 万 or 亿; write the full number.")
        raise Refusal("written_in_wan", message % {"value": word})
    raise _not_a_number(cell)


def _not_a_number(cell: Cell) -> Refusal:
    message = _("“%(value)s” is not a number.")
    return Refusal("not_a_number", message % {"value": plain(cell)})


def number(
    *,
    places: int = 0,
    low: int | None = 0,
    high: int | None = None,
    units: tuple[str, ...] = (),
) -> Parser:
    """A count (`places` 0 gives int) or a measure (Decimal rounded half up to `places`)."""

    def parse(cell: Cell) -> int | Decimal | None:
        refuse_broken(cell)
        if is_blank(cell):
            return None
        value = decimal_of(cell, units)
        refuse_outside(value, low, high)
        if places:
            return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if value != value.to_integral_value():
            raise Refusal("not_whole", _("Only whole numbers fit here."))
        return int(value)

    return parse


def refuse_outside(value: Decimal, low: int | None, high: int | None) -> None:
    """Refuse a number below `low` or above `high`; None sets no limit."""
    if low == 0 and value < 0:
        raise Refusal("negative", _("The number cannot be negative."))
    if low is not None and value < low:
        raise Refusal("too_small", _("The number cannot be below %(low)s.") % {"low": low})
    if high is not None and value > high:
        raise Refusal("too_large", _("The number cannot be above %(high)s.") % {"high": high})


def yuan(cell: Cell) -> int | None:
    """Fen from a cell in yuan, exactly; a text in 万元 or 亿元 is refused with its yuan."""
    if is_blank(cell):
        return None
    match = _WAN.fullmatch("".join(plain(cell).split()).lstrip("¥￥"))
    if match:
        amount = Decimal(match[1].replace(",", "")) * _MULTIPLES[match[2]]
        message = _(
            "“%(value)s” is not in yuan, but the column is: write %(amount)s, "
            "or head the column 金额（万元）."
        )
        raise Refusal(
            "wan_in_yuan", message % {"value": plain(cell), "amount": f"{amount.normalize():f}"}
        )
    return _whole_fen(decimal_of(cell, ("人民币", "元")) * FEN_PER_YUAN)


def wan_yuan(cell: Cell) -> int | None:
    """Fen from a cell in 万元 (¥10,000), exactly; a text that ends in plain 元 is refused."""
    if is_blank(cell):
        return None
    word = plain(cell)
    if word.endswith("元") and not word.endswith("万元"):
        raise Refusal("yuan_in_wan", _("This is in yuan, but the column is in 万元."))
    return _whole_fen(decimal_of(cell, ("元", "万")) * FEN_PER_WAN)


def _whole_fen(fen: Decimal) -> int:
    if fen != fen.to_integral_value():
        raise Refusal("below_one_fen", _("An amount cannot be finer than one fen (0.01 yuan)."))
    if fen < 0:
        raise Refusal("negative", _("The number cannot be negative."))
    return int(fen)
