from homes.models.agreement import Agreement
from homes.models.door import DoorCheck, Stop, Visit, VisitByGroup, VisitMark
from homes.models.home import Designation, Home, HomeAppointment, LifeEvent, Photo
from homes.models.inspection import DoorCall, DoorPolicy, Inspection
from homes.models.opening import CalendarDay, Hours, HoursException
from homes.models.space import Facility, Space
from homes.models.ticket import Ticket, TicketEvent, TicketKind

__all__ = [
    "Agreement",
    "CalendarDay",
    "Designation",
    "DoorCall",
    "DoorCheck",
    "DoorPolicy",
    "Facility",
    "Home",
    "HomeAppointment",
    "Hours",
    "HoursException",
    "Inspection",
    "LifeEvent",
    "Photo",
    "Space",
    "Stop",
    "Ticket",
    "TicketEvent",
    "TicketKind",
    "Visit",
    "VisitByGroup",
    "VisitMark",
]
