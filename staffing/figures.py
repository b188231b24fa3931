"""How many people the shifts of a period need, and how many took them, by role."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from homes.models import Home
from staffing.enums import FILLING, StaffRole
from staffing.models import Shift
from staffing.rules import NEEDS


class Places(NamedTuple):
    """Places in shifts: how many people are needed and how many have taken them."""

    needed: int
    filled: int


def places_by_role(
    homes: QuerySet[Home], starts_at: datetime, ends_at: datetime
) -> dict[str, Places]:
    """Places of shifts that begin in [starts_at, ends_at) at the homes, by role; one query."""
    shifts = Shift.objects.filter(
        home__in=homes.order_by().values("pk"), starts_at__gte=starts_at, starts_at__lt=ends_at
    )
    counts = {
        f"{role}_filled": Count(
            "assignments",
            filter=Q(assignments__state__in=FILLING, assignments__member__role=role),
        )
        for role in StaffRole.values
    }
    sums = {f"{role}_needed": Sum(column, default=0) for role, column in NEEDS.items()}
    sums |= {f"total_{name}": Sum(name, default=0) for name in counts}
    row = shifts.order_by().annotate(**counts).aggregate(**sums)
    return {
        role: Places(row[f"{role}_needed"], row[f"total_{role}_filled"])
        for role in StaffRole.values
    }
