"""Numbering the spaces of a home, moving coming holds along when a tree changes; conditions."""

from django.db import transaction
from django.db.models import Count

from bookings import waitlist
from bookings.free_time import pick
from bookings.holding import lock_tree
from bookings.models import Hold, Reservation
from bookings.refusals import refuse
from common import audit, clock
from common.ranges import bounds, units
from homes.enums import Mode
from homes.layout import Node, fits, numbered
from homes.models import Home, Space
from unions.models import Person

# Every home has numbers of its own: its id times this, and up.
UNITS_PER_HOME = 1 << 32


@transaction.atomic
def arrange(home: Home) -> int:
    """Give numbers to new spaces and to trees that have changed; returns how many trees moved.

    Call it after any change to the spaces of a home, in the same transaction: what the change
    makes free goes to who waits for it. Raises Refusal
    `held` where a coming reservation no longer fits (fewer places than are sold).
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    spaces = list(Space.objects.select_for_update(no_key=True).filter(home=home).order_by("pk"))
    parts: dict[int | None, list[Space]] = {}
    for space in spaces:
        parts.setdefault(space.parent_id, []).append(space)
    first = max(home.next_unit, home.pk * UNITS_PER_HOME)
    moved: dict[int, Space] = {}
    for root in parts.get(None, []):
        tree = _tree(root, parts)
        wanted = numbered(_node(root, parts), first)
        present = {space.pk: _range(space) for space in tree}
        rooted = all(space.root_id == root.pk for space in tree)
        if rooted and fits(present, wanted):
            continue
        for space in tree:
            space.root, space.units = root, units(*wanted[space.pk])
            moved[space.pk] = space
        first = wanted[root.pk][1]
    if moved:
        _move(moved)
        home.next_unit = first
        home.save(update_fields=["next_unit"])
    waitlist.look_again(roots=[root.pk for root in parts.get(None, [])])
    return sum(space.parent_id is None for space in moved.values())


@transaction.atomic
def set_condition(*, space: Space, condition: str, note: str, by: Person | None) -> Space:
    """In use, out of order or closed. Coming bookings stay; new ones are refused from now on."""
    space = lock_tree(space)
    space.condition = condition
    space.save(update_fields=["condition"])
    audit.record(action="set_condition", target=space, actor=by, condition=condition, note=note)
    return space


def coming_bookings(spaces: list[Space]) -> dict[int, int]:
    """How many reservations that hold their time are still to end, by space id; one query."""
    held = Reservation.objects.holding().filter(space__in=spaces, ends_at__gt=clock.now())
    return dict(held.order_by().values_list("space").annotate(Count("pk")))


def _node(space: Space, parts: dict[int | None, list[Space]]) -> Node:
    size = space.capacity if space.mode == Mode.PLACES else 1
    return Node(space.pk, size, tuple(_node(part, parts) for part in parts.get(space.pk, [])))


def _tree(space: Space, parts: dict[int | None, list[Space]]) -> list[Space]:
    return [space, *(below for part in parts.get(space.pk, []) for below in _tree(part, parts))]


def _range(space: Space) -> tuple[int, int] | None:
    return bounds(space.units) if space.units else None


def _move(moved: dict[int, Space]) -> None:
    """Save the new numbers of whole trees, and hold again in them what was held."""
    Space.objects.bulk_update(moved.values(), ["root", "units"])
    reservations: dict[int, list[Hold]] = {}
    held = Hold.objects.filter(reservation__space__in=list(moved)).select_related("reservation")
    for row in held.order_by("pk"):
        reservations.setdefault(row.reservation_id, []).append(row)
    if reservations:
        Hold.objects.filter(reservation__in=list(reservations)).delete()
    for rows in reservations.values():
        _hold_again(moved[rows[0].reservation.space_id], rows)


def _hold_again(space: Space, rows: list[Hold]) -> None:
    span = rows[0].during
    whole = bounds(space.units)
    taken = [
        bounds(found)
        for found in Hold.objects.filter(
            units__overlap=space.units, during__overlap=span
        ).values_list("units", flat=True)
    ]
    if space.mode == Mode.PLACES:
        chosen = pick(*whole, taken, rows[0].reservation.places)
    else:
        chosen = None if taken else [whole]
    if chosen is None:
        raise refuse("held")
    Hold.objects.bulk_create(
        Hold(
            reservation_id=rows[0].reservation_id,
            home_id=rows[0].home_id,
            units=units(*chosen_range),
            during=span,
        )
        for chosen_range in chosen
    )
