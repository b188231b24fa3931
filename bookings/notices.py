"""How bookings tell people what concerns them; the sentences are in `bookings.message_kinds`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bookings.enums import State
from bookings.models import Reservation, Series, WaitlistEntry
from bookings.own_requests import whom_to_ask
from common import clock
from messaging import actions
from messaging.kinds import Line
from unions.models import Person

# In the reminder, where the home records who comes.
CHECK_IN = _("To check in, scan the QR code at the door or tell the code {code}.")
# What who comes without an account is told, and by which kinds.
TO_CONTACTS = {
    "contact_booked": "contact_booked",
    "booking_moved": "contact_moved",
    "booking_cancelled": "contact_cancelled",
    "booking_reminder": "contact_reminder",
}


def key_of(kind: str, reservation: Reservation, once: str) -> str:
    """Under this key a message is left once."""
    return f"{kind}:{reservation.pk}:{once}"


def tell(reservation: Reservation, kind: str, *, once: str = "", note="", **values) -> bool:
    """Leave a message about a reservation for who booked it; once for each kind and `once`.

    Who comes without an account gets the few that matter as an SMS, if they want that.
    """
    if reservation.person is None:
        return reservation.contact_texts and _text(reservation, kind, once, note, values)
    return actions.notify(
        person=reservation.person,
        kind=kind,
        key=key_of(kind, reservation, once),
        url=reverse("bookings:detail", args=[reservation.pk]),
        space=reservation.space,
        home=reservation.home,
        when=reservation.starts_at,
        note=note,
        **values,
    )


def _text(reservation: Reservation, kind: str, once: str, note: str, values: dict) -> bool:
    """A number without an account can only call the home."""
    if kind not in TO_CONTACTS:
        return False
    return actions.notify_number(
        phone=reservation.contact_phone,
        kind=TO_CONTACTS[kind],
        key=key_of(kind, reservation, once),
        not_after=values.get("not_after", reservation.ends_at),
        matters_at=values.get("matters_at"),
        space=reservation.space,
        home=reservation.home,
        when=reservation.starts_at,
        note=note,
        call=reservation.home.phone,
    )


def how_to_check_in(reservation: Reservation) -> str | Promise:
    """What one does at the door; "" where nobody asks for it."""
    if not reservation.space.check_in_required:
        return ""
    return format_lazy(CHECK_IN, code=reservation.code)


def tell_of_several(
    person: Person, kind: str, *, key: str, lines: Sequence[Line], when: datetime, **values
) -> bool:
    """Leave one message about several bookings, `when` the first of them was or is to begin."""
    return actions.notify(
        person=person,
        kind=kind,
        key=key,
        url=reverse("bookings:list"),
        lines=lines,
        when=when,
        **values,
    )


def tell_conduct(person: Person, kind: str, *, key: str, **values) -> bool:
    """Leave a message about how somebody stands, which leads to the page that says so."""
    return actions.notify(
        person=person, kind=kind, key=key, url=reverse("bookings:conduct"), **values
    )


def tell_of_move(
    reservation: Reservation, *, was_at: datetime, own: bool, quietly: bool, note: str
) -> None:
    """Who moved an own booking may need an approval again; who did not move it is told, in time
    not to come `was_at`."""
    if own:
        ask(reservation)
    elif not quietly:
        once = clock.now().isoformat()
        tell(reservation, "booking_moved", once=once, matters_at=was_at, note=note)


def ask(reservation: Reservation) -> None:
    """Tell the home's cadres if a reservation waits for them; who asks stands in the admin."""
    if reservation.state != State.REQUESTED:
        return
    begins = reservation.starts_at
    for person in whom_to_ask(reservation):
        actions.notify(
            person=person,
            kind="booking_request",
            key=key_of("booking_request", reservation, clock.now().isoformat()),
            url=reverse("admin:bookings_reservation_change", args=[reservation.pk]),
            not_after=begins,
            space=reservation.space,
            home=reservation.home,
            when=begins,
        )


def offer_answered(offer: Reservation) -> None:
    """Nobody is asked any longer to answer about a kept place whose turn is over."""
    if offer.person is not None:
        actions.settled(person=offer.person, key=key_of("waitlist_offered", offer, ""))


def tell_waiting(entry: WaitlistEntry, kind: str, *, note: str = "") -> bool:
    """Leave a message for who waits, or waited, about this place in line; each kind once."""
    return actions.notify(
        person=entry.person,
        kind=kind,
        key=f"{kind}:{entry.pk}",
        url=reverse("bookings:space", args=[entry.space_id]),
        space=entry.space,
        home=entry.home,
        when=entry.starts_at,
        note=note,
    )


def tell_of_series(series: Series, kind: str, *, once: str, **values) -> bool:
    """Leave one message about a series for the person whom it is for."""
    return actions.notify(
        person=series.person,
        kind=kind,
        key=f"{kind}:{series.pk}:{once}",
        url=reverse("bookings:series", args=[series.pk]),
        space=series.space,
        home=series.home,
        series=series,
        **values,
    )


def tell_cadres(reservation: Reservation, cadres: Iterable[Person], kind: str, *, url: str) -> None:
    """Leave a message about a reservation for cadres, once for each kind and deadline."""
    for cadre in cadres:
        actions.notify(
            person=cadre,
            kind=kind,
            key=key_of(kind, reservation, f"{reservation.decide_by}"),
            url=url,
            space=reservation.space,
            home=reservation.home,
            when=reservation.starts_at,
        )
