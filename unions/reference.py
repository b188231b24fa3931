"""Divisions of Fujian and the territorial unions that follow from them."""

import csv
from pathlib import Path

from unions.enums import DivisionLevel, UnionLevel
from unions.models import Division, Union

FILE = Path(__file__).parent / "data" / "divisions.csv"
KINMEN = "350527"
LEVELS = {
    DivisionLevel.PROVINCE: UnionLevel.PROVINCE,
    DivisionLevel.PREFECTURE: UnionLevel.CITY,
    DivisionLevel.COUNTY: UnionLevel.COUNTY,
}


def load_divisions() -> int:
    """Create or correct the divisions of `data/divisions.csv`; returns how many there are."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Division.objects.bulk_create(
        [
            Division(
                code=row["code"],
                name=row["name_zh"],
                name_en=row["name_en"],
                level=row["level"],
                parent_id=row["parent_code"] or None,
                reporting_parent_id=row["reporting_parent"] or None,
                lat=row["lat"],
                lon=row["lon"],
                counted=row["code"] != KINMEN,
                note=row["note"][:300],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name",
            "name_en",
            "level",
            "parent",
            "reporting_parent",
            "lat",
            "lon",
            "note",
        ],
    )
    return len(rows)


def load_territorial_unions() -> int:
    """Create the union of each division where there is none; returns how many are new.

    The tree follows the reporting parent, so Pingtan's federation stands beside the cities'.
    """
    known = set(Union.objects.values_list("code", flat=True))
    new = 0
    for level in (DivisionLevel.PROVINCE, DivisionLevel.PREFECTURE, DivisionLevel.COUNTY):
        for division in Division.objects.filter(level=level, counted=True).order_by("code"):
            if division.code not in known:
                _add_union(division)
                new += 1
    return new


def _add_union(division: Division) -> None:
    level = LEVELS[DivisionLevel(division.level)]
    parent = division.reporting_parent_id
    if level == UnionLevel.COUNTY and parent == "350000":
        level = UnionLevel.CITY
    name = (
        division.name.removesuffix("县") + "综合实验区"
        if division.code == "350128"
        else division.name
    )
    fields = {"code": division.code, "name": f"{name}总工会", "level": level, "division": division}
    if parent:
        Union.objects.add_child(Union.objects.get(code=parent), fields)
    else:
        Union.objects.add_root(fields)
