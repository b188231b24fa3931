from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.waitlist import WaitlistEntry

__all__ = ["Hold", "Reservation", "WaitlistEntry", "clock_text"]
