"""The admin of spaces and reservations."""

from bookings.admin.policy import ApprovalPolicyAdmin
from bookings.admin.reservation import ReservationAdmin
from bookings.admin.space import SpaceAdmin

__all__ = ["ApprovalPolicyAdmin", "ReservationAdmin", "SpaceAdmin"]
