"""The rectangles: locking the trees they stand in, taking units, giving them back.

Locks are taken in one order: the person, the home (where it has a cap), the roots of the space
trees by id, then the reservation. Nobody waits in a circle, and nobody checks what another may
still change.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

from bookings.free_time import pick
from bookings.models import Hold, Reservation
from bookings.refusals import refuse
from common.ranges import bounds, during, units
from common.sql import fetch
from homes.enums import Mode
from homes.models import Home, Space
from unions.models import Person


def lock_person(person: Person) -> None:
    """Lock a person's row: what they may book is counted under it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM unions_person WHERE id = %s FOR NO KEY UPDATE", [person.pk])


LOCK_ROOT = (
    "SELECT 1 FROM homes_space WHERE id = "
    "(SELECT coalesce(root_id, id) FROM homes_space WHERE id = %s) FOR NO KEY UPDATE"
)


def lock_tree(space: Space) -> Space:
    """Lock the root of the space's tree until the transaction ends; the space as it is now.

    Only the key of `space` is read. Raises Space.DoesNotExist.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ROOT, [space.pk])
    found = fetch(Space, space.pk)
    found.home = fetch(Home, found.home_id)
    return found


def lock_roots(roots: Iterable[int]) -> None:
    """Lock the trees with these roots, in the order of their ids."""
    rows = Space.objects.select_for_update(no_key=True).filter(pk__in=set(roots)).order_by("pk")
    list(rows.values_list("pk"))


def hold(reservation: Reservation) -> None:
    """Take the units of a reservation for its time; the tree must be locked."""
    space = reservation.space
    pause = timedelta(minutes=space.buffer_minutes)
    span = during(reservation.starts_at, reservation.ends_at + pause)
    chosen = free_units(space, span, reservation.places)
    try:
        # Whoever called must fail too, so nothing needs to be saved for going on.
        with transaction.atomic(savepoint=False):
            Hold.objects.bulk_create(
                Hold(
                    reservation=reservation,
                    home_id=reservation.home_id,
                    units=units(lower, upper),
                    during=span,
                )
                for lower, upper in chosen
            )
    except IntegrityError as error:
        raise refuse("taken", status=409) from error


def free_units(space: Space, span, places: int) -> Sequence[tuple[int, int]]:
    """Units for `places` that are free in `span`, as ranges; a space booked whole takes all."""
    lower, upper = bounds(space.units)
    if space.mode != Mode.PLACES:
        return [(lower, upper)]  # the constraint says whether it is free
    taken = [
        bounds(found)
        for found in Hold.objects.filter(
            units__overlap=space.units, during__overlap=span
        ).values_list("units", flat=True)
    ]
    chosen = pick(lower, upper, taken, places)
    if chosen is None:
        raise refuse("taken", status=409)
    return chosen


def locked(reservation: Reservation) -> Reservation:
    """The reservation as it is now, its space's tree and itself locked.

    Raises Refusal `moved` (409) where it has just been moved to another tree.
    """
    root = Space.objects.values_list("root_id", flat=True).get(reservations=reservation.pk)
    lock_roots([root])
    found = (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space__home", "home", "person")
        .get(pk=reservation.pk)
    )
    if found.space.root_id != root:
        raise refuse("moved", status=409)
    return found
