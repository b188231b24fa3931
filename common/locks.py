"""A lock for what has no row to lock."""

import zlib

from django.db import connection


def alone(name: str) -> None:
    """Wait until no other transaction holds the lock `name`; held to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
