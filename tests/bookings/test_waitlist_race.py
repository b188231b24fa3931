"""Many cancel, book, join and answer at once; and processes die between free and kept."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from random import Random

import pytest
from django.db import connection, connections, transaction

from bookings import actions, waiting
from bookings.enums import HOLDING, State, Turn
from bookings.models import Hold, Reservation, WaitlistEntry
from common import clock
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from messaging.models import Notice
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from tests.live import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime.combine(clock.today() + timedelta(days=3), time(10), clock.SHANGHAI)
TIMES = {"starts_at": START, "ends_at": START + timedelta(hours=1)}


@pytest.fixture
def home():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return home


def space_of(home, **fields) -> Space:
    made = SpaceFactory(home=home, daily_quota=None, **fields)
    return Space.objects.select_related("home").get(pk=made.pk)


def outcome(do: Callable[[], object]) -> str:
    """What a call came to: "ok" or the code of its refusal."""
    try:
        do()
    except Refusal as refusal:
        return refusal.code
    finally:
        connections.close_all()
    return "ok"


def race(calls: list[Callable[[], object]]) -> list[str]:
    """All at once, each on a connection of its own."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        gate.wait(timeout=60)
        return outcome(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def book(person, space, places=1) -> Reservation:
    made, _new = actions.book(person=person, space=space, places=places, **TIMES)
    return made


def join(person, space, places=1) -> WaitlistEntry:
    entry, _new = waiting.join(person=person, space=space, places=places, **TIMES)
    return entry


def states() -> Counter:
    return Counter(WaitlistEntry.objects.values_list("state", flat=True))


def check_places(space: Space) -> None:
    """Nothing oversold, nothing held by nobody, no turn lost; by brute force."""
    rows = list(Hold.objects.values_list("units", "reservation__state", "reservation"))
    seats = [unit for units, _state, _pk in rows for unit in range(units.lower, units.upper)]
    assert len(seats) == len(set(seats))
    assert len(seats) <= space.capacity
    assert {state for _units, state, _pk in rows} <= set(HOLDING)
    holding = Reservation.objects.filter(state__in=HOLDING)
    assert {pk for _units, _state, pk in rows} == set(holding.values_list("pk", flat=True))
    kept = WaitlistEntry.objects.filter(state=Turn.OFFERED).values_list("offer", flat=True)
    assert set(kept) == set(holding.filter(state=State.OFFERED).values_list("pk", flat=True))
    left = space.capacity - len(seats)
    assert not any(entry.places <= left for entry in WaitlistEntry.objects.waiting())


def test_a_cancelled_court_goes_to_the_first_in_line_whoever_books_meanwhile(home):
    court = space_of(home, mode=Mode.EXCLUSIVE)
    people = PersonFactory.create_batch(12)
    for _turn in range(10):
        booked = book(people[0], court)
        entries = [join(person, court) for person in people[1:4]]
        cancel = [lambda row=booked: actions.cancel(reservation=row, by=people[0])]
        bookers = [lambda p=person: book(p, court) for person in people[4:]]
        answers = race(bookers[:4] + cancel + bookers[4:])
        assert Counter(answers) == {"ok": 1, "taken": 8}
        assert states()[Turn.OFFERED] == 1
        entries[0].refresh_from_db()
        assert entries[0].state == Turn.OFFERED
        for entry in reversed(entries):
            waiting.leave(entry=entry, by=entry.person)
        assert Hold.objects.count() == 0
        WaitlistEntry.objects.all().delete()


def test_accept_decline_lapse_and_cancel_at_once_have_one_outcome(home):
    court = space_of(home, mode=Mode.EXCLUSIVE)
    people = PersonFactory.create_batch(4)
    for _turn in range(15):
        booked = book(people[0], court)
        entry, after = join(people[1], court), join(people[2], court)
        actions.cancel(reservation=booked, by=people[0])
        entry.refresh_from_db()
        kept = entry.offer
        answers = race(
            [
                lambda e=entry: waiting.accept(entry=e, by=people[1]),
                lambda e=entry: waiting.decline(entry=e, by=people[1]),
                lambda k=kept: actions.cancel(reservation=k, by=people[1]),
                lambda: book(people[3], court),
                waiting.sweep,
            ]
        )
        assert answers[3] == "taken"
        entry.refresh_from_db()
        after.refresh_from_db()
        if entry.state == Turn.ACCEPTED:
            # Cancelled afterwards, it has gone to the next all the same.
            kept.refresh_from_db()
            free = kept.state == State.CANCELLED
            assert after.state == (Turn.OFFERED if free else Turn.WAITING)
        else:
            assert (entry.state, after.state) == (Turn.DECLINED, Turn.OFFERED)
        assert Hold.objects.count() == 1
        check_places(court)
        WaitlistEntry.objects.all().delete()
        Hold.objects.all().delete()
        Reservation.objects.all().delete()


def test_a_crowd_over_a_gym_loses_no_turn_and_sells_no_place_twice(home):
    gym = space_of(home, mode=Mode.PLACES, capacity=6)
    random, people = Random(2026), PersonFactory.create_batch(60)
    for person in people[:6]:
        book(person, gym)
    for person in people[6:12]:
        join(person, gym, random.choice((1, 2, 3)))

    def life(number: int) -> Callable[[], object]:
        """One person's wish, whatever is left to do just now."""
        person, places = people[number % 60], random.choice((1, 1, 2, 3))

        def live() -> None:
            if own := person.reservations.filter(state=State.CONFIRMED).first():
                actions.cancel(reservation=own, by=person)
            elif entry := person.waitlist.filter(state=Turn.OFFERED).first():
                answer = waiting.accept if number % 4 else waiting.decline
                answer(entry=entry, by=person)
            elif entry := person.waitlist.filter(state=Turn.WAITING).first():
                if number % 5 == 0:
                    waiting.leave(entry=entry, by=person)
            else:
                try:
                    book(person, gym, places)
                except Refusal:
                    join(person, gym, places)

        return live

    seen: Counter = Counter()
    for turn in range(8):
        seen += Counter(race([life(turn * 7 + n) for n in range(20)]))
        check_places(gym)
    assert set(seen) <= {"ok", "free_now", "state", "no_offer"}
    assert seen["ok"] > 120
    assert states()[Turn.ACCEPTED] > 0


def test_who_moves_what_has_just_gone_to_another_tree_is_told_to_look_again(home):
    first, second, third = (space_of(home, mode=Mode.EXCLUSIVE) for _number in range(3))
    person, cadre = PersonFactory(), PersonFactory()
    row = book(person, third)
    later = {name: when + timedelta(hours=3) for name, when in TIMES.items()}

    def move() -> object:
        return actions.move(reservation=row, space=second, by=person, **later)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.move(reservation=row, space=first, by=cadre, **TIMES)
            late = pool.submit(outcome, move)
            wait_until_blocked()
        assert late.result(timeout=60) == "moved"
    row.refresh_from_db()
    assert row.space == first


# ---- processes die ----

SCRIPT = """
import os, sys, django
django.setup()
from bookings import actions, waiting
from bookings.models import Reservation
{body}
"""


def process(body: str) -> subprocess.Popen:
    """A Python process of the portal on the test's database."""
    environ = environment() | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", SCRIPT.format(body=body)]
    return subprocess.Popen(command, cwd=ROOT, env=environ)


def wait_until_blocked() -> None:
    """Until another connection waits for a lock that this one holds."""
    # pg_locks, not pg_stat_activity: that one stands still within a transaction.
    waits = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.05)
    raise AssertionError("nothing waited for the lock within 30 s")


