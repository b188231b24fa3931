"""Random programs of everything that happens to bookings, alone and at the same time.

Each step is one operation, or several at once over connections of their own, on a home with a
hall and its halves (one with pauses around each booking), a gym of three places and a room with
approval where who does not come is missed. After each step the brute-force checker must find
nothing wrong. A Refusal is an answer; any other error is not.
"""

import contextlib
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from datetime import datetime, time, timedelta
from itertools import product
from threading import Barrier

from django.db import connections
from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bookings import (
    actions,
    closures,
    conduct,
    desk,
    presence,
    series,
    series_plan,
    sweeps,
    waiting,
)
from bookings.enums import ClosureKind
from bookings.models import Closure, Reservation, Series, Strike, WaitlistEntry
from bookings.spaces import arrange, set_cap
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.enums import Condition, Mode
from homes.models import HoursException, Space
from messaging.models import Notice
from tests.bookings.checker import overdue, problems
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
HOURS = (9, 10, 11)
LATER = (13, 14)  # where there is room to move to
WORKERS = 4
SPACES = 5
ROOM = 4  # the number of the meeting room
CAP = 5  # people at once in the whole home
AT_ONCE = 4

number = st.integers(0, 11)
lengths = st.sampled_from([1, 1, 2])
starts = st.sampled_from(HOURS)
# What happens every day; the rest is rarer, so that it does not shut the house before anybody came.
USUAL = st.one_of(
    st.tuples(st.just("book"), number, number, starts, lengths, st.integers(1, 3)),
    st.tuples(st.just("join"), number, number, starts, lengths, st.integers(1, 3)),
    st.tuples(st.just("wait_for"), number, number, st.integers(1, 3)),
    st.tuples(st.just("cancel"), number),
    st.tuples(st.just("move"), number, number, st.sampled_from((*HOURS, *LATER))),
    st.tuples(st.just("decide"), number, st.booleans()),
    st.tuples(st.just("check_in"), number),
    st.tuples(st.just("accept"), number),
    st.tuples(st.just("decline"), number),
)
RARE = st.one_of(
    st.tuples(st.just("cancel_by_home"), number),
    st.tuples(st.just("leave"), number),
    st.tuples(st.just("meet_weekly"), number, number, starts, lengths),
    st.tuples(st.just("stop_meeting"), number, st.sampled_from(["following", "all"])),
    st.tuples(st.just("close"), starts, lengths),
    st.tuples(st.just("close_space"), number),
    st.tuples(st.just("block"), number, starts, lengths),
    st.tuples(st.just("reopen"), number),
    st.tuples(st.just("offer_now"), number),
    st.tuples(st.just("remove"), number),
    st.tuples(st.just("undo_check_in"), number),
    st.tuples(st.just("report_missing"), number),
    st.tuples(st.just("walk_in"), number, number),
    st.tuples(st.just("appeal"), number),
    st.tuples(st.just("let_in"), st.sampled_from([CAP - 1, CAP, CAP + 2])),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("release")),
    st.tuples(st.just("close_past")),
)
OPERATIONS = st.one_of(USUAL, USUAL, RARE)


class World:
    """The rows that every program finds; made once, its bookings deleted after each."""

    def __init__(self):
        self.home = HomeFactory()
        HoursFactory(home=self.home, opens=time(8), closes=time(22))
        hall = self.space(name="全场")
        self.space(name="甲半场", parent=hall, buffer_before_minutes=30, buffer_minutes=30)
        self.space(name="乙半场", parent=hall)
        self.space(name="健身房", mode=Mode.PLACES, capacity=3)
        self.space(name="会议室", needs_approval=True, check_in_required=True)
        arrange(self.home)
        set_cap(home=self.home, cap=CAP, by=None)
        self.spaces = list(Space.objects.order_by("pk"))
        self.people = PersonFactory.create_batch(WORKERS)
        self.cadre = PersonFactory(is_superuser=True, is_staff=True)
        self.pool = ThreadPoolExecutor(AT_ONCE)

    def space(self, **fields) -> Space:
        return SpaceFactory(home=self.home, **{"daily_quota": None, "capacity": 3, **fields})

    def clear(self) -> None:
        WaitlistEntry.objects.all().delete()
        Closure.objects.all().delete()
        Strike.objects.all().delete()  # with blocks and appeals
        Notice.objects.all().delete()
        Reservation.objects.all().delete()
        Series.objects.all().delete()
        HoursException.objects.all().delete()
        Space.objects.update(condition=Condition.IN_USE)
        set_cap(home=self.home, cap=CAP, by=None)

    def close(self) -> None:
        """Every thread of the pool gives its connection back."""
        gate = Barrier(AT_ONCE)

        def give_back() -> None:
            gate.wait(timeout=60)
            connections.close_all()

        for done in [self.pool.submit(give_back) for _thread in range(AT_ONCE)]:
            done.result()
        self.pool.shutdown()


