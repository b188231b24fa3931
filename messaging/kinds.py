"""The kinds of message. An app registers its own when it starts; a kind knows its sentences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import clock
from messaging.enums import Group

LANGUAGES = ("zh-hans", "en")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Kind:
    """`title` and `text` are lazy sentences with %(name)s for the values of a message.

    `text` is what an SMS says, so it must be clear by itself. `important` kinds are sent by SMS
    unless the person wants none. Without a `group` it is in that of its app. `lines` are the
    sentences of a message that lists several things, by name. `holds` is asked with a message's
    key, before it is sent, whether what it says is still so.
    """

    code: str
    title: Any
    text: Any
    group: str = ""
    important: bool = False
    lines: Mapping[str, Any] = field(default_factory=dict)
    holds: Callable[[str], bool] | None = None

    def title_for(self, values: Mapping) -> str:
        return tidy(str(self.title) % shown(values))

    def text_for(self, values: Mapping) -> str:
        return tidy(str(self.text) % shown(values))

    def lines_for(self, values: Mapping) -> list[tuple[str, str]]:
        """What the message lists, each with the address that it leads to."""
        known = [row for row in values.get("lines", ()) if row["line"] in self.lines]
        return [
            (tidy(str(self.lines[row["line"]]) % shown(row["values"])), row["url"]) for row in known
        ]


def tidy(text: str) -> str:
    """Without the colon before a reason that nobody gave."""
    return text.strip().rstrip("：:")


_kinds: dict[str, Kind] = {}
# What is shown for a message whose kind has gone with an upgrade.
GONE = Kind("", _("Message"), "", Group.OTHER)


def register(*kinds: Kind, group: str = Group.OTHER) -> None:
    """Make kinds known, by default in `group`; called once by the app that sends them."""
    for kind in kinds:
        _kinds[kind.code] = kind if kind.group else replace(kind, group=group)


def kind_of(code: str) -> Kind:
    """The registered kind; KeyError where no app registers it."""
    return _kinds[code]


def readable_kind(code: str) -> Kind:
    """The registered kind, or one that says nothing: old messages can always be listed."""
    return _kinds.get(code, GONE)


def groups() -> list[Group]:
    """The groups of which messages are sent at all."""
    used = {kind.group for kind in _kinds.values()}
    return [group for group in Group if group in used]


def has_important(group: str) -> bool:
    """Whether anything in the group is ever important."""
    return any(kind.important for kind in _kinds.values() if kind.group == group)


@dataclass(frozen=True)
class Joined:
    """Several labelled rows as one value: a home and its space. Without those that are None."""

    rows: tuple

    @property
    def label(self) -> str:
        return " ".join(str(row.label) for row in self.rows if row is not None)


def joined(*rows: Any) -> Joined:
    return Joined(rows)


@dataclass(frozen=True)
class Line:
    """One thing that a message lists: the name of its sentence, where it leads, its values."""

    name: str
    url: str
    values: Mapping[str, Any]


def stored_lines(lines: Iterable[Line]) -> list[dict]:
    """Lines as JSON keeps them."""
    return [
        {
            "line": line.name,
            "url": line.url,
            "values": {name: stored(value) for name, value in line.values.items()},
        }
        for line in lines
    ]


def stored(value: Any) -> Any:
    """A value as JSON keeps it: a moment or day as ISO text, words by language."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Promise):
        return {language: text_in(value, language) for language in LANGUAGES}
    if hasattr(value, "label"):
        return {language: label_in(value, language) for language in LANGUAGES}
    return value


def text_in(text: Promise, language: str) -> str:
    """A lazy text in `language`."""
    with translation.override(language):
        return str(text)


def label_in(row: Any, language: str) -> str:
    """The row's label as readers of `language` see it."""
    with translation.override(language):
        return str(row.label)


class Shown(dict):
    """Values as they are read; one that an older message lacks is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def shown(values: Mapping) -> Shown:
    """The stored values as the reader sees them."""
    return Shown((name, _shown(value)) for name, value in values.items())


def _shown(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        moment = datetime.fromisoformat(value["moment"]).astimezone(clock.SHANGHAI)
        return moment_text(moment)
    if "day" in value:
        return day_text(date.fromisoformat(value["day"]))
    return value["en" if translation.get_language() == "en" else "zh-hans"]


def moment_text(moment: datetime) -> str:
    """11月24日（周二）19:00, or Tue 24 Nov, 19:00; with the year where it is not this one."""
    between = ", " if translation.get_language() == "en" else ""
    return f"{day_text(moment.date())}{between}{moment:%H:%M}"


def day_text(day: date) -> str:
    """11月24日（周二）, or Tue 24 Nov."""
    this_year = day.year == clock.today().year
    if translation.get_language() == "en":
        return f"{day:%a} {day.day} {day:%b}" + ("" if this_year else f" {day.year}")
    year = "" if this_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
