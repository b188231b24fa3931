"""The admin of spaces, reservations and the rules of booking."""

from bookings.admin.partner import PartnerWorkerAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.rules import QuotaAdmin, RuleSetAdmin
from bookings.admin.space import SpaceAdmin

__all__ = [
    "PartnerWorkerAdmin",
    "QuotaAdmin",
    "ReservationAdmin",
    "RuleSetAdmin",
    "SpaceAdmin",
]
