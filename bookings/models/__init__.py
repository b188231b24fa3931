from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.series import Series

__all__ = ["Hold", "Reservation", "Series", "clock_text"]
