"""Weekly clubs at 石狮 that a cadre has booked: holidays left out, a conflict settled."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings import actions, series, series_plan
from bookings.enums import Scope, Source, State
from bookings.models import Hold, Reservation, Series
from common import clock
from config.demo.world import SHISHI, World, moment
from homes.enums import DayKind
from homes.models import Space
from unions.models import Person

WORKER, CADRE = "13800000007", "13800000004"
WEEKS_BACK, WEEKS_AHEAD = 9, 9
NOON = 12 * 60


@dataclass(frozen=True)
class Club:
    """What meets where; `weekday` None: the one on which most holidays fall."""

    purpose: str
    facility: str
    starts: time
    ends: time
    weekday: int | None = None
    every_weeks: int = 1


CLUBS = (
    Club("职工羽毛球俱乐部", "badminton", time(19), time(20, 30)),
    Club("商户瑜伽社", "dance_room", time(19), time(20), weekday=2),
    Club("亲子绘本读书会", "family_room", time(10), time(11, 30), weekday=6, every_weeks=2),
)


def make(world: World) -> None:
    """The first is the demo worker's; one of its dates was somebody else's, one is called off."""
    cadre = Person.objects.get(phone=CADRE)
    worker = Person.objects.get(phone=WORKER)
    others = world.random("clubs").sample(world.people, len(CLUBS))
    for club, leader in zip(CLUBS, [worker, *others[1:]], strict=True):
        planned = _planned(world, club, leader)
        with clock.stopped_at(moment(planned.first_on - timedelta(days=3), NOON)):
            if leader == worker:
                _in_the_way(planned, _after(world, planned, weeks=2), others[0], cadre)
            rows = series_plan.plan(planned).occurrences
            turns = [row.turn if row.is_free else row.options[0] for row in rows
                     if row.is_free or row.options]  # fmt: skip
            made = series.create(series=planned, turns=turns, by=cadre)
    with clock.stopped_at(moment(world.today - timedelta(days=1), NOON)):
        coming = series.coming(made, Scope.ALL)
        series.cancel(series=made, scope=Scope.ONE, pivot=coming[1], by=cadre, note="场地保养")


def settle(world: World) -> None:
    """Until yesterday all have come; what is still held, others don't get."""
    for hold in Hold.objects.select_related("reservation__space"):
        world.calendar.note(hold)
    over = Reservation.objects.filter(
        state=State.CONFIRMED, ends_at__lt=moment(world.today, 0), person__isnull=False
    )
    rows = list(over)
    Hold.objects.filter(reservation__in=rows).delete()
    for row in rows:
        row.state, row.checked_in_at, row.ended_at = State.COMPLETED, row.starts_at, row.ends_at
    Reservation.objects.bulk_update(rows, ["state", "checked_in_at", "ended_at"])


def place(world: World, facility: str) -> Space:
    """A space of 石狮 for it, rather a part than the whole."""
    home = next(home for home in world.homes if home.code == SHISHI)
    spaces = [space for space in world.spaces[home.pk] if space.facility_id == facility]
    return next((space for space in spaces if space.parent_id), spaces[0])


def _planned(world: World, club: Club, leader: Person) -> Series:
    first = world.today - timedelta(weeks=WEEKS_BACK)
    last = world.today + timedelta(weeks=WEEKS_AHEAD)
    weekday = club.weekday or _most_holidays(world, first, last)
    first += timedelta(days=(weekday - first.isoweekday()) % 7)
    return Series(
        space=place(world, club.facility),
        person=leader,
        purpose=club.purpose,
        weekdays=[weekday],
        starts=club.starts,
        ends=club.ends,
        first_on=first,
        last_on=last,
        every_weeks=club.every_weeks,
    )


def _most_holidays(world: World, first: date, last: date) -> int:
    days = [day for day, kind in world.day_kinds.items() if kind == DayKind.HOLIDAY]
    fallen = [day.isoweekday() for day in days if first <= day <= last]
    return max(range(1, 8), key=lambda weekday: (fallen.count(weekday), weekday))


def _after(world: World, planned: Series, *, weeks: int) -> date:
    """The date of the series `weeks` after its next one."""
    ahead = (planned.weekdays[0] - world.today.isoweekday()) % 7 or 7
    return world.today + timedelta(days=ahead, weeks=weeks)


def _in_the_way(planned: Series, day: date, person: Person, cadre: Person) -> None:
    """Somebody has booked a part of the club's time on that date already."""
    start = datetime.combine(day, planned.starts, clock.SHANGHAI)
    actions.book(
        person=person,
        space=planned.space,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        source=Source.CADRE,
        purpose="同事聚会",
        by=cadre,
    )
