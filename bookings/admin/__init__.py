"""The admin of spaces, reservations and series."""

from bookings.admin.reservation import ReservationAdmin
from bookings.admin.series import SeriesAdmin
from bookings.admin.space import SpaceAdmin

__all__ = ["ReservationAdmin", "SeriesAdmin", "SpaceAdmin"]
