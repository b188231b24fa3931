"""Buttons that higher apps put on the pages of lower apps' rows in the admin."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from unfold.enums import ActionVariant


@dataclass(frozen=True)
class Link:
    """A button that leads to the admin page `view` with the row's key."""

    title: Any  # lazy
    icon: str
    view: str


_links: dict[str, dict[str, Link]] = {}


def register_link(model: str, link: Link) -> None:
    """Show the button on the page of every row of `model` (app.model)."""
    _links.setdefault(model, {})[link.view] = link


def links_of(model: type[models.Model], object_id) -> list[dict]:
    """The buttons of a row's page, as Unfold's templates take them."""
    return [
        {
            "title": link.title,
            "icon": link.icon,
            "variant": ActionVariant.DEFAULT,
            "attrs": {},
            "dialog": None,
            "path": reverse(link.view, args=[object_id]),
        }
        for link in _links.get(model._meta.label_lower, {}).values()
    ]
