from bookings.models.partner import PartnerWorker
from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.rules import NO_LIMIT, PeakTime, Quota, RuleSet
from bookings.models.waitlist import WaitlistEntry

__all__ = [
    "NO_LIMIT",
    "Hold",
    "PartnerWorker",
    "PeakTime",
    "Quota",
    "Reservation",
    "RuleSet",
    "WaitlistEntry",
    "clock_text",
]
