"""What time does to reservations: what has ended is closed, what nobody came to use is freed."""

from contextlib import suppress

from django.db import transaction

from bookings.actions import end
from bookings.conduct import lock_owner
from bookings.enums import HOLDING, State
from bookings.holding import locked
from bookings.models import Reservation
from bookings.presence import is_expected, miss
from common import audit, clock
from common.errors import Refusal

# What nobody has said yes to by its start expires.
UNDECIDED = (State.REQUESTED, State.OFFERED)


def close_past(*, limit: int = 500) -> int:
    """Close what has ended: came → completed, did not → no-show, never decided → expired.

    A place kept for who waits, and never accepted, expires too. Where a home records no
    check-ins, who booked is taken to have come. Each in its own transaction, so that a stop in
    the middle loses nothing; returns how many.
    """
    now = clock.now()
    over = Reservation.objects.filter(state__in=HOLDING, ends_at__lte=now)
    late = Reservation.objects.filter(state__in=UNDECIDED, starts_at__lte=now)
    due = over.union(late).values_list("pk", "person_id")[:limit]
    closed = 0
    for pk, person in list(due):
        with suppress(Refusal):  # it is being moved just now; the next time comes soon
            closed += _close(Reservation(pk=pk, person_id=person))
    return closed


@transaction.atomic
def _close(reservation: Reservation) -> bool:
    lock_owner(reservation.person_id)
    reservation, now = locked(reservation), clock.now()
    waits = reservation.state in UNDECIDED
    if now < (reservation.starts_at if waits else reservation.ends_at):
        return False
    if waits:
        end(reservation, State.EXPIRED)
        audit.record(action="expire", target=reservation)
    elif reservation.state == State.CHECKED_IN or not is_expected(reservation):
        end(reservation, State.COMPLETED)
    elif reservation.state == State.CONFIRMED:
        miss(reservation)
    else:
        return False
    return True


def release_unclaimed(*, limit: int = 500) -> int:
    """Free what nobody came to use within the grace; returns how many. Safe to run twice.

    Each in its own transaction; one that is being moved just now waits for the next minute.
    """
    due = Reservation.objects.unclaimed(clock.now()).order_by("pk")
    released = 0
    for reservation in list(due.only("pk", "person_id")[:limit]):
        with suppress(Refusal):
            released += _release(reservation)
    return released


@transaction.atomic
def _release(reservation: Reservation) -> bool:
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    if not Reservation.objects.unclaimed(clock.now()).filter(pk=reservation.pk).exists():
        return False
    miss(reservation)
    return True
