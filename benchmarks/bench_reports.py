"""Coverage, siting, the dashboard and a report, beside the least that each must do."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection

from benchmarks.figure import Figure, median_ms
from benchmarks.server import processes
from common import clock
from reports.coverage import Points, covered, distance_m, pairs_within
from reports.models import Standard
from reports.payloads import Subject, build, frozen
from reports.period import Period
from reports.reach import When, demand_of, reach, service_points
from reports.rendering import rendered
from reports.siting import grid_over, plan_sites
from unions.models import Person, Union

PROVINCE = "350000"
LEADER = "13800000001"
WORKPLACES = "SELECT lat, lon, headcount, division_id FROM unions_workplace"
HOMES = "SELECT id, lat, lon, scene, status FROM homes_home"
SUMS = """
SELECT (SELECT sum(person_times) FROM homes_visit), (SELECT count(*) FROM bookings_reservation),
(SELECT sum(person_times) FROM services_session), (SELECT count(*) FROM staffing_assignment),
(SELECT sum(amount_fen) FROM funding_entry), (SELECT sum(headcount) FROM unions_workplace)
"""


def run() -> Iterator[Figure]:
    union, standard = Union.objects.get(code=PROVINCE), Standard.objects.get(is_default=True)
    yield from _coverage(union, standard)
    yield from _siting(union, standard)
    yield from _reports(union, standard)
    yield from _dashboard()


def _coverage(union: Union, standard: Standard) -> Iterator[Figure]:
    today, now = When.today(), When.moment(clock.now())
    read = median_ms(lambda: (select(WORKPLACES), select(HOMES)), times=20)
    rows = "SELECT of the workplaces and homes"
    for what, when in (("today", today), ("at this moment", now)):
        spent = median_ms(lambda when=when: reach(union, standard, when), times=20)
        yield Figure(f"coverage of the province {what}", spent, read, "ms", rows)
    demand, homes = demand_of(union), service_points(standard, today)
    yield Figure(
        f"geometry alone: {len(demand.points)} workplaces, {len(homes)} homes",
        median_ms(lambda: covered(demand.points, homes, standard.radius_m), times=20),
        median_ms(lambda: every_distance(demand.points, homes, standard.radius_m), 3, 1),
        "ms",
        "peer: the whole table of haversines",
    )


def _siting(union: Union, standard: Standard) -> Iterator[Figure]:
    demand, radius = demand_of(union), standard.radius_m
    homes = service_points(standard, When.today())
    rest = demand.points[~covered(demand.points, homes, radius)]
    grid = grid_over(rest, radius)
    yield Figure(
        f"siting: 20 of {len(grid)} candidates, with its bound",
        median_ms(lambda: plan_sites(demand.points, demand.workers, homes, radius, 20), 5, 1),
        median_ms(lambda: pairs_within(rest, grid, radius), 5, 1),
        "ms",
        "who reaches whom, once",
    )


def _reports(union: Union, standard: Standard) -> Iterator[Figure]:
    today = clock.today()
    period = Period(date(today.year, 1, 1), today)
    sums = median_ms(lambda: select(SUMS), times=20)
    for kind in ("coverage", "funding"):
        subject = Subject(kind, union, period, standard)
        yield Figure(
            f"{kind} report of the province, figures and xlsx",
            median_ms(lambda s=subject: rendered(frozen(s, build(s)), "xlsx"), 5, 1),
            sums,
            "ms",
            "six sums over the same tables",
        )


def _dashboard() -> Iterator[Figure]:
    sums = median_ms(lambda: select(SUMS), times=20)
    with processes(1) as client:
        cookie = f"sessionid={session_of(LEADER)}"
        for what, code in (("province", PROVINCE), ("city", "350500"), ("county", "350581")):
            path = f"/dashboard/unions/{code}/"
            status, _body = client.request("GET", path, Cookie=cookie)
            assert status == 200, path
            yield Figure(
                f"dashboard of a {what}, over HTTP, p50",
                median_ms(lambda p=path: client.request("GET", p, Cookie=cookie), 20, 2),
                sums,
                "ms",
                "six sums over the same tables",
            )
        yield Figure("memory of a web process after this", client.resident_mb(), None, "MB", "")


def every_distance(points: Points, homes: Points, radius_m: float) -> np.ndarray:
    """Coverage by measuring every workplace against every home."""
    table = distance_m(np.repeat(points, len(homes), axis=0), np.tile(homes, (len(points), 1)))
    return (table <= radius_m).reshape(len(points), len(homes)).any(axis=1)


def select(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def session_of(phone: str) -> str:
    """The key of a session in which this person is signed in."""
    person = Person.objects.get(phone=phone)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "unions.auth.PhonePasswordBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key
