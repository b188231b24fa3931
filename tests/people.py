"""The named people of the tests, in a small part of the province.

Quanzhou has Shishi with its home; Xiamen, the city next door, has Huli with the next home. Each
fixture makes what it needs, so a test that names only `worker` makes only the worker.
"""

from ipaddress import IPv4Address
from itertools import count
from os import getpid

import pytest
from django.test import Client

from tests import outbox
from tests.factories.homes import HomeAppointmentFactory, HomeFactory
from tests.factories.unions import (
    AppointmentFactory,
    DivisionFactory,
    PersonFactory,
    UnionFactory,
)
from unions.enums import DivisionLevel, MemberStatus, Role, UnionLevel
from unions.models import Person, Union

CITY, COUNTY = DivisionLevel.PREFECTURE, DivisionLevel.COUNTY
PLACES = [
    ("350000", "福建省", "Fujian Province", DivisionLevel.PROVINCE, "", 26.08, 119.30),
    ("350500", "泉州市", "Quanzhou", CITY, "350000", 24.87, 118.68),
    ("350581", "石狮市", "Shishi", COUNTY, "350500", 24.73, 118.65),
    ("350583", "南安市", "Nan'an", COUNTY, "350500", 24.96, 118.39),
    ("350200", "厦门市", "Xiamen", CITY, "350000", 24.48, 118.09),
    ("350206", "湖里区", "Huli, Xiamen", COUNTY, "350200", 24.51, 118.15),
]
LEVELS = {
    DivisionLevel.PROVINCE: UnionLevel.PROVINCE,
    CITY: UnionLevel.CITY,
    COUNTY: UnionLevel.COUNTY,
}


def make_tree() -> dict[str, Union]:
    """The unions of a province, two cities and three counties, by code."""
    unions: dict[str, Union] = {}
    for code, name, name_en, level, parent, lat, lon in PLACES:
        division = DivisionFactory(
            code=code,
            name=name,
            name_en=name_en,
            level=level,
            parent_id=parent or None,
            reporting_parent_id=parent or None,
            lat=lat,
            lon=lon,
        )
        unions[code] = UnionFactory(
            code=code,
            name=f"{name}总工会",
            level=LEVELS[level],
            division=division,
            parent=unions.get(parent),
        )
    return unions


@pytest.fixture
def tree(db) -> dict[str, Union]:
    return make_tree()


@pytest.fixture
def home(tree):
    """石狮: a home of Shishi, open from 8 to 22 every day."""
    return HomeFactory(
        code="350581-001", name="示例石狮共享职工之家", union=tree["350581"], hours=True
    )


@pytest.fixture
def next_home(tree):
    """A home of Huli, in the city next door."""
    return HomeFactory(
        code="350206-001", name="示例湖里共享职工之家", union=tree["350206"], hours=True
    )


def appointed(union: Union, name: str, role: str = Role.MANAGER) -> Person:
    """A cadre who holds `role` at a union."""
    return AppointmentFactory(
        union=union, role=role, person__display_name=name, person__is_staff=True
    ).person


@pytest.fixture
def worker(db) -> Person:
    return PersonFactory(display_name="worker")


@pytest.fixture
def member(db) -> Person:
    return PersonFactory(display_name="member", member_status=MemberStatus.MEMBER)


@pytest.fixture
def home_cadre(home) -> Person:
    return HomeAppointmentFactory(home=home, person__display_name="home_cadre").person


@pytest.fixture
def next_home_cadre(next_home) -> Person:
    return HomeAppointmentFactory(home=next_home, person__display_name="next_home_cadre").person


@pytest.fixture
def county(tree) -> Person:
    return appointed(tree["350581"], "county")


@pytest.fixture
def city(tree) -> Person:
    return appointed(tree["350500"], "city")


@pytest.fixture
def province(tree) -> Person:
    return appointed(tree["350000"], "province")


@pytest.fixture
def next_city(tree) -> Person:
    return appointed(tree["350200"], "next_city")


@pytest.fixture
def finance(tree) -> Person:
    """Keeps Quanzhou's ledger and may change nothing else."""
    return appointed(tree["350500"], "finance", Role.FINANCE)


@pytest.fixture
def viewer(tree) -> Person:
    """Sees Quanzhou and may change nothing."""
    return appointed(tree["350500"], "viewer", Role.VIEWER)


@pytest.fixture
def superuser(db) -> Person:
    return PersonFactory(display_name="superuser", is_staff=True, is_superuser=True)


_visitors = count()


@pytest.fixture
def visitor() -> Client:
    """A browser with an address of its own, so that one test's limits don't meet another's."""
    address = IPv4Address("10.0.0.0") + getpid() % 2**15 * 2**9 + next(_visitors)
    return Client(REMOTE_ADDR=str(address))


@pytest.fixture
def sms() -> list[outbox.Message]:
    """Text messages sent during the test."""
    outbox.messages.clear()
    return outbox.messages
