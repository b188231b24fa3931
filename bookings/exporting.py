"""Reservations as a table for a spreadsheet, and the day's sheet for the wall."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.availability import day_bounds
from bookings.enums import HOLDING, State
from bookings.models import Reservation, clock_text
from bookings.who import name_of, phone_of, sheet_name
from unions.phones import masked

MOST = 20_000
ON_THE_SHEET = (*HOLDING, State.COMPLETED, State.NO_SHOW)


def between(rows: QuerySet, first: date, last: date) -> QuerySet:
    """Of the rows those that begin on a day from `first` to `last`, in order."""
    start, end = day_bounds(first, (last - first).days + 1)
    found = rows.filter(starts_at__gte=start, starts_at__lt=end)
    return found.select_related("home", "space__facility", "person").order_by(
        "home__code", "starts_at", "pk"
    )


def headers() -> list[str]:
    """The columns of an export."""
    return [
        _("Home code"),
        _("Home"),
        pgettext("column", "Space"),
        _("From"),
        _("To"),
        capfirst(_("places")),
        _("Name"),
        _("Mobile number"),
        _("State"),
        _("Source"),
        _("Purpose"),
        _("Booked at"),
        pgettext("column", "Note"),
    ]


def table(rows: QuerySet, *, full: bool) -> Iterator[list]:
    """A line for each row (with `hidden` annotated); numbers are masked unless `full`."""
    for row in rows[:MOST].iterator(chunk_size=2000):
        phone = phone_of(row)
        told = (name_of(row), phone if full else masked(phone) if phone else "")
        yield [
            row.home.code,
            str(row.home),
            str(row.space),
            clock_text(row.starts_at),
            clock_text(row.ends_at),
            row.places,
            *((_("occupied"), "") if row.hidden else told),
            row.get_state_display(),
            row.get_source_display(),
            "" if row.hidden else row.purpose,
            clock_text(row.created_at),
            "" if row.hidden else row.note,
        ]


def sheet(rows: QuerySet, day: date) -> list[tuple[object, list[tuple[Reservation, str]]]]:
    """What runs on a day, by home: each reservation with the name that may hang on a wall."""
    start, end = day_bounds(day)
    found = rows.filter(state__in=ON_THE_SHEET, starts_at__lt=end, ends_at__gt=start)
    homes: dict[int, tuple[object, list]] = {}
    for row in found.select_related("home", "space__facility", "person").order_by(
        "home__code", "starts_at", "space__order", "pk"
    ):
        lines = homes.setdefault(row.home_id, (row.home, []))[1]
        lines.append((row, sheet_name(row, hidden=row.space.facility.confidential)))
    return list(homes.values())
