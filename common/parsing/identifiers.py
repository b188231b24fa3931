"""Numbers that name somebody: mobile and landline numbers, the unified social credit code."""

import re

from django.utils.translation import gettext as _
from stdnum.cn import uscc as standard

from common.errors import Refusal
from common.parsing.text import Cell, is_blank, plain, refuse_broken

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}|\d{7,8}|12351|12345")
# The last place is left to the check digit, whose sentence says more.
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{17}\w")


def mobile(cell: Cell) -> str | None:
    """A mainland mobile number as 11 digits; +86, spaces, dashes and full width are allowed."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    digits = _digits(cell)
    if not _MOBILE.fullmatch(digits):
        raise Refusal("not_a_mobile", _("This is not a mobile number: it has 11 digits, 1 first."))
    return digits


def phone(cell: Cell) -> str | None:
    """A mobile number (11 digits), a landline (0591-87654321) or a hotline."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    digits = _digits(cell)
    if _MOBILE.fullmatch(digits):
        return digits
    landline = "".join(plain(cell).split())
    if not _LANDLINE.fullmatch(landline):
        raise Refusal("not_a_phone", _("This is not a telephone number, such as 0591-87654321."))
    return landline


def _digits(cell: Cell) -> str:
    word = re.sub(r"[\s()-]", "", plain(cell))
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", word)


def uscc(cell: Cell) -> str | None:
    """A unified social credit code (GB 32100-2015) of any registry, unions (81, 89) included."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    value = standard.compact(plain(cell))
    if len(value) != 18:
        message = _("A unified social credit code has 18 characters; this has %(length)s.")
        raise Refusal("uscc_length", message % {"length": len(value)})
    if not _USCC.fullmatch(value):
        raise Refusal("uscc_characters", _("Only digits and capitals without I, O, S, V, Z fit."))
    expected = standard.calc_check_digit(value)
    if value[-1] != expected:
        message = _("The last character should be %(expected)s, not %(found)s; look for a typo.")
        raise Refusal("uscc_check_digit", message % {"expected": expected, "found": value[-1]})
    return value
