from unions.models.division import Division
from unions.models.person import Appointment, AppointmentBase, Person
from unions.models.points import PointsEntry, PointsPolicy
from unions.models.union import Union
from unions.models.workplace import Workplace

__all__ = [
    "Appointment",
    "AppointmentBase",
    "Division",
    "Person",
    "PointsEntry",
    "PointsPolicy",
    "Union",
    "Workplace",
]
