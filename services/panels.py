"""What services adds to a home: its coming sessions, its menu, and the menu in its JSON."""

from django.http import HttpRequest

from homes.models import Home
from homes.panels import Panel, register_detail, register_panel
from services.finding import own_sign_ups
from services.menu import menu_of, sessions_of


def sessions_panel(home: Home, request: HttpRequest) -> dict | None:
    """The next sessions, with the reader's own sign-ups; left out where none is announced."""
    sessions = sessions_of(home)
    if not sessions:
        return None
    return {"home": home, "sessions": sessions, "own": own_sign_ups(request.user, sessions)}


def menu_panel(home: Home, request: HttpRequest) -> dict | None:
    """The menu under its functions; left out where the home offers nothing yet."""
    groups = menu_of(home)
    return {"groups": groups} if groups else None


def menu_detail(home: Home) -> list[dict]:
    """The menu as `services` of GET /api/v1/homes/{code}/; money in fen, 0 is free of charge."""
    return [
        {
            "code": offer.entry.item_id,
            "name": offer.entry.item.label,
            "function": function.value,
            "kind": offer.entry.item.kind,
            "when": offer.entry.when,
            "price_fen": offer.entry.price_fen,
            "in_season": offer.in_season,
            "note": offer.entry.note,
        }
        for function, offers in menu_of(home)
        for offer in offers
    ]


def register() -> None:
    """Called once when the app is ready."""
    register_panel(Panel("activities", 20, "services/_sessions.html", sessions_panel))
    register_panel(Panel("services", 30, "services/_menu.html", menu_panel))
    register_detail("services", menu_detail)
