"""A booking and the free times of a space, against the bare SQL of the same work."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from benchmarks.figure import Figure, median_ms
from benchmarks.server import processes

BOOKINGS = 200


def run() -> Iterator[Figure]:
    from bookings.availability import day_bounds
    from common import clock
    from homes.models import Space

    space = roomy_space()
    starts = free_starts(space, 2 * BOOKINGS)
    with processes(1) as client:
        yield booking(client, space, starts)
        first = clock.today() + timedelta(days=1)
        path = f"/api/v1/spaces/{space.pk}/availability/?from={first}&days=7"
        bounds = day_bounds(first, 7)
        yield Figure(
            "free times of a space for a week, over HTTP, p50",
            median_ms(lambda: client.request("GET", path)),
            median_ms(lambda: holds_of(space, *bounds)),
            "ms",
            "SELECT of its holds by the constraint's index",
        )
        everything = Space.objects.select_related("home")
        yield Figure(
            "free times of a space for a week, in the server, p50",
            median_ms(lambda: in_server(everything.get(pk=space.pk), bounds)),
            median_ms(lambda: holds_of(space, *bounds)),
            "ms",
            "SELECT of its holds by the constraint's index",
        )
        path = "/api/v1/availability/?facility=badminton&near=24.735,118.648&minutes=60"
        path += f"&date={first}"
        yield Figure(
            "time-first search, badminton, all homes, over HTTP, p50",
            median_ms(lambda: client.request("GET", path), times=50),
            median_ms(lambda: all_holds(*day_bounds(first, 1)), times=50),
            "ms",
            "SELECT of the day's holds",
        )
        yield Figure("memory of a web process after this", client.resident_mb(), None, "MB", "")


def in_server(space, bounds):
    from bookings.availability import free_times

    return free_times([space], *bounds)


def roomy_space():
    """The place-based space of the demo with most room, open to any number of bookings."""
    return roomy_spaces(1)[0]


def roomy_spaces(count: int) -> list:
    """Place-based spaces of the demo that no quota reaches, open to any number of bookings."""
    from homes.enums import Mode
    from homes.models import Space

    spaces = Space.objects.bookable().filter(mode=Mode.PLACES, has_quotas=False)
    chosen = list(spaces.order_by("-capacity", "pk")[:count].values_list("pk", flat=True))
    spaces = Space.objects.filter(pk__in=chosen)
    spaces.update(
        daily_quota=None,
        needs_approval=False,
        members_only=False,
        lead_minutes=0,
        buffer_minutes=0,
    )
    return list(spaces.select_related("home").order_by("-capacity", "pk"))


def free_starts(space, count: int) -> list:
    """The first `count` of `all_starts`."""
    found = all_starts(space)
    assert len(found) >= count, f"{space} has room for {len(found)} bookings only"
    return found[:count]


def all_starts(space) -> list:
    """Times of the shortest length, apart from each other, once for each place left."""
    from bookings.availability import day_bounds, free_times, start_times
    from common import clock

    bounds = day_bounds(clock.today() + timedelta(days=1), space.horizon_days - 1)
    free = free_times([space], *bounds)[space.pk]
    length, found, taken_to = timedelta(minutes=space.min_minutes), [], bounds[0]
    for start, places in start_times(space, free, space.min_minutes):
        if start >= taken_to:
            taken_to = start + length
            found += [(start, taken_to)] * places
    return found


def tokens() -> list[str]:
    from rest_framework.authtoken.models import Token

    from unions.models import Person

    people = Person.objects.filter(phone__startswith="139").order_by("phone")[:200]
    return [Token.objects.get_or_create(user=person)[0].key for person in people]


def booking(client, space, starts) -> Figure:
    keys = tokens()
    spent = []
    for turn, (start, end) in enumerate(starts[:BOOKINGS]):
        body = {"space": space.pk, "starts_at": start.isoformat(), "ends_at": end.isoformat()}
        headers = {"Authorization": f"Token {keys[turn % len(keys)]}"}
        began = time.perf_counter()
        status, answer = client.request("POST", "/api/v1/bookings/", body, **headers)
        spent.append(time.perf_counter() - began)
        assert status == 201, answer
    connection.ensure_connection()
    own = connection.connection
    own.autocommit = False  # its transactions are psycopg2's
    floor = [bare_booking(own, space, start, end) for start, end in starts[BOOKINGS:]]
    own.autocommit = True
    return Figure(
        "a booking over HTTP, one process, one client, p50",
        statistics.median(spent) * 1000,
        statistics.median(floor) * 1000,
        "ms",
        "same lock, reads and INSERTs by bare psycopg2",
    )


def bare_booking(own, space, start, end) -> float:
    """Seconds for the lock, the look at the holds, both INSERTs and the COMMIT on `own`."""
    from bookings.free_time import pick

    began = time.perf_counter()
    with own, own.cursor() as cursor:
        cursor.execute("SELECT id FROM homes_space WHERE id = %s FOR NO KEY UPDATE", [space.pk])
        cursor.execute(
            "SELECT lower(units), upper(units) FROM bookings_hold WHERE units && %s "
            "AND during && tstzrange(%s, %s)",
            [space.units, start, end],
        )
        (low, high), *_rest = pick(space.units.lower, space.units.upper, cursor.fetchall(), 1)
        cursor.execute(
            "INSERT INTO bookings_reservation (home_id, space_id, places, starts_at, ends_at, "
            "state, source, purpose, created_at, note) VALUES (%s, %s, 1, %s, %s, 'confirmed', "
            "'web', '', now(), '') RETURNING id",
            [space.home_id, space.pk, start, end],
        )
        cursor.execute(
            "INSERT INTO bookings_hold (reservation_id, home_id, units, during) "
            "VALUES (%s, %s, int8range(%s, %s), tstzrange(%s, %s))",
            [cursor.fetchone()[0], space.home_id, low, high, start, end],
        )
    return time.perf_counter() - began


def holds_of(space, start, end) -> list:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT units, during FROM bookings_hold WHERE units && %s "
            "AND during && tstzrange(%s, %s)",
            [space.units, start, end],
        )
        return cursor.fetchall()


def all_holds(start, end) -> list:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT units, during FROM bookings_hold WHERE during && tstzrange(%s, %s)",
            [start, end],
        )
        return cursor.fetchall()
