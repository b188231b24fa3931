from bookings.models.reservation import Hold, Reservation, clock_text

__all__ = ["Hold", "Reservation", "clock_text"]
