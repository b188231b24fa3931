"""Where a division's points may lie; shared by every file and form that has coordinates."""

from typing import Any

from django.utils.translation import gettext as _

from common import parsing
from common.datum import Datum as DatumName
from common.datum import Point, in_province
from common.errors import Refusal
from common.imports import Job, Row
from common.parsing.places import Reading, distance_km
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

LABELS: dict[str, str] = {Datum.WGS84: "WGS84", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}


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


def locate(job: Job, row: Row, known: Point | None = None) -> None:
    """Bring the row's point to WGS84, and refuse one that cannot be where its division is.

    Where a person can be asked, they decide about a point too far from its division, and about
    one that would be at the `known` point of the same place if it were read in another datum.
    """
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
        _doubt(job, row, column, Reading(Point(lat, lon), datum, point), known)


def _doubt(job: Job, row: Row, column: str, reading: Reading, known: Point | None) -> None:
    """Ask about a doubtful point, and read it as the answer says."""
    division = row.values.get("division")
    others: dict[DatumName, Point]
    try:
        refuse_outside(reading.wgs84, division)
        others = reading.nearer(known) if known is not None else {}
        if known is None or not others:
            return
        sentence = shifted_sentence(reading.wgs84, known)
    except Refusal as refusal:
        if not job.may_ask:
            raise
        sentence = str(refusal)
        others = {d: p for d, p in reading.shifted().items() if within(p, division)}
    choices = {"keep": _("The point is right")}
    choices |= {datum: _("Read it as %(datum)s") % {"datum": LABELS[datum]} for datum in others}
    answer = job.ask(row, column, "datum", sentence, choices)
    if answer in others:
        point = others[answer]
        row.values |= {"lat": point.lat, "lon": point.lon, "datum": answer}


def within(point: Point, division: Any) -> bool:
    """Whether the point lies near enough to the division's seat."""
    try:
        refuse_outside(point, division)
    except Refusal:
        return False
    return True


def shifted_sentence(point: Point, known: Point) -> str:
    """What is odd about a point that another datum would bring to the known one."""
    away = round(1000 * distance_km(point, known))
    message = _(
        "This point lies %(metres)s m from the one on record, as if it came from a map with "
        "another datum."
    )
    return message % {"metres": away}


def refuse_outside(point: Point, division: Any) -> None:
    """Refuse a point too far from the seat of the division, where that has one."""
    if isinstance(division, Division) and division.lat is not None and division.lon is not None:
        limit = FAR_KM.get(division.level)
        if limit is not None:
            parsing.refuse_far(point, Point(division.lat, division.lon), limit)
