"""The bookings of a row of the grid. A page has thousands, so they are written without a loop."""

from datetime import date
from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bookings.grid_rows import WORDS, Item, Row, clock_face

register = template.Library()


@register.simple_tag
def grid_items(row: Row, day: date) -> SafeString:
    """A list item for each booking and each time left; those with more to tell are links."""
    return mark_safe("".join(_item(item, row.space["pk"], day) for item in row.items))


@register.filter
def spans_text(opened) -> str:
    """8:00–12:00 14:00–22:00."""
    return " ".join(f"{clock_face(start)}–{clock_face(end)}" for start, end in opened)


@cache
def _word(letter: str, language: str) -> str:
    return escape(str(WORDS[letter]))


def _item(item: Item, space: int, day: date) -> str:
    shown = f"<b>{item.time}</b> {_word(item.letter, get_language() or '')}"
    if item.places > 1:
        shown += f" ×{item.places}"
    place = f'class="busy busy-{item.letter}" data-from="{item.start}" data-to="{item.end}"'
    if item.letter == "f":
        inner = f'<a {place} href="{_desk(space, day, item)}">{shown}</a>'
    elif item.pk:
        inner = f'<a {place} href="{_listed()}{item.pk}/change/">{shown}</a>'
    else:
        inner = f"<span {place}>{shown}</span>"
    return f'<div role="listitem">{inner}</div>'


@cache
def _listed() -> str:
    return reverse("admin:bookings_reservation_changelist")


def _desk(space: int, day: date, item: Item) -> str:
    """The desk's form, filled for a free time."""
    start, end = (f"{day}T{minute // 60:02}:{minute % 60:02}" for minute in item.proposed)
    return f"{_listed()}add/?space={space}&amp;starts_at={start}&amp;ends_at={end}"
