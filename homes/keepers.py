"""Who is told of what happens at a home: its own cadres, and those of the unions above."""

from django.db.models import QuerySet

from homes.enums import TicketLevel
from homes.models import Home, HomeAppointment
from unions.enums import Power, UnionLevel
from unions.models import Appointment, Person, Union
from unions.roles import roles_with
from unions.scope import current

ABOVE_COUNTY = (UnionLevel.CITY, UnionLevel.PROVINCE)


def keepers_of(home: Home) -> list[Person]:
    """Cadres appointed to the home who may change it; without any, those of its union."""
    appointed = _in_office(HomeAppointment.objects.filter(home=home))
    return list(appointed) or list(_in_office(Appointment.objects.filter(union=home.union_id)))


def keepers_above(home: Home, level: str) -> list[Person]:
    """Cadres of the unions over the home up to its county, or of its city."""
    return list(_in_office(Appointment.objects.filter(union__in=unions_at(home, level))))


def unions_at(home: Home, level: str) -> list[Union]:
    """The unions that answer for a home at a level; the nearest above where there is none."""
    path, step = home.union.path, Union.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    line = list(Union.objects.filter(path__in=above).order_by("path"))
    county = [union for union in line if union.level not in ABOVE_COUNTY]
    city = [union for union in line if union.level == UnionLevel.CITY]
    wanted = county if level == TicketLevel.COUNTY else city
    return wanted or city or line[:1]


def others_who_may(home: Home, person: Person) -> list[Person]:
    """Who else than `person` may change the home: its own cadres, else those of the nearest
    union above that has any."""
    if found := list(_in_office(HomeAppointment.objects.filter(home=home)).exclude(pk=person.pk)):
        return found
    for union in (home.union, *reversed(Union.objects.get_ancestors(home.union))):
        people = _in_office(Appointment.objects.filter(union=union)).exclude(pk=person.pk)
        if found := list(people):
            return found
    return []


def _in_office(appointments: QuerySet) -> QuerySet[Person]:
    """Active people whose appointment is among these, in force, and lets them edit."""
    rows = appointments.filter(current(), role__in=roles_with(Power.EDIT))
    return Person.objects.filter(is_active=True, pk__in=rows.values("person")).order_by("pk")
