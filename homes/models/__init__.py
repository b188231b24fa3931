from homes.models.agreement import Agreement
from homes.models.door import DoorCheck, Stop, Visit
from homes.models.home import Designation, Home, HomeAppointment, LifeEvent, Photo
from homes.models.opening import CalendarDay, Hours, HoursException
from homes.models.space import Facility, Space

__all__ = [
    "Agreement",
    "CalendarDay",
    "Designation",
    "DoorCheck",
    "Facility",
    "Home",
    "HomeAppointment",
    "Hours",
    "HoursException",
    "LifeEvent",
    "Photo",
    "Space",
    "Stop",
    "Visit",
]
