"""The admin of spaces, reservations, series and closures."""

from bookings.admin.closure import ClosureAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.series import SeriesAdmin
from bookings.admin.space import SpaceAdmin

__all__ = ["ClosureAdmin", "ReservationAdmin", "SeriesAdmin", "SpaceAdmin"]