class BookingMachine(RuleBasedStateMachine):
    world: World

    @initialize(
        hours=st.lists(starts, min_size=1, max_size=2, unique=True),
        spaces=st.lists(st.sampled_from(range(SPACES)), min_size=2, max_size=4, unique=True),
        who=number,
    )
    def start(self, hours, spaces, who):
        """An empty day, then some times that one has and two others wait for,
        for the space or for room in the house."""
        self.world.clear()
        self.now = MORNING
        for number, (hour, space) in enumerate(product(hours, spaces), who):
            self.run(("book", number, space, hour, 1, 3))
            for places in (2, 3):
                self.run(("join", number + places, space, hour, 1, places))

    @rule(operation=OPERATIONS)
    def alone(self, operation):
        self.run(operation)

    @rule(hours=st.lists(starts, min_size=2, max_size=3, unique=True), who=number)
    def nobody_comes(self, hours, who):
        """Some bookings of the meeting room, approved, to be missed when their time comes."""
        for hour in hours:
            self.run(("book", who, ROOM, hour, 1, 1))
            self.run(("decide", 0, True))

    @rule(what=st.sampled_from(["cancel", "put_off", "check_in_again", "come_late"]), which=number)
    def as_every_day(self, what, which):
        self.run((what, which))

    @rule(operations=st.lists(OPERATIONS, min_size=2, max_size=AT_ONCE))
    def at_once(self, operations):
        with clock.stopped_at(self.now):
            running = [
                self.world.pool.submit(copy_context().run, self.perform, *operation)
                for operation in operations
            ]
        over = wait(running, timeout=60)
        for task in over.done:
            task.result()
        assert not over.not_done

    @rule(minutes=st.sampled_from([10, 20, 60]))
    def time_passes(self, minutes):
        """What time alone changes is done at once, as by tasks that are never late."""
        self.now += timedelta(minutes=minutes)
        for task in ("sweep", "release", "close_past"):
            self.run((task,))
        found = overdue(self.now)
        assert not found, found

    @invariant()
    def nothing_is_wrong(self):
        found = problems(getattr(self, "now", MORNING))
        assert not found, found

    def run(self, operation):
        with clock.stopped_at(self.now):
            self.perform(*operation)

    def perform(self, name: str, *values) -> None:
        with contextlib.suppress(Refusal):
            getattr(self, name)(*values)

    # ---- operations; a number chooses among what there is ----

    def wish(self, person, space, hour, length, places) -> dict:
        space = self.world.spaces[space % len(self.world.spaces)]
        starts_at = MORNING.replace(hour=hour)
        return {
            "person": self.world.people[person % WORKERS],
            "space": space,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=length),
            "places": places if space.mode == Mode.PLACES else 1,
            "people": 1 if space.mode == Mode.PLACES else places,
        }

    def book(self, *wish):
        actions.book(**self.wish(*wish))

    def join(self, *wish):
        waiting.join(**self.wish(*wish))

    def wait_for(self, which, person, places):
        """Somebody stands in line for what another has."""
        if row := chosen(Reservation, which):
            whole = row.space.mode != Mode.PLACES
            waiting.join(
                person=self.world.people[person % WORKERS],
                space=row.space,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                places=1 if whole else places,
                people=places if whole else 1,
            )

    def cancel(self, which):
        if row := chosen(Reservation, which):
            actions.cancel(reservation=row, by=row.person or self.world.cadre)

    def cancel_by_home(self, which):
        if row := chosen(Reservation, which):
            actions.cancel(reservation=row, by=self.world.cadre, note="设备检修")

    def decide(self, which, approve):
        if row := chosen(Reservation, which):
            actions.decide(reservation=row, approve=approve, by=self.world.cadre)

    def move(self, which, space, hour):
        if row := chosen(Reservation, which):
            to = self.wish(0, space, hour, 1, 1)
            by = row.person if which % 2 and row.person else self.world.cadre
            del to["person"], to["places"], to["people"]
            actions.move(reservation=row, by=by, **to)

    def put_off(self, which):
        """The home moves a booking to the afternoon; somebody may wait for its old time."""
        if row := chosen(Reservation, which):
            start = MORNING.replace(hour=LATER[which % 2])
            times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
            actions.move(reservation=row, space=row.space, by=self.world.cadre, **times)

    def check_in(self, which):
        if row := chosen(Reservation, which):
            presence.check_in(reservation=row, by=row.person)

    def check_in_again(self, which):
        """A slip that is taken back, and the person comes indeed."""
        soon = clock.now() + timedelta(minutes=30)
        if row := chosen(Reservation.objects.filter(state="confirmed", starts_at__lte=soon), which):
            presence.check_in(reservation=row, by=row.person)
            presence.undo_check_in(reservation=row, by=self.world.cadre)
            presence.check_in(reservation=row, by=row.person)

    def come_late(self, which):
        """Who was given up stands at the door."""
        missed = Reservation.objects.filter(state="no_show")
        if row := chosen(missed, which):
            presence.check_in(reservation=row, by=row.person)

    def accept(self, which):
        if entry := chosen(WaitlistEntry, which):
            waiting.accept(entry=entry, by=entry.person)

    def decline(self, which):
        if entry := chosen(WaitlistEntry, which):
            waiting.decline(entry=entry, by=entry.person)

    def leave(self, which):
        if entry := chosen(WaitlistEntry, which):
            waiting.leave(entry=entry, by=entry.person)

    def offer_now(self, which):
        if entry := chosen(WaitlistEntry, which):
            waiting.offer_now(entry=entry, by=self.world.cadre, note="照顾夜班")

    def remove(self, which):
        if entry := chosen(WaitlistEntry, which):
            waiting.remove(entry=entry, by=self.world.cadre, note="重复排队")

    def undo_check_in(self, which):
        if row := chosen(Reservation, which):
            presence.undo_check_in(reservation=row, by=self.world.cadre)

    def report_missing(self, which):
        if row := chosen(Reservation, which):
            presence.report_missing(reservation=row, by=self.world.cadre)

    def walk_in(self, which, who):
        space = self.world.spaces[which % len(self.world.spaces)]
        person = self.world.people[who % WORKERS]
        desk.walk_in(space=space, minutes=30, person=person, by=self.world.cadre)

    def appeal(self, which):
        """The person says why, and the home agrees."""
        if strike := chosen(Strike, which):
            made = conduct.appeal(strike=strike, text="我在现场")
            conduct.decide_appeal(appeal=made, uphold=True, answer="", by=self.world.cadre)

    def let_in(self, cap):
        set_cap(home=self.world.home, cap=cap, by=self.world.cadre)

    def meet_weekly(self, *wish):
        wish = self.wish(*wish, 1)
        local = wish["starts_at"].astimezone(SHANGHAI)
        club = Series(
            space=wish["space"],
            home=self.world.home,
            person=wish["person"],
            weekdays=[local.isoweekday()],
            starts=local.time(),
            ends=wish["ends_at"].astimezone(SHANGHAI).time(),
            first_on=local.date(),
            last_on=local.date() + timedelta(days=7),
        )
        turns = series_plan.plan(club).free
        series.create(series=club, turns=turns, by=self.world.cadre)

    def stop_meeting(self, which, scope):
        if club := chosen(Series, which):
            pivot = club.reservations.order_by("starts_at").first()
            by = club.person if which % 2 else self.world.cadre
            series.cancel(series=club, scope=scope, by=by, pivot=pivot)

    def close(self, hour, length):
        start = MORNING.replace(hour=hour)
        self.carry_out(
            kind=ClosureKind.HOURS,
            windows=[(start, start + timedelta(hours=length))],
            whole_days=False,
        )

    def close_space(self, which):
        space = self.world.spaces[which % len(self.world.spaces)]
        self.carry_out(kind=ClosureKind.FAULT, space=space)

    def block(self, which, hour, length):
        start = MORNING.replace(hour=hour)
        self.carry_out(
            kind=ClosureKind.BLOCK,
            space=self.world.spaces[which % len(self.world.spaces)],
            windows=[(start, start + timedelta(hours=length))],
        )

    def carry_out(self, **closure):
        made = closures.draft(
            homes=[self.world.home], reason="停电", by=self.world.cadre, **closure
        )
        made.refresh_from_db()
        closures.confirm(closure=made, by=self.world.cadre)

    def reopen(self, which):
        if closure := chosen(Closure, which):
            closures.reopen(closure=closure, by=self.world.cadre)

    def release(self):
        sweeps.release_unclaimed()

    def sweep(self):
        waiting.sweep()

    def close_past(self):
        sweeps.close_past()


def chosen(rows, which: int):
    """One of the twelve latest of a model's rows or of some; None where there is none."""
    rows = list((rows if isinstance(rows, QuerySet) else rows.objects.all()).order_by("-pk")[:12])
    return rows[which % len(rows)] if rows else None
