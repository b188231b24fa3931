"""What the codes of the audit log mean, for people. The apps above name theirs when they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common.models import AuditEntry

SHOWN = 200
_words: dict[str, str | Promise] = {
    "add": pgettext_lazy("in the audit log", "added"),
    "change": pgettext_lazy("in the audit log", "changed"),
    "delete": pgettext_lazy("in the audit log", "deleted"),
    "export": pgettext_lazy("in the audit log", "exported"),
    "import": pgettext_lazy("in the audit log", "imported"),
}


@dataclass(frozen=True)
class Line:
    """One entry as a page shows it."""

    at: datetime
    who: str
    what: str
    note: str


def name_actions(words: Mapping[str, str | Promise]) -> None:
    """Say in words what codes mean."""
    _words.update(words)


def action_word(code: str) -> str:
    """The code itself where nobody named it, such as one of an older version."""
    return str(_words.get(code, code))


def named() -> frozenset[str]:
    """All codes with words."""
    return frozenset(_words)


def model_word(label: str) -> str:
    """The name of a kind of row; its label where the model is no more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def history_of(row: models.Model, *, hidden: bool = False) -> list[Line]:
    """What was done to a row, the latest first; `hidden` tells neither by whom nor why."""
    entries = AuditEntry.objects.filter(model=row._meta.label_lower, row=str(row.pk))
    latest = entries.select_related("actor").order_by("-at", "-pk")[:SHOWN]
    return [
        Line(
            at=entry.at,
            who="–" if hidden else str(entry.actor or _("the portal")),
            what=action_word(entry.action),
            note="" if hidden else _note(entry.detail),
        )
        for entry in latest
    ]


def _note(detail: Mapping) -> str:
    """The words somebody gave, or the names of the fields that changed."""
    for key in ("note", "why", "reason"):
        if detail.get(key):
            return str(detail[key])
    changes = detail.get("message")
    fields = [
        _(field)
        for each in (changes if isinstance(changes, list) else [])
        for field in each.get("changed", {}).get("fields", [])
    ]
    return ", ".join(fields)
