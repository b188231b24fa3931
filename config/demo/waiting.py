"""Waiting lists at 石狮: the demo worker waits behind two others, and two wait for the worker's."""

from collections.abc import Iterable
from datetime import timedelta

from bookings.enums import State
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
        home__code=SHISHI, space__mode=Mode.EXCLUSIVE, starts_at__gte=soon, person__isnull=False
    ).exclude(person__in=[first, second])
    booked = booked.filter(state__in=(State.CONFIRMED, State.REQUESTED)).order_by("starts_at", "pk")
    others, own = booked.exclude(person=worker).first(), booked.filter(person=worker).first()
    line_up(world, others, (first, second, worker))
    line_up(world, own, (second, first))


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
