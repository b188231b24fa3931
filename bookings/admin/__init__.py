"""The admin of spaces, reservations, waiting lists and the rules of booking."""

from bookings.admin.bulk import bookings_of_homes
from bookings.admin.partner import PartnerWorkerAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.rules import QuotaAdmin, RuleSetAdmin
from bookings.admin.space import SpaceAdmin
from bookings.admin.waitlist import WaitlistEntryAdmin
from homes.admin.bulk import STATUS_NOTES

__all__ = [
    "PartnerWorkerAdmin",
    "QuotaAdmin",
    "ReservationAdmin",
    "RuleSetAdmin",
    "SpaceAdmin",
    "WaitlistEntryAdmin",
]

STATUS_NOTES.append(bookings_of_homes)
