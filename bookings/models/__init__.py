from bookings.models.partner import PartnerWorker
from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.rules import NO_LIMIT, PeakTime, Quota, RuleSet

__all__ = [
    "NO_LIMIT",
    "Hold",
    "PartnerWorker",
    "PeakTime",
    "Quota",
    "Reservation",
    "RuleSet",
    "clock_text",
]
