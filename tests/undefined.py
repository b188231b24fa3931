"""An undefined variable in one of our templates fails the test that renders it.

Django prints nothing for one, and asks the engine's `string_if_invalid` first: here an object
that looks up which template asked. Templates of other packages are left alone.
"""

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Node

OURS = str(Path(settings.BASE_DIR) / "templates")


class UndefinedVariable(AssertionError):
    """A template asked for a name that its view does not give."""


class Undefined(str):
    """Stands for `string_if_invalid`; Django asks whether it holds "%s", then formats it."""

    def __contains__(self, part: str) -> bool:
        return part == "%s" or super().__contains__(part)

    def __mod__(self, variable) -> str:
        template = rendering_template()
        if template is not None and template.startswith(OURS):
            name = Path(template).relative_to(OURS)
            raise UndefinedVariable(f"{variable} is not defined in templates/{name}")
        return ""


def rendering_template() -> str | None:
    """The file of the innermost template node that is being rendered."""
    frame = sys._getframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if frame.f_code.co_name == "render_annotated" and isinstance(node, Node):
            return str(node.origin.name) if getattr(node, "origin", None) else None
        frame = frame.f_back
    return None


@pytest.fixture(autouse=True)
def undefined_variables_fail():
    """Hold every template of the suite to it. For each test: a changed setting renews engines."""
    engines["django"].engine.string_if_invalid = Undefined("%s")
