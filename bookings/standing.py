"""What pages show of waiting lists: full times to wait for, and where one stands."""

from datetime import date

from django.utils.translation import gettext as _

from bookings.availability import day_bounds
from bookings.free_time import Free
from bookings.models import WaitlistEntry
from bookings.slots import Choice, Slot
from bookings.templatetags.bookings_ui import duration
from bookings.waitlist import keeping_of
from common import clock
from homes.hours import opening_of
from homes.models import Space
from unions.models import Person


def full_times(choice: Choice, day: date, free: list[Slot]) -> list[Slot]:
    """The times of a day within the hours that are not among the `free` ones of this choice."""
    start, end = day_bounds(day, 2)
    opened = opening_of(choice.space.home, max(start, clock.now()), end)
    most = choice.space.capacity
    taken = {slot.starts_at for slot in free}
    return [
        slot
        for slot in choice.slots([Free(begin, until, most) for begin, until in opened])
        if slot.starts_at.date() == day and slot.starts_at not in taken
    ]


def turns_of(person: Person) -> list[WaitlistEntry]:
    """Where the person stands in line: places kept now first, the most urgent on top."""
    rows = WaitlistEntry.objects.own(person).in_line().with_ahead()
    rows = rows.select_related("space__facility", "home", "offer").order_by("starts_at", "pk")
    return sorted(rows, key=lambda row: (row.offer is None, row.offer and row.offer.offered_until))


def keeping_words(space: Space) -> str:
    """How long a place in the space is kept, in a sentence."""
    policy = keeping_of(space)
    (day, far), (hours, near) = policy.steps
    return _(
        "You have %(far)s to accept it; %(near)s where it begins within %(day)s, %(short)s within "
        "%(hours)s. At night you need not answer before %(morning)s."
    ) % {
        "far": duration(far),
        "near": duration(near),
        "short": duration(policy.shortest),
        "day": duration(day),
        "hours": duration(hours),
        "morning": f"{policy.morning:%H:%M}",
    }
