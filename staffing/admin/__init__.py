"""The admin of providers, contracts, staff, shifts and who takes them."""

from staffing.admin.people import ContractAdmin, ProviderAdmin, StaffMemberAdmin
from staffing.admin.shift import AssignmentAdmin, ShiftAdmin

__all__ = ["AssignmentAdmin", "ContractAdmin", "ProviderAdmin", "ShiftAdmin", "StaffMemberAdmin"]
