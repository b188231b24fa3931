"""The grid of 300 spaces of 30 homes over 108,000 reservations: a day, a week, and their sizes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from benchmarks.figure import Figure, median_ms
from benchmarks.server import processes

# 12 reservations of an hour a day and space, from 9 o'clock on, over 30 days: 15 back, 14 ahead.
FILL = [
    """
    INSERT INTO homes_home (code, name, name_en, mechanism, scene, construction_modes, host_base,
        host_name, host_uscc, union_id, division_id, address, entrance_note, phone, lat, lon,
        source_datum, area_m2, free_area_m2, admission, admission_note, regime, status,
        introduction, note, next_unit, unverified, search_text)
    SELECT 'GRID-' || n, '示例共享职工之家' || n, '', 'innovative', 'park', '{}', '', '', '', u.id,
        '350581', '', '', '', 24.7, 118.6, 'wgs84', 500, 100, 'workers', '', 'extended', 'open',
        '', '', 0, false, ''
    FROM generate_series(1, 30) n, (SELECT id FROM unions_union WHERE code = 'GRID') u
    """,
    """
    INSERT INTO homes_hours (home_id, kind, weekdays, opens, closes)
    SELECT id, 'weekly', '{1,2,3,4,5,6,7}', '08:00', '22:00' FROM homes_home
    WHERE code LIKE 'GRID-%'
    """,
    """
    INSERT INTO homes_space (home_id, facility_id, name, name_en, mode, capacity, condition, units,
        step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days, buffer_minutes,
        cancel_minutes, daily_quota, needs_approval, members_only, "order", search_text)
    SELECT h.id, 'badminton', '羽毛球 ' || n || ' 号场', '', 'exclusive', 1, 'in_use',
        int8range(h.id * 4294967296 + n, h.id * 4294967296 + n + 1), 30, 30, 240, 0, 30, 0, 0,
        NULL, false, false, n, ''
    FROM homes_home h, generate_series(1, 10) n WHERE h.code LIKE 'GRID-%'
    """,
    "UPDATE homes_space SET root_id = id WHERE root_id IS NULL",
    """
    INSERT INTO bookings_reservation (home_id, space_id, places, starts_at, ends_at, state,
        source, purpose, created_at, note)
    SELECT s.home_id, s.id, 1, t.at, t.at + interval '1 hour',
        CASE WHEN day < 0 THEN 'completed' ELSE 'confirmed' END, 'web', 'grid', now(), ''
    FROM homes_space s JOIN homes_home h ON h.id = s.home_id, generate_series(-15, 14) day,
        generate_series(0, 11) n,
        LATERAL (SELECT (current_date + day)::timestamp AT TIME ZONE 'Asia/Shanghai'
            + interval '1 hour' * (9 + n) AS at) t
    WHERE h.code LIKE 'GRID-%'
    """,
    "ANALYZE",
]
CLEAN = [
    "DELETE FROM bookings_reservation WHERE purpose = 'grid'",
    "DELETE FROM homes_space WHERE home_id IN (SELECT id FROM homes_home WHERE code LIKE 'GRID-%')",
    "DELETE FROM homes_hours WHERE home_id IN (SELECT id FROM homes_home WHERE code LIKE 'GRID-%')",
    "DELETE FROM homes_home WHERE code LIKE 'GRID-%'",
]
# The least that any program must read: the columns of what is shown, by the best index there is.
BARE = """
    SELECT space_id, id, starts_at, ends_at, state FROM bookings_reservation
    WHERE home_id IN (SELECT id FROM homes_home WHERE code LIKE 'GRID-%%')
    AND starts_at >= %s AND starts_at < %s
"""


def run() -> Iterator[Figure]:
    from rest_framework.test import APIClient

    from common import clock

    with filled() as keeper, processes(1) as http:
        inside = APIClient(HTTP_HOST="127.0.0.1")
        inside.force_login(keeper)
        token = token_of(keeper)
        for what, days in (("day", 1), ("week", 7)):
            first = clock.today() + timedelta(days=1)
            path = f"/api/v1/grid/?union=GRID&date={first}&days={days}"
            floor = median_ms(lambda first=first, days=days: bare(first, days), times=30)
            body = http.request("GET", path, Authorization=token)[1]
            assert entries(body) == 3600 * days
            yield Figure(
                f"the grid of 300 spaces for a {what}, in the server",
                median_ms(lambda path=path: inside.get(path), times=30),
                floor,
                "ms",
                "SELECT of the same reservations by bare psycopg2",
            )
            yield Figure(
                f"the grid of 300 spaces for a {what}, over HTTP",
                median_ms(
                    lambda path=path: http.request("GET", path, Authorization=token), times=30
                ),
                floor,
                "ms",
                "SELECT of the same reservations by bare psycopg2",
            )
            yield Figure(f"its size for a {what}", len(body) / 1000, None, "kB", "")


@contextmanager
def filled() -> Iterator:
    """A union of its own with 30 homes, and a cadre of it; all gone afterwards."""
    from unions.enums import Role, UnionLevel
    from unions.models import Appointment, Person, Union

    above = Union.objects.get(code="350581")
    union = above.add_child(code="GRID", name="示例园区工会", level=UnionLevel.TOWNSHIP)
    keeper = Person.objects.create(phone="13700000001", is_staff=True)
    Appointment.objects.create(
        person=keeper, union=union, role=Role.MANAGER, valid_from="2020-01-01"
    )
    try:
        execute(FILL)
        yield keeper
    finally:
        execute(CLEAN)
        keeper.delete()
        union.delete()


def execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def entries(body: bytes) -> int:
    """How many reservations the answer tells of."""
    from bookings.grid_text import read

    homes = json.loads(body)["homes"]
    return sum(len(read(space["busy"])) for home in homes for space in home["spaces"])


def token_of(person) -> str:
    from rest_framework.authtoken.models import Token

    return f"Token {Token.objects.create(user=person).key}"


def bare(first, days: int) -> list:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [f"{first} 00:00+08", f"{first + timedelta(days=days)} 00:00+08"])
        return cursor.fetchall()
