"""The rectangles: locking what they stand in, taking units, giving them back.

Locks are taken in one order: the person, the home (where it has a cap), the roots of the space
trees by id, then the reservation. Nobody waits in a circle, and nobody checks what another may
still change. A cap set in the very moment between a booking's look at the home and its lock on
the tree leaves that one booking without the home's lock; the constraint guards it all the same.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bookings.free_time import Held, fill
from bookings.models import Hold, Reservation
from bookings.refusals import refuse
from common.ranges import bounds, during, units
from common.sql import fetch, selected
from homes.enums import Mode
from homes.models import Home, Space
from unions.models import Person

PERSON = "SELECT 1 FROM unions_person WHERE id = %s FOR NO KEY UPDATE"
HOMES = "SELECT 1 FROM homes_home WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
ROOTS = "SELECT 1 FROM homes_space WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
TAKEN = (
    "SELECT lower(units), upper(units), lower(during), upper(during) FROM bookings_hold "
    "WHERE units && %s AND during && %s"
)
PLACE = (
    "SELECT coalesce(space.root_id, space.id), home.id, home.cap FROM homes_space space "
    "JOIN homes_home home ON home.id = space.home_id WHERE space.id = %s"
)


def lock_person(person: Person) -> None:
    """Lock a person's row: what they may book is counted under it."""
    selected(PERSON, [person.pk])


def lock_tree(space: Space) -> Space:
    """Lock the root of the space's tree, and a home with a cap, until the transaction ends.

    Returns the space and its home as they are now; only the key of `space` is read. Raises
    Space.DoesNotExist.
    """
    for root, home, cap in selected(PLACE, [space.pk]):
        if cap is not None:
            lock_homes([home])
        _lock_roots([root])
    found = fetch(Space, space.pk)
    found.home = fetch(Home, found.home_id)
    return found


def lock_roots(roots: Iterable[int]) -> None:
    """Lock the trees with these roots in the order of their ids, their capped homes first."""
    roots = set(roots)
    lock_homes(capped_homes(roots))
    _lock_roots(roots)


def capped_homes(roots: Iterable[int]) -> list[int]:
    """The homes of the trees with these roots that have a cap."""
    spaces = Space.objects.filter(pk__in=list(roots), home__cap__isnull=False)
    return list(spaces.order_by("home_id").values_list("home_id", flat=True))


def lock_homes(homes: Iterable[int]) -> None:
    """Lock homes in the order of their ids, before any tree."""
    if wanted := sorted(set(homes)):
        selected(HOMES, [wanted])


def _lock_roots(roots: Iterable[int]) -> None:
    selected(ROOTS, [sorted(set(roots))])


def hold(reservation: Reservation) -> None:
    """Take the units of a reservation for its time, and its people's where the home has a cap.

    The tree must be locked. Raises Refusal `taken` (409), or `home_full` (409) where the space
    is free and the home lets no more people in.
    """
    found = [*_of_space(reservation), *_of_cap(reservation)]
    try:
        # Whoever called must fail too, so nothing needs to be saved for going on.
        with transaction.atomic(savepoint=False):
            Hold.objects.bulk_create(as_holds(reservation, found))
    except IntegrityError as error:
        raise refuse("taken", status=409) from error


def _of_space(reservation: Reservation) -> list[Held]:
    space = reservation.space
    times = with_pauses(reservation)
    if space.mode != Mode.PLACES:  # whether a whole is free, the constraint says by itself
        return [Held(*bounds(space.units), *times)]
    found = places_in(space, *times, reservation.places)
    if found is None:
        raise refuse("taken", status=409)
    return found


def _of_cap(reservation: Reservation) -> list[Held]:
    home = reservation.space.home
    if home.cap is None or not reservation.heads:
        return []
    starts_at, ends_at = reservation.starts_at, reservation.ends_at
    found = people_in(home, starts_at, ends_at, reservation.heads)
    if found is None:
        raise refuse("home_full", status=409, cap=home.cap)
    return found


def with_pauses(reservation: Reservation) -> tuple[datetime, datetime]:
    """The time that the reservation keeps its space busy."""
    return busy(reservation.space, reservation.starts_at, reservation.ends_at)


def busy(space: Space, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """A time together with the pauses that the space needs around it."""
    before = timedelta(minutes=space.buffer_before_minutes)
    after = timedelta(minutes=space.buffer_minutes)
    return starts_at - before, ends_at + after


def places_in(space: Space, starts_at: datetime, ends_at: datetime, places: int):
    """Free units for `places`; the whole range of a space booked whole; None where taken."""
    lower, upper = bounds(space.units)
    taken = held_in(space.units, starts_at, ends_at)
    if space.mode == Mode.PLACES:
        return fill(lower, upper, taken, starts_at, ends_at, places)
    return None if taken else [Held(lower, upper, starts_at, ends_at)]


def people_in(home: Home, starts_at: datetime, ends_at: datetime, people: int):
    """Free units of the home's cap for so many more people; None where it would be too full."""
    taken = held_in(home.cap_units, starts_at, ends_at)
    return fill(*bounds(home.cap_units), taken, starts_at, ends_at, people)


def held_in(block, starts_at: datetime, ends_at: datetime) -> list[Held]:
    """What is held of a range of units in [starts_at, ends_at)."""
    return [Held(*row) for row in selected(TAKEN, [block, during(starts_at, ends_at)])]


def as_holds(reservation: Reservation, found: Iterable[Held]) -> Iterator[Hold]:
    """The rows of rectangles."""
    for lower, upper, starts_at, ends_at in found:
        yield Hold(
            reservation=reservation,
            home_id=reservation.home_id,
            units=units(lower, upper),
            during=during(starts_at, ends_at),
        )


def locked(reservation: Reservation) -> Reservation:
    """The reservation as it is now, its space's tree and itself locked.

    Raises Refusal `moved` (409) where it has just been moved to another tree.
    """
    where = Space.objects.filter(reservations=reservation.pk)
    root, home, cap = where.values_list("root_id", "home_id", "home__cap").get()
    if cap is not None:
        lock_homes([home])
    _lock_roots([root])
    found = (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space__home", "home", "person")
        .get(pk=reservation.pk)
    )
    if found.space.root_id != root:
        raise refuse("moved", status=409)
    return found
