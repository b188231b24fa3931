"""Making the admin's forms lighter: the theme indents and repeats itself at every field.

A home with twenty services and spaces was 560 kB of HTML; on a phone in a stairwell that is
seconds. Nothing that a browser shows changes.
"""

import re
from typing import Any

from django import forms
from unfold.widgets import BASE_INPUT_CLASSES

# Where white space means something.
KEPT = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)", re.DOTALL)
RUN = re.compile(r"\s{2,}")
PLAIN = "plain-input"


def squeezed(html: str) -> str:
    """The page with each run of white space as one; a line's end stays one, for scripts' sake."""
    parts = KEPT.split(html)
    # split() gives text, the kept element and its name, by turns
    return "".join(
        part if at % 3 == 1 else RUN.sub(_one, part) for at, part in enumerate(parts) if at % 3 != 2
    )


def _one(run: re.Match) -> str:
    return "\n" if "\n" in run[0] else " "


def slim(field: forms.Field) -> forms.Field:
    """The field with one class, drawn by admin.css, for the theme's thirty."""
    # a choice of other rows wears a wrapper
    widget: Any = getattr(field.widget, "widget", field.widget)
    classes = widget.attrs.get("class", "").split()
    if set(BASE_INPUT_CLASSES) <= set(classes):
        kept = [name for name in classes if name not in BASE_INPUT_CLASSES]
        widget.attrs["class"] = " ".join([PLAIN, *kept])
    return field
