"""Bookings that lie outside the hours: hours were changed after they were made."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from bookings.enums import HOLDING, Decision, Source
from bookings.models import ClosureHit, Reservation
from common import clock
from homes.hours import open_between
from homes.models import Home
from homes.opening import covers


def outside_hours(reservations: QuerySet[Reservation]) -> dict[Home, list[Reservation]]:
    """Those of the reservations that begin later and don't lie in open time, by home.

    What a cadre has decided to keep at its time is left out, and so is maintenance. Six queries.
    """
    now = clock.now()
    kept = ClosureHit.objects.filter(
        reservation=OuterRef("pk"), result=Decision.KEEP, starts_at=OuterRef("starts_at")
    )
    coming = (
        reservations.filter(~Exists(kept), state__in=HOLDING, starts_at__gt=now)
        .exclude(source=Source.MAINTENANCE)
        .select_related("home", "space__facility", "person")
        .order_by("home__code", "starts_at", "pk")
    )
    by_home: dict[Home, list[Reservation]] = defaultdict(list)
    for row in coming:
        by_home[row.home].append(row)
    return {home: rows for home, rows in _shut(by_home) if rows}


def _shut(by_home: dict[Home, list[Reservation]]) -> Iterable[tuple[Home, list[Reservation]]]:
    if not by_home:
        return
    last = max(row.ends_at for rows in by_home.values() for row in rows)
    opened = open_between(by_home, clock.now(), last)
    for home, rows in by_home.items():
        hours = opened[home.pk]
        yield home, [row for row in rows if not covers(hours, row.starts_at, row.ends_at)]
