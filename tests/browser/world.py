"""石狮服装城 as the browser tests find it: open at all hours, two courts, a room to ask for."""

from datetime import time

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from homes.enums import Scene
from homes.models import Home
from tests.factories.homes import (
    DoorCheckFactory,
    FacilityFactory,
    HomeFactory,
    HoursFactory,
    SpaceFactory,
)

NAME = "石狮服装城共享职工之家"
PASSWORD = "a-long-test-password"


def clothing_city(union) -> Home:
    home = HomeFactory(
        code="FJ-350581-CZ-0001",
        name=NAME,
        name_en="Shishi Clothing City Shared Workers' Home",
        scene=Scene.COMMERCIAL,
        union=union,
        lat=24.744,
        lon=118.665,
        phone="12351",
    )
    HoursFactory(home=home, opens=time(0), closes=time(0))
    DoorCheckFactory(home=home)
    FacilityFactory(code="badminton", icon="badminton")
    FacilityFactory(code="training_room", name="职工培训室", icon="training-room")
    FacilityFactory(code="gym", name="健身房", icon="gym")
    SpaceFactory(home=home, name="羽毛球 1 号场", name_en="Court 1")
    SpaceFactory(home=home, name="羽毛球 2 号场", name_en="Court 2")
    SpaceFactory(home=home, name="职工培训室", facility__code="training_room", needs_approval=True)
    SpaceFactory(home=home, name="健身房", facility__code="gym", places=True)
    return home


def let_in(page: Page, person) -> Page:
    """Signed in already: `sign_in` and `sign_in_at_the_desk` take a second or two each time."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])
    return page
