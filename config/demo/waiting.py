"""Waiting lists at 石狮: the demo worker waits behind two others, two wait for the worker's, and a
place that somebody has just given up is kept for the worker."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet

from bookings import actions
from bookings.enums import Source, State
from bookings.models import Reservation, WaitlistEntry
from config.demo.world import SHISHI, World, moment
from homes.enums import Mode
from unions.models import Person

WORKER = "13800000007"


def make(world: World) -> None:
    """Lines for two bookings of the days after tomorrow, joined yesterday evening."""
    worker = Person.objects.get(phone=WORKER)
    first, second = world.random("waiting").sample(world.people, 2)
    soon = moment(world.today + timedelta(days=2), 0)
    booked = Reservation.objects.filter(
        home__code=SHISHI, space__mode=Mode.EXCLUSIVE, starts_at__gte=soon, source=Source.WEB
    ).exclude(person__in=[first, second])
    booked = booked.filter(state__in=(State.CONFIRMED, State.REQUESTED)).order_by("starts_at", "pk")
    others, own = booked.exclude(person=worker).first(), booked.filter(person=worker).first()
    line_up(world, others, (first, second, worker))
    line_up(world, own, (second, first))
    _kept(world, booked.exclude(person=worker), worker, first)


def _kept(world: World, booked: QuerySet, worker: Person, behind: Person) -> None:
    """The worker is first in line for what its person cancels now, and may have it."""
    open_to_all = {"space__needs_approval": False, "space__women_only": False}
    waited_for = WaitlistEntry.objects.values("starts_at")
    row = booked.filter(**open_to_all).exclude(starts_at__in=waited_for).first()
    line_up(world, row, (worker, behind))
    if row is not None:
        actions.cancel(reservation=row, by=row.person)


def line_up(world: World, booked: Reservation | None, people: Iterable[Person]) -> None:
    """Each a quarter of an hour after the one before."""
    if booked is None:
        return
    evening = moment(world.today, 0) - timedelta(hours=3)
    WaitlistEntry.objects.bulk_create(
        WaitlistEntry(
            home_id=booked.home_id,
            space_id=booked.space_id,
            person=person,
            starts_at=booked.starts_at,
            ends_at=booked.ends_at,
            joined_at=evening + timedelta(minutes=15 * number),
        )
        for number, person in enumerate(people)
    )
