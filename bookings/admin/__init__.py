"""The admin of spaces and reservations."""

from bookings.admin.conduct import AppealAdmin, BlockAdmin, ConductPolicyAdmin, StrikeAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.space import SpaceAdmin

__all__ = [
    "AppealAdmin",
    "BlockAdmin",
    "ConductPolicyAdmin",
    "ReservationAdmin",
    "SpaceAdmin",
    "StrikeAdmin",
]
