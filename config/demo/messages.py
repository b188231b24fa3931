"""Messages of the demo accounts, beside those that clubs, closures and waiting lists have sent."""

from datetime import timedelta

from bookings.enums import State
from bookings.models import Reservation
from bookings.notices import ask
from common import clock
from config.demo.world import SHISHI, World
from homes.models import Ticket
from homes.notices import tell_of_ticket
from messaging.models import Notice

SHOWN = 4


def make(world: World) -> None:
    """Shishi's cadres hear of requests and tickets; what is older than two days was read."""
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
