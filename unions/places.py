"""Where a division's points may lie; shared by every file and form that has coordinates."""

from typing import Any

from django.utils.translation import gettext as _

from common import parsing
from common.datum import Point, in_province
from common.imports import Job, Row
from common.spreadsheet import Column
from unions.enums import Datum, DivisionLevel
from unions.models import Division

# A county's edge lies within 60 km of its seat everywhere in Fujian; a city's within 150 km.
FAR_KM: dict[str, float] = {
    DivisionLevel.COUNTY: 60,
    DivisionLevel.ZONE: 60,
    DivisionLevel.PREFECTURE: 150,
}
DATUMS = {
    "WGS84": Datum.WGS84,
    "GCJ-02": Datum.GCJ02,
    "高德": Datum.GCJ02,
    "腾讯": Datum.GCJ02,
    "BD-09": Datum.BD09,
    "百度": Datum.BD09,
    "CGCS2000": Datum.WGS84,
}


def point_columns(*, required: bool) -> tuple[Column, ...]:
    """Longitude, latitude and, where it differs from the file's, the row's own datum."""
    return (
        Column(
            name="lon", label="经度", parse=parsing.degrees, required=required,
            aliases=("longitude", "lng"), example="118.6473",
        ),
        Column(
            name="lat", label="纬度", parse=parsing.degrees, required=required,
            aliases=("latitude",), example="24.7317",
        ),
        Column(
            name="datum", label="坐标系", parse=parsing.one_of(DATUMS, Datum.values),
            options=lambda: ["WGS84", "GCJ-02", "BD-09"],
            note="留空则按导入时所选坐标系；高德、腾讯地图为 GCJ-02，百度地图为 BD-09",
        ),
    )  # fmt: skip


def locate(job: Job, row: Row) -> None:
    """Bring the row's point to WGS84, and refuse one that cannot be where its division is."""
    lat, lon = row.values.get("lat"), row.values.get("lon")
    if lat is None and lon is None:
        row.values.pop("datum", None)
        return
    if lat is None or lon is None:
        if not row.bad:
            reason = _("A point needs both longitude and latitude.")
            job.refuse(row, "lon" if lon is None else "lat", "half_a_point", reason)
        return
    datum = row.get("datum", job.datum)
    column = "lon" if in_province(lat, 118) or not in_province(25, lon) else "lat"
    with job.guard(row, column):
        point = parsing.position(lat, lon, datum)
        row.values |= {"lat": point.lat, "lon": point.lon, "datum": datum}
        refuse_outside(point, row.values.get("division"))


def refuse_outside(point: Point, division: Any) -> None:
    """Refuse a point too far from the seat of the division, where that has one."""
    if isinstance(division, Division) and division.lat is not None and division.lon is not None:
        limit = FAR_KM.get(division.level)
        if limit is not None:
            parsing.refuse_far(point, Point(division.lat, division.lon), limit)
