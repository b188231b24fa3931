"""The kinds of message. An app registers its own when it starts; a kind knows its sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from common import clock


@dataclass(frozen=True)
class Kind:
    """`title` and `text` are lazy sentences with %(name)s for the values of a message."""

    code: str
    title: Any
    text: Any

    def title_for(self, values: Mapping) -> str:
        return str(self.title) % shown(values)

    def text_for(self, values: Mapping) -> str:
        return str(self.text) % shown(values)


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; called once by the app that sends them."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The registered kind; KeyError where no app registers it."""
    return _kinds[code]


def stored(value: Any) -> Any:
    """A value as JSON keeps it: a moment as ISO text, a labelled row by language."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if hasattr(value, "label"):
        return {language: label_in(value, language) for language in ("zh-hans", "en")}
    return value


def label_in(row: Any, language: str) -> str:
    """The row's label as readers of `language` see it."""
    with translation.override(language):
        return str(row.label)


def shown(values: Mapping) -> dict:
    """The stored values as the reader sees them."""
    return {name: _shown(value) for name, value in values.items()}


def _shown(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        moment = datetime.fromisoformat(value["moment"]).astimezone(clock.SHANGHAI)
        return f"{moment:%Y-%m-%d %H:%M}"
    return value["en" if translation.get_language() == "en" else "zh-hans"]
