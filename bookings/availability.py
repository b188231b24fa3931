"""Free times of spaces, read for pages, the API and the alternatives of a refusal."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from bookings.free_time import Free, Held, both, free_time
from bookings.models import Hold, Reservation
from common import clock
from common.ranges import bounds, during
from homes.enums import IN_OPERATION, Condition, Mode
from homes.hours import open_between
from homes.models import Space

# Rules of a space that ask who somebody is.
ASKS_WHO = ("members_only", "partners_only", "women_only", "adults_only")


def free_times(
    spaces: Iterable[Space],
    starts_at: datetime,
    ends_at: datetime,
    *,
    people: int = 1,
    without: Reservation | None = None,
) -> dict[int, list[Free]]:
    """Free stretches by space id within [starts_at, ends_at), never in the past.

    `without` is a reservation that is to be moved: what it holds counts as free. Five queries
    for any number of spaces (whose `home` must be loaded). The pauses that a space needs around
    each booking are taken off. A home with a cap must have room for `people` in a space booked
    whole; of a space by places no more are free than may come in.
    """
    spaces = list(spaces)
    starts_at = max(starts_at, clock.now())
    if starts_at >= ends_at:
        return {space.pk: [] for space in spaces}
    homes = {space.home_id: space.home for space in spaces}
    opened = open_between(homes.values(), starts_at, ends_at)
    released = [without.pk] if without is not None else []
    day = timedelta(days=1)
    held = held_by_home(homes, starts_at - day, ends_at + day, released)
    room = {
        pk: free_time(opened[pk], held.get(pk, []), bounds(home.cap_units), whole=False)
        for pk, home in homes.items()
        if home.cap_units is not None
    }
    found = {}
    for space in spaces:
        home, whole = space.home_id, space.mode != Mode.PLACES
        free = free_between(space, opened[home], held.get(home, []))
        if home in room:
            free = both(free, room[home], whole=whole, people=people)
        found[space.pk] = free
    return found


def day_bounds(day, days: int = 1) -> tuple[datetime, datetime]:
    """Midnight of a date and midnight `days` later, in Asia/Shanghai."""
    start = datetime.combine(day, time(), clock.SHANGHAI)
    return start, start + timedelta(days=days)


def can_be_booked(space: Space) -> bool:
    """Whether the space takes bookings at all, at whatever time."""
    return (
        space.mode != Mode.WALK_IN
        and space.condition == Condition.IN_USE
        and space.home.status in IN_OPERATION
        and space.units is not None
    )


def lets_in(space: Space, other: Space) -> bool:
    """Whether whoever may book `space` may book `other` too, as far as the two say."""
    stricter = any(getattr(other, rule) and not getattr(space, rule) for rule in ASKS_WHO)
    # An agreement with one home is none with another.
    return not stricter and not (other.partners_only and other.home_id != space.home_id)


def free_between(space: Space, opened, held: list[Held]) -> list[Free]:
    """Free stretches of open time, whatever the pauses around what is held leave."""
    if not can_be_booked(space):
        return []
    if space.buffer_minutes or space.buffer_before_minutes:
        after = timedelta(minutes=space.buffer_minutes)
        before = timedelta(minutes=space.buffer_before_minutes)
        held = [
            row._replace(starts_at=row.starts_at - after, ends_at=row.ends_at + before)
            for row in held
        ]
    return free_time(opened, held, bounds(space.units), whole=space.mode != Mode.PLACES)


def held_by_home(
    homes: Iterable[int],
    starts_at: datetime,
    ends_at: datetime,
    without: Collection[int] = (),
) -> dict[int, list[Held]]:
    """What is held within [starts_at, ends_at) by home id; not what `without` reservations hold."""
    rows = Hold.objects.filter(home__in=list(homes), during__overlap=during(starts_at, ends_at))
    if without:
        rows = rows.exclude(reservation__in=without)
    found: dict[int, list[Held]] = {}
    # The ends of the ranges one by one: the driver reads a whole range in Python, digit by digit.
    ends = ("units__startswith", "units__endswith", "during__startswith", "during__endswith")
    for home_id, lower, upper, begins, until in rows.values_list("home_id", *ends):
        held = Held(
            lower, upper, begins.astimezone(clock.SHANGHAI), until.astimezone(clock.SHANGHAI)
        )
        found.setdefault(home_id, []).append(held)
    return found


def start_times(space: Space, free: Iterable[Free], minutes: int, places: int = 1):
    """Start times at the space's step at which `minutes` for `places` can be booked.

    Neighbouring stretches whose counts differ are walked through: 2 places free until 10 and
    3 after it are 2 places across 10. Yields (start, places free throughout).
    """
    length, step = timedelta(minutes=minutes), timedelta(minutes=space.step_minutes)
    for stretch in _joined([row for row in free if row.places >= places]):
        start = on_step(stretch[0].starts_at, space.step_minutes)
        while start + length <= stretch[-1].ends_at:
            touched = [
                r.places for r in stretch if r.starts_at < start + length and start < r.ends_at
            ]
            yield start, min(touched)
            start += step


def _joined(free: list[Free]) -> list[list[Free]]:
    groups: list[list[Free]] = []
    for row in free:
        if groups and groups[-1][-1].ends_at == row.starts_at:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def on_step(moment: datetime, minutes: int) -> datetime:
    """The first start at a space's step, from `moment` on."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=minutes)
    return midnight + -(-(moment - midnight) // step) * step


def alternatives(
    space: Space,
    starts_at: datetime,
    minutes: int,
    places: int,
    *,
    people: int = 1,
    most: int = 4,
    without: Reservation | None = None,
):
    """Free times nearest to a wanted one: this space on days around, then its like near by.

    Returns [(space, start, end)], this space first, nearest in time first; only what the rules of
    its space let the same person book.
    """
    like = Space.objects.bookable().filter(facility_id=space.facility_id, home_id=space.home_id)
    size = max(places, people)
    spaces = [
        each
        for each in like.select_related("home")
        if each.pk == space.pk
        or (each.capacity >= size and lets_in(space, each) and _takes(each, minutes))
    ]
    first = max(clock.now(), starts_at - timedelta(days=1))
    last = starts_at + timedelta(days=3)
    free = free_times(spaces, first, last, people=people, without=without)
    length = timedelta(minutes=minutes)
    found = [
        (abs(start - starts_at), option.pk != space.pk, option, start)
        for option in spaces
        for start, _places in start_times(
            option, free[option.pk], minutes, size if option.mode == Mode.PLACES else places
        )
        if _in_reach(option, start) and not _has_it(without, option, start)
    ]
    found.sort(key=lambda row: (row[0], row[1], row[2].pk))
    return [(option, start, start + length) for _gap, _other, option, start in found[:most]]


def _takes(space: Space, minutes: int) -> bool:
    """Whether the space is booked for so long at all."""
    in_range = space.min_minutes <= minutes <= space.max_minutes
    return in_range and minutes % space.step_minutes == 0


def _in_reach(space: Space, start: datetime) -> bool:
    """Whether a start is neither too soon nor too far ahead for the space."""
    now = clock.now()
    soonest = now + timedelta(minutes=space.lead_minutes)
    return soonest <= start and start.date() <= now.date() + timedelta(days=space.horizon_days)


def _has_it(reservation: Reservation | None, space: Space, start: datetime) -> bool:
    if reservation is None:
        return False
    return (reservation.space_id, reservation.starts_at) == (space.pk, start)
