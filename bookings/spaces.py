"""Numbering the spaces of a home and its cap, moving coming holds along."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from bookings import rule_sets, waitlist
from bookings.enums import HOLDING
from bookings.holding import as_holds, people_in, places_in
from bookings.models import Hold, Reservation, clock_text
from bookings.refusals import refuse
from common import audit, clock
from common.ranges import bounds, span, units
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
    makes free goes to who waits for it. New spaces get the rules that they inherit. Raises
    Refusal `held` where a coming reservation no longer fits (fewer places than are sold).
    """
    rule_sets.keep_still()
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    spaces = list(Space.objects.select_for_update(no_key=True).filter(home=home).order_by("pk"))
    new = [space.pk for space in spaces if space.units is None]
    parts: dict[int | None, list[Space]] = {}
    for space in spaces:
        parts.setdefault(space.parent_id, []).append(space)
    first = max(home.next_unit, home.pk * UNITS_PER_HOME)
    moved: dict[int, Space] = {}
    sizes = {space.pk: _size(space.units) for space in spaces if space.units}
    for root in parts.get(None, []):
        tree = _tree(root, parts)
        wanted = numbered(_node(root, parts), first)
        present = {space.pk: _range(space) for space in tree}
        rooted = all(space.root_id == root.pk for space in tree)
        if rooted and fits(present, wanted):
            continue
        for space in tree:
            space.root, space.units = root, units(*wanted[space.pk])
            space.home = home
            moved[space.pk] = space
        first = wanted[root.pk][1]
    if moved:
        _move(moved, sizes)
        home.next_unit = first
        home.save(update_fields=["next_unit"])
        rule_sets.settle(home, moved=list(moved), new=new)
    waitlist.look_again(roots=[root.pk for root in parts.get(None, [])])
    return sum(space.parent_id is None for space in moved.values())


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


def _move(moved: dict[int, Space], sizes: dict[int, int]) -> None:
    """Save the new numbers of whole trees, and hold again in them what was held."""
    Space.objects.bulk_update(moved.values(), ["root", "units"])
    reservations: dict[int, list[Hold]] = {}
    held = Hold.objects.filter(reservation__space__in=list(moved)).select_related("reservation")
    if (cap := next(iter(moved.values())).home.cap_units) is not None:
        held = held.exclude(units__contained_by=cap)
    rows = list(held.order_by("pk"))
    for row in rows:
        reservations.setdefault(row.reservation_id, []).append(row)
    if rows:
        Hold.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for of_one in reservations.values():
        space = moved[of_one[0].reservation.space_id]
        _refuse_sharing(space, of_one, sizes[space.pk])
        _hold_again(space, of_one)


def _refuse_sharing(space: Space, rows: list[Hold], size: int) -> None:
    """Who has booked a space whole does not get one of its places instead.

    A space of one unit says not which it was; there the booking counts as one of the whole.
    """
    places = rows[0].reservation.places
    first = min(span(row.during)[0] for row in rows)
    held = sum(_size(row.units) for row in rows if span(row.during)[0] == first)
    was_whole = held == size and (held > places or size == 1)
    if space.mode == Mode.PLACES and was_whole and space.capacity > places:
        raise refuse("held")


def _size(block) -> int:
    lower, upper = bounds(block)
    return upper - lower


def _hold_again(space: Space, rows: list[Hold]) -> None:
    """The time stays as it was sold, whatever pauses the rules ask for by now."""
    reservation = rows[0].reservation
    times = [span(row.during) for row in rows]
    begins, ends = min(start for start, _end in times), max(end for _start, end in times)
    found = places_in(space, begins, ends, reservation.places)
    if found is None:
        raise refuse("held")
    Hold.objects.bulk_create(as_holds(reservation, found))


@transaction.atomic
def set_cap(*, home: Home, cap: int | None, by: Person | None) -> Home:
    """Say how many people may be in the home at once by booking; None: as many as its spaces hold.

    Coming reservations hold their people in the new block. Raises Refusal `cap_sold` where more
    have booked for the same time than the new cap lets in; then all is as before.
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    list(Space.objects.select_for_update(no_key=True).filter(home=home).order_by("pk"))
    if cap == home.cap:
        return home
    if home.cap_units is not None:
        Hold.objects.filter(home=home, units__contained_by=home.cap_units).delete()
    was, home.cap, home.cap_units = home.cap, cap, None
    if cap is not None:
        first = max(home.next_unit, home.pk * UNITS_PER_HOME)
        home.cap_units, home.next_unit = units(first, first + cap), first + cap
    home.save(update_fields=["cap", "cap_units", "next_unit"])
    if cap is not None:
        coming = Reservation.objects.filter(home=home, state__in=HOLDING).select_related("space")
        _let_in(home, coming.order_by("starts_at", "pk"))
    roots = Space.objects.filter(home=home, parent__isnull=True)
    waitlist.look_again(roots=roots.values_list("pk", flat=True))
    audit.record(action="set_cap", target=home, actor=by, was=was, cap=cap)
    return home


def _let_in(home: Home, reservations: Iterable[Reservation]) -> None:
    for reservation in reservations:
        if not reservation.heads:
            continue
        starts_at, ends_at = reservation.starts_at, reservation.ends_at
        found = people_in(home, starts_at, ends_at, reservation.heads)
        if found is None:
            raise refuse("cap_sold", when=clock_text(starts_at), cap=home.cap)
        Hold.objects.bulk_create(as_holds(reservation, found))
