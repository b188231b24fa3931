"""Model permissions that come from an appointment to a home."""

from django.contrib.auth.backends import BaseBackend

from homes.scope import home_ids
from unions.auth import permission_power

# A home's cadre keeps what belongs to the home; unions, people and workplaces are not theirs.
APPS = frozenset({"homes", "bookings", "staffing", "services", "funding"})


class HomeAppointmentBackend(BaseBackend):
    """Adds to the union's powers those that a person holds at single homes."""

    def has_perm(self, user, perm: str, obj=None) -> bool:
        if not user.is_active or obj is not None or perm.partition(".")[0] not in APPS:
            return False
        power = permission_power(perm)
        return power is not None and bool(home_ids(user, power))

    def has_module_perms(self, user, app_label: str) -> bool:
        return self.has_perm(user, f"{app_label}.view_{app_label}")
