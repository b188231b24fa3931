import pytest

from tests.factories.homes import HomeAppointmentFactory
from unions.enums import Role

pytestmark = pytest.mark.django_db
ASKED = ["homes.change_home", "funding.add_entry", "homes.view_home", "unions.view_workplace"]


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.MANAGER, [True, True, True, False]),
        (Role.EDITOR, [True, False, True, False]),
        (Role.FINANCE, [False, True, True, False]),
        (Role.VIEWER, [False, False, True, False]),
    ],
)
def test_what_an_appointment_to_a_home_gives(role, granted, home):
    person = HomeAppointmentFactory(home=home, role=role).person
    assert [person.has_perm(perm) for perm in ASKED] == granted


def test_modules(home_cadre, worker):
    asked = ["homes", "bookings", "unions", "auth"]
    assert [home_cadre.has_module_perms(app) for app in asked] == [True, True, False, False]
    assert not any(worker.has_module_perms(app) for app in asked)
