"""Scope over homes: the homes of one's unions, and the homes one is appointed to."""

from django.db.models import Q

from unions.enums import Power
from unions.roles import roles_with
from unions.scope import current, kept_for_request, sees_all, union_scope


def home_ids(user, power: str = Power.VIEW) -> list[int]:
    """Ids of the homes that `user` is appointed to with `power`; read once a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    known = kept_for_request(user, "_home_ids")
    if power not in known:
        rows = user.home_appointments.filter(current(), role__in=roles_with(power))
        known[power] = sorted(set(rows.values_list("home_id", flat=True)))
    return known[power]


def home_scope(user, prefix: str, power: str = Power.VIEW) -> Q:
    """A filter on rows whose home is reached by the lookup `prefix` ("" for homes)."""
    by_union = union_scope(user, f"{prefix}__union" if prefix else "union", power)
    if sees_all(user):
        return by_union
    lookup = f"{prefix}_id__in" if prefix else "pk__in"
    ids = home_ids(user, power)
    return by_union | Q(**{lookup: ids}) if ids else by_union
