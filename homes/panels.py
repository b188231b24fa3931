"""What higher apps add to a home's page, card and JSON, without homes knowing them.

A higher app registers in its AppConfig.ready(); the page renders the panels in order, in one
answer, so that it works without JavaScript. See docs/decisions/0007-panels.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from homes.finding import Found
from homes.models import Home


@dataclass(frozen=True)
class Panel:
    """A piece of the home's page: `context(home, request)` feeds `template`; None: left out.

    `place` "door" puts it on the page behind the door's QR instead.
    """

    name: str
    order: int
    template: str
    context: Callable[[Home, HttpRequest], dict | None]
    place: str = "home"


@dataclass(frozen=True)
class CardFact:
    """A line on the cards of a list: `read(homes)` gives it by home id, in one query for all."""

    name: str
    order: int
    icon: str
    read: Callable[[list[Home]], dict[int, str]]


_panels: dict[str, Panel] = {}
_details: dict[str, Callable[[Home], object]] = {}
_card_facts: dict[str, CardFact] = {}


def register_panel(panel: Panel) -> None:
    """Show `panel` on every home's page; the same name replaces."""
    _panels[panel.name] = panel


def register_detail(key: str, value: Callable[[Home], object]) -> None:
    """Add `key` with `value(home)` (JSON) to GET /api/v1/homes/{code}/."""
    _details[key] = value


def register_card_fact(fact: CardFact) -> None:
    """Show `fact` on every home's card; the same name replaces."""
    _card_facts[fact.name] = fact


def with_facts(found: list[Found]) -> list[Found]:
    """Add to the homes of one page what higher apps say of them."""
    homes = [item.home for item in found]
    for fact in sorted(_card_facts.values(), key=lambda fact: fact.order):
        texts = fact.read(homes)
        for item in found:
            if text := texts.get(item.home.pk):
                item.facts.append((fact.icon, text))
    return found


def panels_of(home: Home, request: HttpRequest, place: str = "home") -> list[dict]:
    """Template and context of each panel of a page that has something to show, in order."""
    found = []
    here = [panel for panel in _panels.values() if panel.place == place]
    for panel in sorted(here, key=lambda panel: panel.order):
        context = panel.context(home, request)
        if context is not None:
            found.append({"name": panel.name, "template": panel.template, "context": context})
    return found


def details_of(home: Home) -> dict:
    """The registered parts of a home's JSON."""
    return {key: value(home) for key, value in _details.items()}
