"""The admin of spaces, reservations and waiting lists."""

from bookings.admin.reservation import ReservationAdmin
from bookings.admin.space import SpaceAdmin
from bookings.admin.waitlist import WaitlistEntryAdmin

__all__ = ["ReservationAdmin", "SpaceAdmin", "WaitlistEntryAdmin"]
