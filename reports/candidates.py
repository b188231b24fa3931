"""Candidate sites out of a file, xlsx or csv, with columns 纬度 lat and 经度 lon (WGS84)."""

from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import Refusal
from common.parsing import degrees, position
from common.spreadsheet import BadCell, Column, TableRow, open_table
from reports.coverage import Points, as_points

COLUMNS = (
    Column(name="lat", label="纬度", parse=degrees, required=True),
    Column(name="lon", label="经度", parse=degrees, required=True),
)


def read_candidates(path: Path | str) -> Points:
    """The points of the file. Refuses with `candidates`, naming every row that is wrong."""
    problems: list[BadCell] = []
    points = []
    with open_table(path, COLUMNS) as table:
        problems += table.header.problems
        for row in () if problems else table.rows():
            try:
                points.append(_point(row))
            except Refusal as refusal:
                value = f"{row.cells['lat']}, {row.cells['lon']}"
                reason = str(refusal.message)
                problems.append(BadCell(row.number, "", refusal.code, reason, value))
    if problems:
        raise Refusal("candidates", "\n".join(str(problem) for problem in problems))
    if not points:
        raise Refusal("candidates", _("There are no rows below the header."))
    return as_points(points)


def _point(row: TableRow) -> tuple[float, float]:
    lat, lon = degrees(row.cells["lat"]), degrees(row.cells["lon"])
    if lat is None or lon is None:
        raise Refusal("required", _("This cell must be filled in."))
    return position(lat, lon, "wgs84")
