"""Reminding people of what they have booked."""

from django.db import transaction
from django.db.models import Q

from bookings.enums import State
from bookings.models import Reservation
from bookings.notices import how_to_check_in, key_of, tell
from common import audit, clock
from messaging.reminders import Wanted, due, horizon, not_yet_left, times

KIND = "booking_reminder"
# Who has just moved, accepted or been granted a booking knows of it.
SETTLING = ("move", "accept", "approve")


def remind() -> int:
    """Leave the reminders that are due; returns how many are new. Safe to run twice."""
    return sum(_remind(one) for one in not_yet_left(_wanted()))


def _wanted() -> list[Wanted]:
    now, at = clock.now(), times()
    who = Q(person__is_active=True) | Q(contact_texts=True)
    rows = Reservation.objects.filter(
        who,
        state=State.CONFIRMED,
        starts_at__gt=now,
        starts_at__lt=horizon(now, at),
    )
    found = list(rows.order_by("starts_at", "pk"))
    settled = audit.last_times(SETTLING, Reservation, [row.pk for row in found])
    wanted = []
    for row in found:
        if name := due(row.starts_at, settled.get(row.pk, row.created_at), now, at):
            key = key_of(KIND, row, once_for(name, row))
            wanted.append(Wanted(row.person_id, row.pk, row.starts_at, name, key))
    return wanted


def once_for(name: str, reservation: Reservation) -> str:
    """A reservation that was moved is reminded of anew; by SMS once, whichever comes first."""
    if reservation.person_id is None:
        name = "only"
    return f"{name}:{reservation.starts_at.astimezone(clock.SHANGHAI).isoformat()}"


def still_booked(key: str) -> bool:
    """Whether the booking that a reminder with this key is about stands as it was then."""
    _kind, pk, _name, starts_at = key.split(":", 3)
    return Reservation.objects.filter(pk=pk, state=State.CONFIRMED, starts_at=starts_at).exists()


@transaction.atomic
def _remind(wanted: Wanted) -> bool:
    """Leave one reminder, unless the reservation was cancelled or moved just now."""
    reservation = (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space", "home", "person")
        .filter(pk=wanted.row, state=State.CONFIRMED, starts_at=wanted.starts_at)
        .first()
    )
    if reservation is None:
        return False
    once = once_for(wanted.name, reservation)
    check_in = how_to_check_in(reservation)
    return tell(reservation, KIND, once=once, not_after=reservation.starts_at, check_in=check_in)
