"""The admin of spaces and reservations."""

from bookings.admin.bulk import bookings_of_homes
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.space import SpaceAdmin
from homes.admin.bulk import STATUS_NOTES

__all__ = ["ReservationAdmin", "SpaceAdmin"]

STATUS_NOTES.append(bookings_of_homes)
