"""Time-first search in a province ten times the size: 3,000 homes, 20,000 spaces, 1 m holds."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from benchmarks.figure import Figure, median_ms

FILL = [
    """
    INSERT INTO homes_home (code, name, name_en, mechanism, scene, construction_modes, host_base,
        host_name, host_uscc, union_id, division_id, address, entrance_note, phone, lat, lon,
        source_datum, area_m2, free_area_m2, admission, admission_note, regime, status,
        introduction, note, next_unit, unverified)
    SELECT 'BENCH-' || n, '示例' || n, '', 'innovative', 'park', '{}', '', '', '', u.id, '350581',
        '', '', '', 24.0 + (n %% 60) / 20.0, 117.0 + (n / 60) / 20.0, 'wgs84', 500, 100, 'workers',
        '', 'extended', 'open', '', '', 0, false
    FROM generate_series(1, 3000) n, (SELECT id FROM unions_union WHERE code = '350581') u
    """,
    """
    INSERT INTO homes_hours (home_id, kind, weekdays, opens, closes)
    SELECT id, 'weekly', '{1,2,3,4,5,6,7}', '08:00', '22:00' FROM homes_home
    WHERE code LIKE 'BENCH-%%'
    """,
    """
    INSERT INTO homes_space (home_id, facility_id, name, name_en, mode, capacity, condition, units,
        step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days, buffer_minutes,
        cancel_minutes, daily_quota, needs_approval, members_only, "order")
    SELECT h.id, (ARRAY['badminton','gym','training_room','table_tennis','chess_room','library',
        'dance_room'])[1 + n %% 7], 'S' || n, '', 'exclusive', 1, 'in_use',
        int8range(h.id * 4294967296 + n, h.id * 4294967296 + n + 1), 30, 30, 240, 0, 30, 0, 0,
        NULL, false, false, n
    FROM homes_home h, generate_series(1, 7) n
    WHERE h.code LIKE 'BENCH-%%' AND (n < 7 OR h.id %% 3 < 2)
    """,
    "UPDATE homes_space SET root_id = id WHERE root_id IS NULL",
    # Every space has 50 bookings of an hour within the coming 30 days, at scattered hours.
    """
    INSERT INTO bookings_reservation (home_id, space_id, places, starts_at, ends_at, state,
        source, purpose, created_at, note)
    SELECT s.home_id, s.id, 1, t.at, t.at + interval '1 hour', 'confirmed', 'web', 'bench',
        now(), ''
    FROM homes_space s JOIN homes_home h ON h.id = s.home_id, generate_series(0, 49) n,
        LATERAL (SELECT date_trunc('day', now()) + interval '1 day' * (1 + n * 3 / 5)
            + interval '1 hour' * ((s.id * 7 + n * 5) %% 14) AS at) t
    WHERE h.code LIKE 'BENCH-%%'
    """,
    """
    INSERT INTO bookings_hold (reservation_id, home_id, units, during)
    SELECT DISTINCT ON (s.units, r.starts_at) r.id, r.home_id, s.units,
        tstzrange(r.starts_at, r.ends_at)
    FROM bookings_reservation r JOIN homes_space s ON s.id = r.space_id
    WHERE r.purpose = 'bench'
    """,
    "ANALYZE",
]


def run() -> Iterator[Figure]:
    from rest_framework.test import APIClient

    from common import clock

    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, [])
        cursor.execute("SELECT count(*) FROM bookings_hold")
        holds = cursor.fetchone()[0]
    day = clock.today() + timedelta(days=3)
    client = APIClient(HTTP_HOST="127.0.0.1")
    for what, near in (("near a point", "&near=24.735,118.648"), ("without a place", "")):
        url = f"/api/v1/availability/?date={day}&facility=badminton&minutes=60{near}"
        answer = client.get(url).json()
        assert len(answer["results"]) == 20, answer
        yield Figure(
            f"time-first search {what}, {holds:,} holds, in the server",
            median_ms(lambda url=url: client.get(url), times=60),
            median_ms(lambda: scan(day), times=60),
            "ms",
            "one index scan: the day's holds of the spaces found",
        )


def scan(day) -> list:
    """The holds of one day of badminton courts in the 24 nearest homes, by the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.units, k.during FROM bookings_hold k WHERE k.home_id = ANY(ARRAY("
            " SELECT DISTINCT s.home_id FROM homes_space s JOIN homes_home h ON h.id = s.home_id"
            " WHERE s.facility_id = 'badminton' AND h.code LIKE 'BENCH-%%' LIMIT 24))"
            " AND k.during && tstzrange(%s, %s)",
            [f"{day} 00:00+08", f"{day + timedelta(days=1)} 00:00+08"],
        )
        return cursor.fetchall()
