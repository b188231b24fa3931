"""Two closures at 石狮: a court repaired last week, and a day on which the home will be shut."""

from datetime import date, timedelta

from bookings import actions, closure_work, closures
from bookings.enums import HOLDING, ClosureKind, Decision, Source
from bookings.models import Closure, ClosureHit, Reservation
from common import clock
from config.demo.clubs import CADRE, WORKER, place
from config.demo.world import SHISHI, World, moment
from homes.models import Home, Space
from unions.models import Person

DAYS_AGO = (5, 4)
# The coming day is the first of these on which most bookings have to go somewhere else.
DAYS_AHEAD = range(6, 12)


def past(world: World) -> None:
    """The worker's booking was moved next door; the other, with nothing free, was cancelled."""
    cadre, worker = Person.objects.get(phone=CADRE), Person.objects.get(phone=WORKER)
    first, second = world.random("closed").sample(world.people, 2)
    court = place(world, "badminton")
    next_door = Space.objects.filter(parent=court.parent_id).exclude(pk=court.pk).get()
    day = next(day for day in _days_ago(world) if not _meets(worker, day))
    with clock.stopped_at(moment(day - timedelta(days=3), 12 * 60)):
        _booked(worker, court, day, 10)
        _booked(first, court, day, 14)
        last = _booked(worker, court, day, 16)
        _booked(second, next_door, day, 16)
    with clock.stopped_at(moment(day - timedelta(days=1), 9 * 60)):
        closure = closures.draft(
            kind=ClosureKind.BLOCK,
            homes=[court.home],
            space=court,
            windows=[(moment(day, 9 * 60), moment(day, 18 * 60))],
            reason="更换地胶",
            by=cadre,
        )
        closure_work.work_on(closure.pk)
        hit = ClosureHit.objects.get(reservation=last)
        closures.decide(closure=closure, decisions={hit.pk: Decision.CANCEL}, by=cadre)
        _done(closure, cadre)


def _days_ago(world: World) -> list[date]:
    return [world.today - timedelta(days=ago) for ago in DAYS_AGO]


def _meets(worker: Person, day: date) -> bool:
    """Whether the worker's club does; nobody books more than twice a day."""
    return Reservation.objects.own(worker).filter(starts_at__date=day).exists()


def coming(world: World) -> None:
    """A day without sessions; bookings go where there is room, the rest is cancelled."""
    cadre = Person.objects.get(phone=CADRE)
    home = Home.objects.get(code=SHISHI)
    day = max(DAYS_AHEAD, key=lambda ahead: _hit(world.today + timedelta(days=ahead)))
    on = world.today + timedelta(days=day)
    with clock.stopped_at(clock.now() - timedelta(hours=3)):
        closure = closures.draft(
            kind=ClosureKind.HOURS,
            homes=[home],
            windows=[(moment(on, 0), moment(on + timedelta(days=1), 0))],
            reason="消防设施检测，闭馆一天",
            by=cadre,
        )
        closure_work.work_on(closure.pk)
        _done(closure, cadre)
    world.closed.add((home.pk, on))


def _booked(person: Person, space: Space, day: date, hour: int) -> Reservation:
    start = moment(day, hour * 60)
    made, _new = actions.book(
        person=person, space=space, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    return made


def _done(closure: Closure, by: Person) -> None:
    closures.confirm(closure=Closure.objects.get(pk=closure.pk), by=by)
    closure_work.work_on(closure.pk)


def _hit(day: date) -> int:
    """How many bookings lie on it; none that counts where there is a session or the worker's."""
    rows = Reservation.objects.filter(home__code=SHISHI, state__in=HOLDING)
    rows = rows.filter(starts_at__gte=moment(day, 0), starts_at__lt=moment(day, 24 * 60))
    found = list(rows.values_list("source", "person__phone"))
    spoilt = any(source == Source.ACTIVITY or phone == WORKER for source, phone in found)
    return -1 if spoilt else len(found)
