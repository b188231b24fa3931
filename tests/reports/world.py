"""Homes and workplaces where a test puts them.

One degree of latitude is 111.2 km, so 0.004° is inside the ten-minute circle (553.8 m), 0.006°
outside it, and 0.008° inside the 1 km one.
"""

from datetime import datetime

from common.clock import SHANGHAI
from homes.models import Home
from tests.factories.homes import HomeFactory, LifeEventFactory
from tests.factories.unions import WorkplaceFactory
from unions.models import Union, Workplace


def make_home(union: Union, lat=25.0, lon=118.0, life=(), **fields) -> Home:
    """A home in operation since 2020, or with the later statuses of `life` ((date, status) …)."""
    home = HomeFactory(union=union, lat=lat, lon=lon, **fields)
    for on, status in life:
        LifeEventFactory(home=home, on=on, status=status)
        Home.objects.filter(pk=home.pk).update(status=status)
    return home


def make_workplace(union: Union, headcount: int, lat=25.0, lon=118.0) -> Workplace:
    return WorkplaceFactory(
        division=union.division, headcount=headcount, new_form=0, lat=lat, lon=lon
    )


def at(text: str) -> datetime:
    """A moment in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
