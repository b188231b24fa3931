"""People as a manager of unions and homes sees them: those who act within the scope."""

from django.db.models import Q

from homes.models import HomeAppointment
from unions.enums import Power
from unions.models import Appointment, Person
from unions.scope import current


def people_visible_to(user, power: str = Power.VIEW):
    """The user, and everyone appointed to a union or a home over which the user has `power`."""
    if user.is_superuser:
        return Person.objects.all()
    at_homes = HomeAppointment.objects.visible_to(user, power).values("person_id")
    return Person.objects.filter(
        Q(pk__in=Person.objects.visible_to(user, power).values("pk")) | Q(pk__in=at_homes)
    )


def stands_within(person: Person, manager: Person) -> bool:
    """Whether all that `person` may do lies within what `manager` manages.

    Who manages a county must not win a city's powers by resetting a password.
    """
    if manager.is_superuser:
        return True
    if person.is_superuser:
        return False
    return not any(
        model.objects.filter(current(), person=person)
        .exclude(pk__in=model.objects.visible_to(manager, Power.MANAGE).values("pk"))
        .exists()
        for model in (Appointment, HomeAppointment)
    )
