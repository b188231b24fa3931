"""The admin of spaces, reservations and waiting lists."""

from bookings.admin.bulk import bookings_of_homes
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.space import SpaceAdmin
from bookings.admin.waitlist import WaitlistEntryAdmin
from homes.admin.bulk import STATUS_NOTES

__all__ = ["ReservationAdmin", "SpaceAdmin", "WaitlistEntryAdmin"]

STATUS_NOTES.append(bookings_of_homes)
