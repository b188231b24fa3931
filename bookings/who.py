"""Who comes to a reservation, as far as the reader may know."""

from django.utils.translation import gettext as _

from bookings.models import Reservation
from unions.phones import masked


def masked_name(name: str) -> str:
    """张三 → 张*, Alice Wong → A*."""
    return f"{name[:1]}{'*' * max(min(len(name) - 1, 2), 1)}" if name else ""


def name_of(row: Reservation) -> str:
    """The name of the account or of who comes without one; "" for the home's own use."""
    if row.person is not None:
        return row.person.display_name
    return row.contact_name


def phone_of(row: Reservation) -> str:
    """The full number; only for who may see it."""
    return row.person.phone if row.person is not None else row.contact_phone


def who_text(row: Reservation, *, hidden: bool, full: bool = False) -> str:
    """Name and masked number, the full number of a contact for the cadre who keeps the booking."""
    if hidden:
        return _("occupied")
    phone = row.contact_phone if full and row.person is None else ""
    parts = [name_of(row), phone or (masked(phone_of(row)) if phone_of(row) else "")]
    return " ".join(part for part in parts if part) or "–"


def sheet_name(row: Reservation, *, hidden: bool) -> str:
    """What may hang on a wall: a masked name, or what the space is used for, or else what it is."""
    if hidden:
        return _("occupied")
    name = masked_name(name_of(row))
    return name or row.purpose or str(row.get_source_display())
