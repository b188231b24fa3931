"""At the door: the code that names a booking, slips taken back, and what nobody came to use."""

import hashlib
import re
from contextlib import suppress

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from bookings.actions import give_points, miss
from bookings.conduct import lock_owner
from bookings.enums import State
from bookings.holding import locked
from bookings.models import Reservation
from bookings.refusals import refuse
from bookings.rules import can_report_missing, can_undo_check_in
from common import audit, clock
from common.errors import Refusal
from homes.models import Home
from homes.tickets import Sender
from unions.models import Person

# Wrong codes an hour: from one browser, and from one address, behind which a building may be.
WRONG_AN_HOUR = {"device": 10, "address": 60}
HOUR_SECONDS = 3600
AT_THE_DOOR = (State.CONFIRMED, State.CHECKED_IN, State.NO_SHOW)


def named_by(*, homes: QuerySet[Home], code: str, sender: Sender | None = None) -> Reservation:
    """The running or next booking at these homes that six digits name.

    Raises Refusal `no_such_code`; `too_many_codes` (429) where the `sender`, who is not signed in
    as one of the home, has tried too many wrong ones.
    """
    if sender is not None:
        _refuse_guessing(sender)
    digits = re.sub(r"\s", "", code)
    if re.fullmatch(r"[0-9]{6}", digits):
        coming = Reservation.objects.with_code(digits).filter(
            home__in=homes, state__in=AT_THE_DOOR, person__isnull=False, ends_at__gt=clock.now()
        )
        if found := coming.select_related("space").order_by("starts_at").first():
            return found
    if sender is not None:
        for key in _keys(sender):
            cache.add(key, 0, HOUR_SECONDS)
            cache.incr(key)
    raise refuse("no_such_code")


def _keys(sender: Sender) -> dict[str, int]:
    """The counters of a sender; hashed, for a browser's mark is whatever it sends."""
    marks = {
        kind: hashlib.sha256(f"{kind}:{getattr(sender, kind)}".encode()).hexdigest()
        for kind in WRONG_AN_HOUR
    }
    return {f"door-code:{marks[kind]}": most for kind, most in WRONG_AN_HOUR.items()}


def _refuse_guessing(sender: Sender) -> None:
    for key, most in _keys(sender).items():
        if cache.get(key, 0) >= most:
            raise refuse("too_many_codes", status=429)


@transaction.atomic
def undo_check_in(*, reservation: Reservation, by: Person) -> Reservation:
    """Take back a check-in of a moment ago, with its points."""
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    can_undo_check_in(reservation, clock.now())
    reservation.state, reservation.checked_in_at = State.CONFIRMED, None
    reservation.came = None
    reservation.save(update_fields=["state", "checked_in_at", "came"])
    audit.record(action="undo_check_in", target=reservation, actor=by)
    give_points(reservation, by)
    return reservation


@transaction.atomic
def report_missing(*, reservation: Reservation, by: Person) -> Reservation:
    """A cadre notes that nobody came; what is left of the time is free."""
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    can_report_missing(reservation, clock.now())
    miss(reservation, by)
    return reservation


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
