"""The spaces of a home on its page, with the next free times of today."""

from django.http import HttpRequest

from bookings.door_codes import AT_THE_DOOR
from bookings.models import Reservation
from bookings.rules import CHECK_IN_OPENS
from bookings.slots import chosen, first_today
from common import clock
from homes.models import Home, Space
from homes.panels import Panel, register_panel

TIMES_SHOWN = 3


def spaces_panel(home: Home, request: HttpRequest) -> dict | None:
    """Each whole before its parts; what can be booked comes with its next free times."""
    spaces = list(home.spaces.select_related("facility").order_by("order", "pk"))
    if not spaces:
        return None
    for space in spaces:
        space.home = home
    free = first_today(spaces, most=TIMES_SHOWN)
    ordered = in_tree_order(spaces)
    rows = [
        {
            "space": space,
            "is_part": space.parent_id is not None,
            "times": free[space.pk],
            "minutes": chosen(space, {}).minutes,
        }
        for space in ordered
        if space.pk in free
    ]
    return {"rows": rows, "others": [space for space in ordered if space.pk not in free]}


def in_tree_order(spaces: list[Space]) -> list[Space]:
    """Each whole directly followed by its parts."""
    parts: dict[int | None, list[Space]] = {}
    for space in spaces:
        parts.setdefault(space.parent_id, []).append(space)

    def walk(parent: int | None):
        for space in parts.get(parent, []):
            yield space
            yield from walk(space.pk)

    return list(walk(None))


def check_in_panel(home: Home, request: HttpRequest) -> dict | None:
    """At the door: the visitor's own bookings of the next hours here, to check in at once."""
    if not request.user.is_authenticated:
        return {"reservations": [], "path": request.path, "home": home}
    now = clock.now()
    soon = Reservation.objects.own(request.user).filter(
        home=home,
        state__in=AT_THE_DOOR,
        starts_at__lte=now + CHECK_IN_OPENS,
        ends_at__gt=now,
    )
    rows = list(soon.select_related("space").order_by("starts_at"))
    return {"reservations": rows, "path": "", "home": home}


def register() -> None:
    """Called once when the app is ready."""
    register_panel(Panel("spaces", 10, "bookings/_spaces.html", spaces_panel))
    register_panel(Panel("check_in", 10, "bookings/_check_in.html", check_in_panel, place="door"))
