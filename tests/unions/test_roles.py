import pytest
from django.apps import apps

from unions.enums import Power, Role
from unions.roles import POWERS, WRITING_POWER, power_for, roles_with

OURS = {"unions", "homes", "bookings", "staffing", "services", "funding", "reports"}


def test_every_role_has_powers_and_can_see():
    assert set(POWERS) == set(Role.values)
    assert all(Power.VIEW in powers for powers in POWERS.values())


def test_every_app_with_rows_has_a_writing_power():
    assert set(WRITING_POWER) == OURS
    assert {app.label for app in apps.get_app_configs()} > OURS


@pytest.mark.parametrize(
    ("power", "roles"),
    [
        ("view", {"manager", "editor", "finance", "auditor", "viewer"}),
        ("edit", {"manager", "editor"}),
        ("manage", {"manager"}),
        ("finance", {"manager", "finance"}),
    ],
)
def test_roles_with(power, roles):
    assert set(roles_with(power)) == roles


@pytest.mark.parametrize(
    ("app", "action", "power"),
    [
        ("unions", "view", "view"),
        ("unions", "change", "manage"),
        ("funding", "add", "finance"),
        ("homes", "delete", "edit"),
        ("common", "view", "view"),
        ("common", "change", None),
        ("auth", "view", None),
    ],
)
def test_power_for(app, action, power):
    assert power_for(app, action) == power
