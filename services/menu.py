"""What a home offers: its menu under the three functions, and its coming sessions."""

from dataclasses import dataclass

from common import clock
from homes.models import Home
from services.enums import Function
from services.models import MenuEntry, Session
from services.seasons import in_season


@dataclass(frozen=True)
class Offer:
    """A service on a home's menu; `in_season` says whether it can be had this month."""

    entry: MenuEntry
    in_season: bool


def menu_of(home: Home) -> list[tuple[Function, list[Offer]]]:
    """The services offered now, under their functions; functions without any are left out.

    One query. What is out of season comes after what is in season.
    """
    month = clock.today().month
    entries = home.menu.filter(active=True).select_related("item")
    offers = [
        Offer(entry, in_season(entry.item.months, month))
        for entry in entries.order_by("item__order", "pk")
    ]
    offers.sort(key=lambda offer: not offer.in_season)
    grouped = [
        (function, [offer for offer in offers if offer.entry.item.function == function])
        for function in Function
    ]
    return [(function, found) for function, found in grouped if found]


def sessions_of(home: Home, *, most: int = 4) -> list[Session]:
    """The next sessions at the home, soonest first; one query."""
    sessions = Session.objects.upcoming().filter(activity__home=home)
    return list(
        sessions.select_related("activity__home", "activity__item", "space").order_by(
            "starts_at", "pk"
        )[:most]
    )
