"""Who may leave, and who manages the province."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from unions.enums import Power, UnionLevel
from unions.models import Person, Union
from unions.scope import current, union_paths


def appointed() -> Refusal:
    """Why somebody in office can't close the account."""
    return Refusal(
        "appointed",
        _("You act for a union or a home. Ask its manager to end your appointment first."),
    )


def can_close(person: Person) -> None:
    """Refuse while the person acts for a union; its manager ends that first."""
    if person.is_superuser or person.appointments.filter(current()).exists():
        raise appointed()


def manages_province(user) -> bool:
    """Whether the user manages the provincial federation; asked once a request."""
    if not user.is_authenticated or user.is_superuser:
        return user.is_superuser
    # Kept as `union_paths` keeps its answers: on the request's user, for the request.
    if "_manages_province" not in user.__dict__:
        paths = union_paths(user, Power.MANAGE)
        provinces = Union.objects.filter(path__in=paths, level=UnionLevel.PROVINCE)
        user.__dict__["_manages_province"] = bool(paths) and provinces.exists()
    return user.__dict__["_manages_province"]
