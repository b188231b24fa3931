from bookings.models.closure import Closure, ClosureHit, ClosurePart
from bookings.models.conduct import Appeal, Block, ConductPolicy, Strike
from bookings.models.feed import CalendarFeed
from bookings.models.partner import PartnerWorker
from bookings.models.policy import ApprovalPolicy
from bookings.models.reservation import Hold, Reservation, clock_text
from bookings.models.rules import NO_LIMIT, PeakTime, Quota, RuleSet
from bookings.models.series import Series
from bookings.models.waitlist import WaitlistEntry

__all__ = [
    "NO_LIMIT",
    "Appeal",
    "ApprovalPolicy",
    "Block",
    "CalendarFeed",
    "Closure",
    "ClosureHit",
    "ClosurePart",
    "ConductPolicy",
    "Hold",
    "PartnerWorker",
    "PeakTime",
    "Quota",
    "Reservation",
    "RuleSet",
    "Series",
    "Strike",
    "WaitlistEntry",
    "clock_text",
]
