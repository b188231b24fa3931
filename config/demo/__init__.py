"""Demo data: the article's import files, then the life of eighteen months up to today.

The same seed and the same day give the same data. Lives in `config`, which alone may know
every app.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from common import clock
from config.demo import (
    accounts,
    activities,
    bookings,
    closed,
    clubs,
    conduct,
    details,
    doors,
    files,
    hours,
    ledger,
    messages,
    ratings,
    rota,
    rules,
    waiting,
    watch,
)
from config.demo.world import World
from homes.models import Home

PARTS = (
    ("accounts", accounts.make),
    ("hours", hours.make),
    ("details of homes and spaces", details.make),
    ("doors, visits and stops", doors.make),
    ("checks, inspections and tickets", watch.make),
    ("weekly clubs", clubs.make),
    ("a court that was repaired", closed.past),
    ("what clubs and the repair hold", clubs.settle),
    ("activities", activities.make),
    ("bookings", bookings.make),
    ("points and missed bookings", conduct.make),
    ("rules of booking", rules.make),
    ("waiting lists", waiting.make),
    ("a day that will be closed", closed.coming),
    ("ratings", ratings.make),
    ("staff and shifts", rota.make),
    ("money", ledger.make),
    ("messages", messages.make),
)


@transaction.atomic
def load_demo(*, seed: int, say: Callable[[str], object], today: date | None = None) -> bool:
    """Make the demo data, all or nothing; False where there are homes already.

    `say` hears which part is being made; `today` is the day up to which life has gone on.
    """
    if Home.objects.exists():
        say("demo data: there are homes already, nothing was changed")
        return False
    files.take_in(say)
    world = World(seed=seed, today=today or clock.today())
    for name, make in PARTS:
        say(f"demo data: {name}")
        make(world)
    return True
