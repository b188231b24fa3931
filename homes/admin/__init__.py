"""The admin of homes and of what belongs to them."""

from homes.admin.catalogue import FacilityAdmin
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
    "DoorCheckAdmin",
    "FacilityAdmin",
    "HomeAdmin",
    "HomeAppointmentAdmin",
    "OfHomeAdmin",
    "PersonAdmin",
    "StopAdmin",
    "VisitAdmin",
]
