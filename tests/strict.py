"""Templates without holes: an undefined variable that would print as nothing fails the test."""

import pytest
from django.template import engines


class UndefinedVariable(AssertionError):
    """A template of a page names what its context does not have."""


class Raising(str):
    """Django asks `"%s" in it` and then fills in the variable's name."""

    def __contains__(self, part) -> bool:
        return True

    def __mod__(self, variable):
        raise UndefinedVariable(str(variable))


@pytest.fixture
def strict_templates(monkeypatch):
    """Undefined variables raise while the test runs."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Raising("undefined"))
