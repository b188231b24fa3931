"""At the door: the code that names a booking, and who tries too many wrong ones."""

import hashlib
import re

from django.core.cache import cache
from django.db.models import QuerySet

from bookings.enums import State
from bookings.models import Reservation
from bookings.refusals import refuse
from common import clock
from homes.models import Home
from homes.tickets import Sender

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
