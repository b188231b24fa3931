"""What services adds to a home: its coming sessions, its menu, its ratings; in its JSON, too."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Reservation
from bookings.next_steps import NextStep, register_next_step
from common import clock
from common.errors import Refusal
from homes.devices import COOKIE
from homes.models import Home
from homes.panels import CardFact, Panel, register_card_fact, register_detail, register_panel
from services.finding import own_sign_ups
from services.menu import menu_of, sessions_of
from services.occasions import check_may_rate, of_reservation, of_visit, unrated
from services.ratings import scores_of
from services.scores import STARS, Score

COMMENTS_SHOWN = 3


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


def rating_panel(home: Home, request: HttpRequest) -> dict:
    """Average, how many gave how much, the latest words; and what the reader may rate here."""
    score = scores_of([home]).get(home.pk, Score())
    own = unrated(request.user, home) if request.user.is_authenticated else []
    told = home.feedback.lately().telling().prefetch_related("hidden") if score.count else []
    shown = list(told[: COMMENTS_SHOWN + 1])
    return {
        "home": home,
        "score": score,
        "comments": shown[:COMMENTS_SHOWN],
        "more": len(shown) > COMMENTS_SHOWN,
        "own": own[:COMMENTS_SHOWN],
    }


def visit_panel(home: Home, request: HttpRequest) -> dict | None:
    """At the door, once this device's visit is counted: how was it?"""
    device = request.COOKIES.get(COOKIE)
    occasion = of_visit(home, device) if device else None
    if occasion is None:
        return None
    return {"home": home, "rated": occasion.rating() is not None}


def rating_detail(home: Home) -> dict:
    """Ratings of the last year; `average` is null while there are fewer than five."""
    score = scores_of([home]).get(home.pk, Score())
    average = score.average
    return {
        "average": None if average is None else float(average),
        "count": score.count,
        "distribution": {
            str(stars): count for stars, count in zip(STARS, score.counts, strict=True)
        },
    }


def rating_on_cards(homes: list[Home]) -> dict[int, str]:
    """4.6 of 5 (23 ratings), for homes with enough of them; one query."""
    found = {}
    for home_id, score in scores_of(homes).items():
        if score.average is not None:
            text = ngettext(
                "%(average)s of 5 (%(count)s rating)",
                "%(average)s of 5 (%(count)s ratings)",
                score.count,
            )
            found[home_id] = text % {"average": score.average, "count": score.count}
    return found


def rate_step(reservation: Reservation) -> NextStep | None:
    """Under a booking that is over: rate it, or change what was said, while that is possible."""
    occasion = of_reservation(reservation)
    rating = occasion.rating()
    try:
        check_may_rate(occasion, rating, clock.now())
    except Refusal:
        return None
    text = _("Change your rating") if rating else _("How was it? Rate it")
    return NextStep(reverse("services:rate_booking", args=[reservation.pk]), text, "star")


def register() -> None:
    """Called once when the app is ready."""
    register_panel(Panel("ratings", 50, "services/_ratings.html", rating_panel))
    register_panel(Panel("rate", 20, "services/_rate_visit.html", visit_panel, place="door"))
    register_detail("rating", rating_detail)
    register_card_fact(CardFact("rating", 10, "star", rating_on_cards))
    register_next_step("rate", rate_step)
    register_panel(Panel("activities", 20, "services/_sessions.html", sessions_panel))
    register_panel(Panel("services", 30, "services/_menu.html", menu_panel))
    register_detail("services", menu_detail)
