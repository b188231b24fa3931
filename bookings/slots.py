"""What the booking pages offer: lengths, days and start times of one space."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings.availability import can_be_booked, day_bounds, free_times, start_times
from bookings.free_time import Free
from bookings.models import Reservation
from common import clock
from homes.enums import Mode
from homes.models import Space

LENGTHS = (30, 60, 90, 120, 180, 240, 480)
USUAL_MINUTES = 60
# A fortnight and its last day: what may be booked fourteen days ahead fits on one page.
DAYS_SHOWN = 15
MOST_PLACES = 20


@dataclass(frozen=True)
class Slot:
    """A time that can be booked; `places` are free throughout it."""

    starts_at: datetime
    ends_at: datetime
    places: int


@dataclass(frozen=True)
class Choice:
    """The length and number of places the reader has chosen for a space.

    `instead_of` is the reservation that it would replace: its own time counts as free.
    """

    space: Space
    minutes: int
    places: int
    people: int = 1
    instead_of: Reservation | None = None

    @property
    def asks_people(self) -> bool:
        """A home with a cap must know how many come to a room that is booked whole."""
        return self.space.home.cap is not None and not self.by_places and self.space.capacity > 1

    @property
    def by_places(self) -> bool:
        return self.space.mode == Mode.PLACES

    def slots(self, free: list[Free]) -> list[Slot]:
        """The free times at which this choice can be booked from now on."""
        length = timedelta(minutes=self.minutes)
        earliest = clock.now() + timedelta(minutes=self.space.lead_minutes)
        return [
            Slot(start, start + length, places)
            for start, places in start_times(self.space, free, self.minutes, self.places)
            if start >= earliest and not self.is_present(start, length)
        ]

    def is_present(self, start: datetime, length: timedelta) -> bool:
        """Whether this is the time that the reservation has already."""
        present = self.instead_of
        return present is not None and (present.space_id, present.starts_at, present.ends_at) == (
            self.space.pk,
            start,
            start + length,
        )


def lengths(space: Space, also: int = USUAL_MINUTES) -> list[int]:
    """The lengths in minutes that the space's rules allow: the common ones, and `also`."""
    allowed = [
        minutes
        for minutes in sorted({*LENGTHS, also})
        if space.min_minutes <= minutes <= space.max_minutes and minutes % space.step_minutes == 0
    ]
    return allowed or [space.min_minutes]


def place_counts(space: Space) -> list[int]:
    """How many places one person may choose; a space booked as a whole has one."""
    return (
        list(range(1, min(space.capacity, MOST_PLACES) + 1)) if space.mode == Mode.PLACES else [1]
    )


def chosen(space: Space, params) -> Choice:
    """The choice in the address of a page; what is not allowed falls back to the usual."""
    places = _number(params.get("places"))
    minutes = _minutes(space, params, USUAL_MINUTES)
    return Choice(space, minutes, places if places in place_counts(space) else 1)


def with_people(choice: Choice, params) -> Choice:
    """The same choice with the number of people that the form says."""
    return replace(choice, people=_number(params.get("people")) or 1)


def chosen_instead(reservation: Reservation, space: Space, params) -> Choice:
    """The same for a reservation that is to be moved: as long and as many unless told."""
    present = int((reservation.ends_at - reservation.starts_at).total_seconds() // 60)
    minutes = _minutes(space, params, present)
    return Choice(space, minutes, reservation.places, reservation.people, reservation)


def _minutes(space: Space, params, usual: int) -> int:
    allowed = lengths(space, usual)
    minutes = _number(params.get("minutes"))
    if minutes in allowed:
        return minutes
    return usual if usual in allowed else allowed[0]


def chosen_day(space: Space, params) -> date:
    """The day in the address, the last that can be booked where it lies beyond; else today."""
    try:
        day = date.fromisoformat(params.get("day", ""))
    except ValueError:
        return clock.today()
    return max(clock.today(), min(day, last_day(space)))


def last_day(space: Space) -> date:
    """The last day on which the space can be booked now."""
    return clock.today() + timedelta(days=space.horizon_days)


def chosen_start(params) -> datetime | None:
    """The start in the address as an aware moment in Asia/Shanghai; None where there is none."""
    try:
        start = datetime.fromisoformat(params.get("starts_at", ""))
    except ValueError:
        return None
    return (
        start.astimezone(clock.SHANGHAI) if start.tzinfo else start.replace(tzinfo=clock.SHANGHAI)
    )


def days_of(choice: Choice, day: date | None = None) -> dict[date, list[Slot]]:
    """The bookable times by date: of the coming days, or of that page of days that has `day`."""
    first = clock.today()
    if day is not None:
        first += timedelta(days=(day - first).days // DAYS_SHOWN * DAYS_SHOWN)
    count = min((last_day(choice.space) - first).days + 1, DAYS_SHOWN)
    start, end = day_bounds(first, count)
    found = free_times([choice.space], start, end, people=choice.people, without=choice.instead_of)
    days: dict[date, list[Slot]] = {first + timedelta(days=n): [] for n in range(count)}
    for slot in choice.slots(found[choice.space.pk]):
        if slot.starts_at.date() in days:
            days[slot.starts_at.date()].append(slot)
    return days


def pages_beside(space: Space, days: Iterable[date]) -> tuple[date | None, date | None]:
    """The first days of the page of days before the shown ones and of the one after them."""
    first, after = min(days), max(days) + timedelta(days=1)
    earlier = first - timedelta(days=DAYS_SHOWN)
    return (
        earlier if earlier >= clock.today() else None,
        after if after <= last_day(space) else None,
    )


def first_today(spaces: list[Space], *, most: int) -> dict[int, list[Slot]]:
    """The next few bookable times of today by space id, for many spaces at once."""
    bookable = [space for space in spaces if can_be_booked(space)]
    start, end = day_bounds(clock.today())
    free = free_times(bookable, start, end)
    return {space.pk: chosen(space, {}).slots(free[space.pk])[:most] for space in bookable}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None
