"""Who is told of what happens at a home: its own cadres, and those of the unions above."""

from django.db.models import Q

from homes.enums import TicketLevel
from homes.models import Home
from unions.enums import Power, UnionLevel
from unions.models import Person, Union
from unions.roles import roles_with
from unions.scope import current

ABOVE_COUNTY = (UnionLevel.CITY, UnionLevel.PROVINCE)


def keepers_of(home: Home) -> list[Person]:
    """Cadres appointed to the home who may change it; without any, those of its union."""
    appointed = _in_office("home_appointments", home=home)
    return list(appointed) or list(_in_office("appointments", union=home.union))


def keepers_above(home: Home, level: str) -> list[Person]:
    """Cadres of the unions over the home up to its county, or of its city."""
    return list(_in_office("appointments", union__in=unions_at(home, level)))


def unions_at(home: Home, level: str) -> list[Union]:
    """The unions that answer for a home at a level; the nearest above where there is none."""
    line = [*home.union.get_ancestors(), home.union]
    county = [union for union in line if union.level not in ABOVE_COUNTY]
    city = [union for union in line if union.level == UnionLevel.CITY]
    wanted = county if level == TicketLevel.COUNTY else city
    return wanted or city or line[:1]


def _in_office(relation: str, **where):
    """Active people with a running appointment of the relation that lets them edit."""
    model = Person._meta.get_field(relation).related_model
    rows = model._default_manager.filter(current(), Q(**where), role__in=roles_with(Power.EDIT))
    return Person.objects.filter(is_active=True, pk__in=rows.values("person")).order_by("pk")
