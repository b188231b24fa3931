"""A lock for what has no row to lock."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def alone(name: str) -> None:
    """Wait until no other transaction holds the lock `name`; held to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])


def together(name: str) -> None:
    """As `alone`, but shared with all others who take it together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [zlib.crc32(name.encode())])


@contextmanager
def lone_worker(space: int, key: int) -> Iterator:
    """A second connection that holds the lock (space, key), or None if another one does.

    The database lets the lock go when the process that holds it dies, so work that is unfinished
    and unlocked is known to be abandoned.
    """
    side = connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, key])
            (is_ours,) = cursor.fetchone()
        yield side if is_ours else None
        if is_ours:
            # Closing lets it go too, but a moment later: who comes next would find it taken.
            with side.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [space, key])
    finally:
        side.close()
