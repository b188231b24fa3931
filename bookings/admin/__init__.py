"""The admin of spaces, reservations, series, closures, waiting lists and rules of booking."""

from bookings.admin.bulk import bookings_of_homes
from bookings.admin.closure import ClosureAdmin
from bookings.admin.conduct import AppealAdmin, BlockAdmin, ConductPolicyAdmin, StrikeAdmin
from bookings.admin.partner import PartnerWorkerAdmin
from bookings.admin.policy import ApprovalPolicyAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.rules import QuotaAdmin, RuleSetAdmin
from bookings.admin.series import SeriesAdmin
from bookings.admin.space import SpaceAdmin
from bookings.admin.waitlist import WaitlistEntryAdmin
from homes.admin.bulk import STATUS_NOTES

__all__ = [
    "AppealAdmin",
    "ApprovalPolicyAdmin",
    "BlockAdmin",
    "ClosureAdmin",
    "ConductPolicyAdmin",
    "PartnerWorkerAdmin",
    "QuotaAdmin",
    "ReservationAdmin",
    "RuleSetAdmin",
    "SeriesAdmin",
    "SpaceAdmin",
    "StrikeAdmin",
    "WaitlistEntryAdmin",
]

STATUS_NOTES.append(bookings_of_homes)
