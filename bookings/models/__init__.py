from bookings.models.feed import CalendarFeed
from bookings.models.policy import ApprovalPolicy
from bookings.models.reservation import Hold, Reservation, clock_text

__all__ = ["ApprovalPolicy", "CalendarFeed", "Hold", "Reservation", "clock_text"]
