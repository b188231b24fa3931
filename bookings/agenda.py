"""A person's own reservations as entries of a calendar."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.enums import State
from bookings.models import Reservation
from bookings.who import sheet_name
from common import audit
from homes.models import Home, Space
from unions.agenda import Entry, register
from unions.models import Person

OFF = frozenset({State.CANCELLED, State.REFUSED, State.EXPIRED})


def own_entries(person: Person, since: datetime) -> Iterator[Entry]:
    """The person's reservations that end after `since`, those that were called off included."""
    rows = Reservation.objects.own(person).filter(ends_at__gt=since)
    rows = list(rows.select_related("space__facility", "home").order_by("starts_at"))
    revisions = audit.revisions(Reservation, [row.pk for row in rows])
    for row in rows:
        yield entry_of(
            row,
            revisions,
            title=f"{row.space} · {row.home}",
            note=row.purpose,
            path=reverse("bookings:detail", args=[row.pk]),
        )


def entry_of(row: Reservation, revisions: dict, *, title: str, note: str = "", path: str) -> Entry:
    """A reservation as an entry. Each act on it in the audit log is a revision.

    A place kept for who waits begins with none: the log has that with who waits.
    """
    times, changed_at = revisions.get(row.pk, (0, row.created_at))
    return Entry(
        uid=f"booking-{row.pk}",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=title,
        changed_at=max(changed_at, row.created_at),
        sequence=times,
        cancelled=row.state in OFF,
        tentative=row.state in (State.REQUESTED, State.OFFERED),
        place=place_of(row.home),
        point=point_of(row.home),
        note=note,
        path=path,
    )


def space_entries(space: Space, rows: Iterable[Reservation]) -> Iterator[Entry]:
    """What takes a space, or its whole or parts, for its cadre: no number ever, of a
    confidential one only that."""
    rows = list(rows)
    revisions = audit.revisions(Reservation, [row.pk for row in rows])
    for row in rows:
        secret = row.space.facility.confidential
        name = _("occupied") if secret else sheet_name(row, hidden=False)
        if row.space_id != space.pk:
            name = f"{row.space} · {name}"
        yield entry_of(
            row,
            revisions,
            title=f"{name} · {row.get_state_display()}" if not secret else name,
            note="" if secret else row.purpose,
            path=reverse("admin:bookings_reservation_change", args=[row.pk]),
        )


def place_of(home: Home) -> str:
    """Name and address in one line."""
    return f"{home}，{home.address}" if home.address else str(home)


def point_of(home: Home) -> tuple[float, float] | None:
    """WGS84, as GEO of a calendar wants it."""
    return (home.lat, home.lon) if home.lat is not None and home.lon is not None else None


def register_entries() -> None:
    """Called once when the app is ready."""
    register(own_entries)
