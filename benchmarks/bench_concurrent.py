"""Bookings a second over HTTP on two web processes, with one client and with eight.

The floor is the same lock, reads and INSERTs by bare psycopg2 with as many connections. Each
booking is at a time of its own, in one of several spaces, so that all of them succeed.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import psycopg2
from django.db import connection

from benchmarks.bench_bookings import all_starts, bare_booking, roomy_spaces, tokens
from benchmarks.figure import Figure
from benchmarks.server import Client, processes

SPACES = 8
EACH = 60  # bookings of a client
WARM = 10  # before it is measured: the first requests load what the others find loaded


def run() -> Iterator[Figure]:
    wishes = spread(roomy_spaces(SPACES))
    with processes(2) as client:
        rate(http_clients(client, 8), take(wishes, 8 * WARM))
        for clients in (1, 8):
            count = clients * EACH
            ours = rate(http_clients(client, clients), take(wishes, count))
            floor = rate(bare_clients(clients), take(wishes, count))
            yield Figure(
                f"bookings over HTTP, two processes, {clients} client{'s' * (clients > 1)}",
                ours,
                floor,
                "/s",
                "same lock, reads and INSERTs by bare psycopg2",
            )


def spread(spaces: Sequence) -> list:
    """(space, start, end) so that neighbours in the list are of different spaces."""
    each = [all_starts(space) for space in spaces]
    longest = max(len(starts) for starts in each)
    return [
        (space, *starts[turn])
        for turn in range(longest)
        for space, starts in zip(spaces, each, strict=True)
        if turn < len(starts)
    ]


def take(wishes: list, count: int) -> list:
    assert len(wishes) >= count, "the demo has no more free times: fewer bookings are needed"
    chosen, wishes[:count] = wishes[:count], []
    return chosen


def rate(calls: list[Callable], wishes: list) -> float:
    """Bookings a second when the calls share the wishes among them, all at once."""
    gate = threading.Barrier(len(calls) + 1)

    def work(call: Callable, own: list) -> None:
        gate.wait()
        try:
            for wish in own:
                call(*wish)
        except BaseException:
            gate.abort()
            raise
        gate.wait()

    for number, call in enumerate(calls):
        own = wishes[number :: len(calls)]
        threading.Thread(target=work, args=(call, own), daemon=True).start()
    gate.wait()
    began = time.perf_counter()
    gate.wait(timeout=120)
    return len(wishes) / (time.perf_counter() - began)


def http_clients(client: Client, count: int) -> list[Callable]:
    keys = tokens()

    def caller(number: int) -> Callable:
        own = Client(client.connection.port, client.pid)
        headers = {"Authorization": f"Token {keys[number]}"}

        def book(space, start, end) -> None:
            body = {"space": space.pk, "starts_at": start.isoformat(), "ends_at": end.isoformat()}
            status, answer = own.request("POST", "/api/v1/bookings/", body, **headers)
            assert status == 201, json.loads(answer)

        return book

    return [caller(number) for number in range(count)]


def bare_clients(count: int) -> list[Callable]:
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    chosen = {name: parameters[name] for name in wanted if name in parameters}

    def caller() -> Callable:
        own = psycopg2.connect(**chosen)
        return lambda space, start, end: bare_booking(own, space, start, end)

    return [caller() for _number in range(count)]
