"""The strings that our code and templates give to gettext, read without the gettext programs."""

import ast
import re
from typing import NamedTuple

from django.utils.translation.template import templatize

from tests.source import OURS, ROOT

# name of the call → positions of (context, singular, plural)
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# templatize() turns a template into such calls, one a tag, between other text.
TEMPLATE_CALL = re.compile(
    r"(?<![A-Za-z])(_|n?p?gettext)\(\s*((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*)+)"
)


class Message(NamedTuple):
    context: str
    text: str
    plural: str


def message(name: str, arguments: list) -> Message | None:
    """The message of one call, None where its text is no literal."""
    chosen = []
    for position in CALLS[name]:
        literal = "" if position is None or position >= len(arguments) else arguments[position]
        if not isinstance(literal, str):
            return None
        chosen.append(literal)
    return Message(*chosen)


def of_python() -> set[Message]:
    """Every literal message in our Python files."""
    found = set()
    for source in OURS:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in CALLS and node.args:
                    literals = [getattr(argument, "value", None) for argument in node.args]
                    found.add(message(name, literals))
    return found - {None}


def of_templates() -> set[Message]:
    """Every message in our templates."""
    found = set()
    for path in (ROOT / "templates").rglob("*.*"):
        text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for name, arguments in TEMPLATE_CALL.findall(text):
            found.add(message(name, list(ast.literal_eval(f"({arguments.rstrip(', ')},)"))))
    return found - {None}
