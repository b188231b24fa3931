"""Buttons in the rows of a list, each opening the dialog of an action."""

from collections.abc import Mapping

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join

BUTTON = (
    '<a href="{}" hx-get="{}" hx-target="#modal-content" hx-select="#dialog" '
    'x-on:htmx:after-on-load="openModal = true" class="row-button row-button-{}">{}</a>'
)


def row_buttons(row: Model, verbs: Mapping) -> str:
    """The buttons of a row: the label of each action by its name."""
    name = row._meta.model_name
    cells = []
    for verb, label in verbs.items():
        url = reverse(f"admin:bookings_{name}_{verb}", args=[row.pk])
        cells.append((url, url, verb, label))
    return format_html('<span class="row-buttons">{}</span>', format_html_join("", BUTTON, cells))
