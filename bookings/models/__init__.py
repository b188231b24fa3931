from bookings.models.conduct import Appeal, Block, ConductPolicy, Strike
from bookings.models.reservation import Hold, Reservation, clock_text

__all__ = [
    "Appeal",
    "Block",
    "ConductPolicy",
    "Hold",
    "Reservation",
    "Strike",
    "clock_text",
]
