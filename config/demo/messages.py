"""A few messages of the demo accounts: what their bookings have told them, some of it unread."""

from datetime import timedelta

from bookings.enums import State
from bookings.models import Reservation
from bookings.notices import ask, tell
from common import clock
from config.demo.world import SHISHI, World
from homes.models import Ticket
from homes.notices import tell_of_ticket
from messaging.models import Notice

WORKER = "13800000007"
SHOWN = 4


def make(world: World) -> None:
    """The worker's next booking was moved, others approved; Shishi's cadres have requests."""
    own = Reservation.objects.filter(person__phone=WORKER, state=State.CONFIRMED)
    coming = own.filter(starts_at__gt=clock.now()).select_related("space", "home", "person")
    for number, row in enumerate(coming.order_by("starts_at")):
        kind = "booking_approved" if number else "booking_moved"
        with clock.stopped_at(max(row.created_at, clock.now() - timedelta(hours=5 + number))):
            tell(row, kind)
    waiting = Reservation.objects.filter(home__code=SHISHI, state=State.REQUESTED)
    waiting = waiting.filter(starts_at__gt=clock.now()).select_related("space", "home__union")
    for row in waiting.order_by("starts_at")[:SHOWN]:
        with clock.stopped_at(row.created_at):
            ask(row)
    tickets = Ticket.objects.waiting().filter(home__code=SHISHI)
    for ticket in tickets.select_related("home__union", "kind")[:SHOWN]:
        with clock.stopped_at(ticket.created_at):
            tell_of_ticket(ticket)
    before = clock.now() - timedelta(days=2)
    Notice.objects.filter(at__lt=before).update(read_at=before)
