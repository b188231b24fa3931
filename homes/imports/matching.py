"""Which stored home a row means whose code is blank or unknown: the one of that name in that
county, if the importing person says so."""

from collections import defaultdict

from django.utils.translation import gettext as _

from common.imports import Job, Row
from homes.models import Home
from unions.models import Division


def match_by_name(job: Job, rows: list[Row], stored: dict[str, Home]) -> None:
    """Put the code of the chosen home into each such row, and that home into `stored`."""
    unknown = [
        row
        for row in rows
        # A code that could not be read has been refused already.
        if row.values.get("code") not in stored
        and ("code" in row.values or "code" not in row.cells)
    ]
    namesakes = _namesakes(unknown)
    for row in unknown:
        found = namesakes.get(_place(row), [])
        if found:
            _choose(job, row, found, stored)
        if row.values.get("code") is None:
            reason = _("This cell must be filled in.")
            if found:
                reason = _("Homes of this name are there already; write the code of the one meant.")
            job.refuse(row, "code", "required", reason)


def _namesakes(rows: list[Row]) -> dict[tuple, list[Home]]:
    places = {_place(row) for row in rows}
    homes = Home.objects.filter(
        division__in={division for division, _name in places if division},
        name__in={name for _division, name in places if name},
    )
    found: dict[tuple, list[Home]] = defaultdict(list)
    for home in homes.select_related("union").order_by("code"):
        found[home.division_id, home.name].append(home)
    return found


def _place(row: Row) -> tuple:
    division = row.values.get("division")
    return division.pk if isinstance(division, Division) else None, row.values.get("name")


def _choose(job: Job, row: Row, found: list[Home], stored: dict[str, Home]) -> None:
    alone = len(found) == 1
    answers = {"update" if alone else f"update {home.code}": home for home in found}
    choices = {
        answer: _("Update %(code)s") % {"code": home.code} for answer, home in answers.items()
    }
    if row.values.get("code") is not None:
        choices["create"] = _("Create a new home")
    sentence = _("A home of this name exists in this county: %(codes)s.")
    codes = "、".join(home.code for home in found)
    answer = job.ask(row, "name", "same_name", sentence % {"codes": codes}, choices)
    if answer is None and job.may_ask and row.values.get("code") is None:
        # Checked as if it meant the first, until the person has said which.
        answer = next(iter(answers))
    if answer in answers:
        home = answers[answer]
        row.values["code"] = home.code
        stored[home.code] = home