def kill(victim: subprocess.Popen) -> None:
    os.kill(victim.pid, signal.SIGKILL)
    assert victim.wait(timeout=20) == -signal.SIGKILL


CANCEL = """
row = Reservation.objects.get(pk={pk})
actions.cancel(reservation=row, by=row.person)
"""


def test_a_process_killed_between_free_and_kept_has_freed_nothing(home):
    court = space_of(home, mode=Mode.EXCLUSIVE)
    booked = book(PersonFactory(), court)
    entry = join(PersonFactory(), court)
    with transaction.atomic(), connection.cursor() as cursor:
        # The other process has deleted the holds when it stops to look who waits.
        cursor.execute("LOCK TABLE bookings_waitlistentry IN ACCESS EXCLUSIVE MODE")
        victim = process(CANCEL.format(pk=booked.pk))
        wait_until_blocked()
        kill(victim)
    booked.refresh_from_db()
    entry.refresh_from_db()
    assert (booked.state, entry.state) == (State.CONFIRMED, Turn.WAITING)
    check_places(court)
    assert (waiting.sweep(), Notice.objects.count()) == (0, 0)
    actions.cancel(reservation=booked, by=booked.person)
    entry.refresh_from_db()
    assert entry.state == Turn.OFFERED


def test_a_process_killed_before_the_commit_has_kept_nothing(home):
    court = space_of(home, mode=Mode.EXCLUSIVE)
    booked = book(PersonFactory(), court)
    entry = join(PersonFactory(), court)
    body = f"""
from django.db import transaction
with transaction.atomic():
    {CANCEL.format(pk=booked.pk).strip().replace(chr(10), chr(10) + "    ")}
    os.kill(os.getpid(), 9)
"""
    assert process(body).wait(timeout=60) == -signal.SIGKILL
    booked.refresh_from_db()
    entry.refresh_from_db()
    assert (booked.state, entry.state) == (State.CONFIRMED, Turn.WAITING)
    check_places(court)
    assert Notice.objects.count() == 0


def test_a_process_killed_right_after_the_commit_has_told_whose_turn_it_is(home):
    court = space_of(home, mode=Mode.EXCLUSIVE)
    booked = book(PersonFactory(), court)
    entry = join(PersonFactory(), court)
    body = CANCEL.format(pk=booked.pk) + "os.kill(os.getpid(), 9)"
    assert process(body).wait(timeout=60) == -signal.SIGKILL
    entry.refresh_from_db()
    assert entry.state == Turn.OFFERED
    assert [(n.person, n.kind) for n in Notice.objects.all()] == [
        (entry.person, "waitlist_offered")
    ]
    check_places(court)


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(home):
    courts = [space_of(home, mode=Mode.EXCLUSIVE) for _court in range(3)]
    for court in courts:
        booked = book(PersonFactory(), court)
        for _person in range(2):
            join(PersonFactory(), court)
        actions.cancel(reservation=booked, by=booked.person)
    Reservation.objects.filter(state=State.OFFERED).update(offered_until=clock.now())
    with transaction.atomic():
        Space.objects.select_for_update(no_key=True).get(pk=courts[1].pk)
        victim = process("waiting.sweep()")
        wait_until_blocked()
        kill(victim)
        assert states() == {Turn.LAPSED: 1, Turn.OFFERED: 3, Turn.WAITING: 2}
    waiting.sweep()
    assert states() == {Turn.LAPSED: 3, Turn.OFFERED: 3}
    assert Notice.objects.filter(kind="waitlist_offered").count() == 6
    kept = Reservation.objects.filter(state=State.OFFERED)
    assert kept.filter(offered_until__gt=clock.now()).count() == 3
    assert Hold.objects.count() == 3
