"""What narrows a list of the admin at the moment, so that no row is hidden unnoticed."""

from typing import TypedDict

from django import template
from django.contrib.admin import BooleanFieldListFilter, ListFilter
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()


class Narrowing(TypedDict):
    title: str
    value: str
    without: str


@register.inclusion_tag("admin/active_filters.html")
def active_filters(cl: ChangeList) -> dict:
    """Each with the address of the list without it; `none` is that without them all."""
    given = {name: values for name, values in cl.get_filters_params().items() if any(values)}
    removed = [*given, SEARCH_VAR]
    found = []
    for spec in cl.filter_specs:
        names = [name for name in spec.expected_parameters() if name in given]
        if chosen := {name: given.pop(name) for name in names}:
            found.append(_narrowing(cl, str(spec.title), _said(spec, chosen), names))
    # What a link from another page or the row of dates asks for.
    for field in dict.fromkeys(name.split("__")[0] for name in given):
        names = [name for name in given if name.split("__")[0] == field]
        found.append(_narrowing(cl, _title(cl, field), "", names))
    if cl.query:
        found.append(_narrowing(cl, _("Search"), cl.query, [SEARCH_VAR]))
    return {"filters": found, "none": cl.get_query_string(remove=removed)}


def _narrowing(cl: ChangeList, title: str, value: str, names: list[str]) -> Narrowing:
    return {"title": capfirst(title), "value": value, "without": cl.get_query_string(remove=names)}


def _title(cl: ChangeList, field: str) -> str:
    try:
        return str(label_for_field(field, cl.model, cl.model_admin))
    except AttributeError:
        return field


def _said(spec: ListFilter, chosen: dict[str, list[str]]) -> str:
    """The chosen values in the words of the filter itself."""
    if say := getattr(spec, "said", None):
        return say(chosen)
    words = {"1": _("Yes"), "0": _("No")} if isinstance(spec, BooleanFieldListFilter) else {}
    offered = getattr(spec, "lookup_choices", None) or getattr(spec, "field", None)
    for key, word in getattr(offered, "flatchoices", offered or ()):
        words[str(key)] = str(word).strip()
    return "、".join(words.get(value, value) for values in chosen.values() for value in values)
