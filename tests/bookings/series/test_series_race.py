"""Series and single bookings race for one space, each over a connection of its own."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from time import sleep

import pytest
from django.db import connection, transaction

from bookings import actions, series_plan
from bookings import series as doing
from bookings.models import Reservation, Series
from common import clock
from common.errors import Refusal
from homes.opening import opening
from tests.bookings.test_race import overlaps
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def run_all(jobs) -> list[str]:
    """Every job in a thread with its own connection, all let go at once; their outcomes."""
    gate = threading.Barrier(len(jobs))

    def run(job) -> str:
        try:
            gate.wait(timeout=60)
            job()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_each_series_is_all_or_nothing_and_nothing_overlaps():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(0), closes=time(0))
    hall = SpaceFactory(home=home)
    halves = [SpaceFactory(home=home, parent=hall) for _half in range(2)]
    hall.refresh_from_db()
    cadre, people = PersonFactory(), PersonFactory.create_batch(8)
    first = clock.today() + timedelta(days=1)

    def series(number: int):
        space = [hall, *halves][number % 3]
        wanted = Series(
            home=home,
            space=space,
            weekdays=[1, 2, 3, 4, 5, 6, 7],
            starts=time(19, 30 * (number % 2)),
            ends=time(20, 30 * (number % 2)),
            first_on=first,
            last_on=first + timedelta(days=9),
            purpose=f"{number}",
            skip_holidays=False,
        )
        turns = [
            series_plan.Turn(space, *opening(first + timedelta(days=n), wanted.starts, wanted.ends))
            for n in range(10)
        ]
        return lambda: doing.create(series=wanted, turns=turns, by=cadre)

    def single(number: int):
        start, end = opening(first + timedelta(days=number % 10), time(19, 30), time(20, 30))
        return lambda: actions.book(person=people[number], space=hall, starts_at=start, ends_at=end)

    for _turn in range(3):
        Reservation.objects.all().delete()
        Series.objects.all().delete()
        outcomes = run_all([series(n) for n in range(8)] + [single(n) for n in range(8)])
        assert set(outcomes) <= {"done", "changed", "taken"}
        assert Counter(outcomes)["done"] >= 1
        assert overlaps() == 0
        counts = Counter(Reservation.objects.exclude(series=None).values_list("series", flat=True))
        assert set(counts.values()) <= {10}
        assert Series.objects.count() == len(counts) == outcomes[:8].count("done")


def test_one_date_cancelled_at_the_same_moment_does_not_stop_the_others():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(0), closes=time(0))
    court, person, cadre = SpaceFactory(home=home), PersonFactory(), PersonFactory()
    first = clock.today() + timedelta(days=1)
    club = Series(
        home=home,
        space=court,
        person=person,
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        starts=time(19),
        ends=time(20),
        first_on=first,
        last_on=first + timedelta(days=2),
        skip_holidays=False,
    )
    doing.create(series=club, turns=series_plan.plan(club).free, by=cadre)
    rows = list(club.reservations.order_by("starts_at"))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.cancel(reservation=rows[1], by=cadre)
            whole = pool.submit(run_all, [lambda: doing.cancel(series=club, scope="all", by=cadre)])
            wait_until_blocked()
        assert whole.result(timeout=60) == ["done"]
    assert set(club.reservations.values_list("state", flat=True)) == {"cancelled"}


def wait_until_blocked() -> None:
    """Until some connection waits for a row that another has locked."""
    for _look in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")
