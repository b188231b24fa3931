"""What each role may do: the one table behind scope and the admin's permissions."""

from unions.enums import Power, Role

POWERS: dict[str, frozenset[str]] = {
    Role.MANAGER: frozenset({Power.VIEW, Power.EDIT, Power.MANAGE, Power.FINANCE}),
    Role.EDITOR: frozenset({Power.VIEW, Power.EDIT}),
    Role.FINANCE: frozenset({Power.VIEW, Power.FINANCE}),
    Role.AUDITOR: frozenset({Power.VIEW}),
    Role.VIEWER: frozenset({Power.VIEW}),
}

# Apps whose rows need a power other than EDIT to be written.
WRITING_POWER: dict[str, str] = {
    "unions": Power.MANAGE,
    "funding": Power.FINANCE,
    "homes": Power.EDIT,
    "bookings": Power.EDIT,
    "staffing": Power.EDIT,
    "services": Power.EDIT,
    "reports": Power.EDIT,
}


def roles_with(power: str) -> list[str]:
    """The roles that hold `power`."""
    return [role for role, powers in POWERS.items() if power in powers]


def power_for(app_label: str, action: str) -> str | None:
    """The power that admin permission `app.action_model` needs; None: superusers only."""
    if action == "view":
        return Power.VIEW if app_label in WRITING_POWER or app_label == "common" else None
    return WRITING_POWER.get(app_label)
