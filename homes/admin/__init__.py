"""The admin of homes and of what belongs to them."""

from homes.admin.catalogue import FacilityAdmin
from homes.admin.door import (
    DoorCallAdmin,
    DoorPolicyAdmin,
    InspectionAdmin,
    TicketAdmin,
    TicketKindAdmin,
)
from homes.admin.home import HomeAdmin
from homes.admin.person import PersonAdmin
from homes.admin.related import (
    AgreementAdmin,
    DoorCheckAdmin,
    HomeAppointmentAdmin,
    OfHomeAdmin,
    StopAdmin,
    VisitAdmin,
)

__all__ = [
    "AgreementAdmin",
    "DoorCallAdmin",
    "DoorCheckAdmin",
    "DoorPolicyAdmin",
    "FacilityAdmin",
    "HomeAdmin",
    "HomeAppointmentAdmin",
    "InspectionAdmin",
    "OfHomeAdmin",
    "PersonAdmin",
    "StopAdmin",
    "TicketAdmin",
    "TicketKindAdmin",
    "VisitAdmin",
]
