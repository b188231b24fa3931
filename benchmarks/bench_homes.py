"""The list of homes, against the bare SQL that reads the same rows."""

from collections.abc import Iterator

from django.db import connection

from benchmarks.figure import Figure, median_ms
from benchmarks.server import processes

FLOOR = """
SELECT h.*, d.name, (SELECT max(at) FROM homes_doorcheck c WHERE c.home_id = h.id)
FROM homes_home h JOIN unions_division d ON d.code = h.division_id
WHERE h.status IN ('trial', 'open', 'suspended', 'rectifying')
"""
PAGES = [
    ("list page, all homes", "/"),
    ("list page, open now near a point", "/?open=on&near=24.735,118.648"),
    ("list as JSON, near a point", "/api/v1/homes/?near=24.735,118.648"),
    ("map page, all homes", "/map/"),
]


def run() -> Iterator[Figure]:
    with processes(1) as client:
        for what, path in PAGES:
            status, _body = client.request("GET", path)
            assert status == 200, path
            yield Figure(
                f"{what}, over HTTP, p50",
                median_ms(lambda path=path: client.request("GET", path), times=60),
                median_ms(read_homes, times=60),
                "ms",
                "SELECT of the same rows",
            )
        yield Figure("memory of a web process after this", client.resident_mb(), None, "MB", "")


def read_homes() -> list:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        return cursor.fetchall()
