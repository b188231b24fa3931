from bookings.models.closure import Closure, ClosureHit, ClosurePart
from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.series import Series

__all__ = [
    "Closure",
    "ClosureHit",
    "ClosurePart",
    "Hold",
    "Reservation",
    "Series",
    "clock_text",
]
