"""Scope: which rows a person may see and change. It comes from appointments and nothing else."""

from django.db.models import Q

from common import clock
from unions.enums import Power
from unions.roles import roles_with

NOTHING = Q(pk__in=[])
# Not an empty Q(): that would vanish in `EVERYTHING | other` and leave only the other.
EVERYTHING = Q(pk__isnull=False)


def current(on=None) -> Q:
    """Appointments in force on `on` (a date; today by default)."""
    on = on or clock.today()
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def union_paths(user, power: str = Power.VIEW) -> list[str]:
    """Tree paths of the unions at whose subtrees `user` holds `power`; read once a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    known = kept_for_request(user, "_union_paths")
    if power not in known:
        rows = user.appointments.filter(current(), role__in=roles_with(power))
        known[power] = sorted(set(rows.values_list("union__path", flat=True)))
    return known[power]


def kept_for_request(user, name: str) -> dict:
    """A dict that lives as long as this user object, be it wrapped lazily or not."""
    if not hasattr(user, name):
        setattr(user, name, {})
    return getattr(user, name)


def sees_all(user) -> bool:
    """Whether no scope limits `user`."""
    return user.is_active and user.is_superuser


def union_scope(user, prefix: str, power: str = Power.VIEW) -> Q:
    """A filter on rows whose union is reached by the lookup `prefix` ("" for unions)."""
    if sees_all(user):
        return EVERYTHING
    lookup = f"{prefix}__path__startswith" if prefix else "path__startswith"
    scope = NOTHING
    for path in union_paths(user, power):
        scope |= Q(**{lookup: path})
    return scope
