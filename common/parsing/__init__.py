"""What a cell of a spreadsheet says: each parser turns a cell into a value, None for a blank one,
or raises `Refusal` with a reason code and a sentence that says what to write instead."""

from common.parsing.identifiers import mobile, phone, uscc
from common.parsing.moments import day, minutes, moment, weekdays
from common.parsing.numbers import number, wan_yuan, yuan
from common.parsing.places import degrees, position, refuse_far
from common.parsing.text import Cell, Parser, code, flag, is_blank, many_of, one_of, plain, text

__all__ = [
    "Cell", "Parser", "code", "day", "degrees", "flag", "is_blank", "many_of", "minutes",
    "mobile", "moment", "number", "one_of", "phone", "plain", "position", "refuse_far", "text",
    "uscc", "wan_yuan", "weekdays", "yuan",
]  # fmt: skip
