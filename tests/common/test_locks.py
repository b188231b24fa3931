"""Locks without a row, held by real connections."""

import zlib

import pytest
from django.db import connection, transaction

from common.locks import alone, lone_worker

WAITS = "SELECT pg_try_advisory_xact_lock(%s)"


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_at_a_time():
    with lone_worker(7, 1) as ours, lone_worker(7, 1) as second, lone_worker(7, 2) as other:
        assert ours is not None
        assert second is None
        assert other is not None
    with lone_worker(7, 1) as again:
        assert again is not None


@pytest.mark.django_db(transaction=True)
def test_alone_lasts_as_long_as_the_transaction():
    side = connection.copy()
    try:
        with transaction.atomic():
            alone("units")
            assert not takes(side, "units")
            assert takes(side, "others")
        assert takes(side, "units")
    finally:
        side.close()


def takes(side, name: str) -> bool:
    """Whether another connection gets the lock at once."""
    with side.cursor() as cursor:
        cursor.execute(WAITS, [zlib.crc32(name.encode())])
        return cursor.fetchone()[0]
