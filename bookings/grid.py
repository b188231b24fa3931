"""A day or a week of many spaces in one answer: what takes them, and when their homes are open.

PostgreSQL writes the compact text of each space (`bookings.grid_text`) in one statement, so that
a reservation costs the server no object and the answer about fifteen bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from bookings.availability import day_bounds
from bookings.grid_text import BY_SOURCE, BY_STATE, OCCUPIED
from homes.hours import open_between
from homes.models import Home, Space
from homes.opening import Interval
from unions.models import Union

HOMES_A_PAGE = 30
SPANS = (1, 7)


def _cases(column: str, letters: dict) -> str:
    return " ".join(
        f"WHEN {column} = '{value}' THEN '{letter}'" for value, letter in letters.items()
    )


_OF_SPACE = (
    "pk",
    "home_id",
    "name",
    "facility_id",
    "facility__confidential",
    "parent_id",
    "mode",
    "capacity",
    "step_minutes",
    "condition",
)
_COLUMNS = "id, space_id, starts_at, ends_at, state, source, places"
_SHOWN = (
    f"home_id = ANY(%(homes)s) AND state IN ({', '.join(repr(str(state)) for state in BY_STATE)})"
)
# What began before the first day and still runs is found by the index of what passes midnight.
_SQL = f"""
SELECT space_id, string_agg(
    CASE WHEN space_id = ANY(%(secret)s) THEN '{OCCUPIED}'
    ELSE CASE {_cases("source", BY_SOURCE)} {_cases("state", BY_STATE)} END || id END
    || '.' || date_part('epoch', starts_at - %(start)s)::int / 60
    || '.' || date_part('epoch', ends_at - starts_at)::int / 60
    || CASE WHEN places > 1 AND space_id <> ALL(%(secret)s) THEN '.' || places ELSE '' END,
    '' ORDER BY starts_at, id)
FROM (
    SELECT {_COLUMNS} FROM bookings_reservation
    WHERE {_SHOWN} AND starts_at >= %(start)s AND starts_at < %(end)s
    UNION ALL
    SELECT {_COLUMNS} FROM bookings_reservation
    WHERE {_SHOWN} AND starts_at < %(start)s AND ends_at > %(start)s
    AND (starts_at AT TIME ZONE 'Asia/Shanghai')::date
        < (ends_at AT TIME ZONE 'Asia/Shanghai')::date
) AS taken
GROUP BY space_id
"""


@dataclass(frozen=True)
class Asked:
    """Which spaces, and which days: `days` is 1 or 7 from `first`."""

    first: date
    days: int = 1
    home: str = ""
    union: Union | None = None
    facility: str = ""
    page: int = 1
    homes_a_page: int = HOMES_A_PAGE


@dataclass
class HomeGrid:
    """A home's spaces as rows; `opened` are minutes from the first midnight."""

    home: Home
    opened: list[tuple[int, int]]
    spaces: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """A page of homes, and how many pages there are."""

    asked: Asked
    homes: list[HomeGrid]
    page: int
    pages: int


def grid(user, asked: Asked) -> Grid:
    """The rows that `user` may see as a cadre; eight queries, whatever their number."""
    ids = _home_ids(user, asked)
    pages = max(-(-len(ids) // asked.homes_a_page), 1)
    page = min(max(asked.page, 1), pages)
    chosen = ids[(page - 1) * asked.homes_a_page : page * asked.homes_a_page]
    start, end = day_bounds(asked.first, asked.days)
    spaces = _spaces(chosen, asked.facility)
    texts = _texts(chosen, spaces, start, end)
    found = _homes(chosen, start, end)
    for space in spaces:
        home_id, secret = space.pop("home_id"), space.pop("facility__confidential")
        space["secret"], space["busy"] = secret, texts.get(space["pk"], "")
        found[home_id].spaces.append(space)
    return Grid(asked, list(found.values()), page, pages)


def as_json(found: Grid) -> dict:
    """The answer of the API; docs/api.md says what each letter means."""
    return {
        "from": str(found.asked.first),
        "days": found.asked.days,
        "page": found.page,
        "pages": found.pages,
        "homes": [
            {
                "code": row.home.code,
                "name": row.home.label,
                "open": row.opened,
                "spaces": [_space_json(space) for space in row.spaces],
            }
            for row in found.homes
        ],
    }


def _space_json(space: dict) -> dict:
    shown = {"id": space["pk"], "name": space["name"], "facility": space["facility_id"]}
    if space["capacity"] > 1:
        shown["places"] = space["capacity"]
    if space["parent_id"]:
        shown["part_of"] = space["parent_id"]
    return {**shown, "busy": space["busy"]}


def _home_ids(user, asked: Asked) -> list[int]:
    kept = Space.objects.filter(home=OuterRef("pk"))
    if asked.facility:
        kept = kept.filter(facility=asked.facility)
    homes = Home.objects.visible_to(user).filter(Exists(kept))
    if asked.home:
        homes = homes.filter(code=asked.home)
    if asked.union is not None:
        homes = homes.within(asked.union)
    return list(homes.order_by("code").values_list("pk", flat=True))


def _spaces(home_ids: list[int], facility: str) -> list[dict]:
    """The homes' spaces; of one facility only those, with the wholes and parts they share."""
    spaces = Space.objects.filter(home__in=home_ids)
    if facility:
        like = spaces.filter(facility=facility)
        spaces = spaces.filter(root__in=like.order_by().values("root"))
    return list(spaces.order_by("home", "order", "pk").values(*_OF_SPACE))


def _texts(
    home_ids: list[int], spaces: Iterable[dict], start: datetime, end: datetime
) -> dict[int, str]:
    secret = [space["pk"] for space in spaces if space["facility__confidential"]]
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"homes": home_ids, "secret": secret, "start": start, "end": end})
        return dict(cursor.fetchall())


def _homes(ids: list[int], start: datetime, end: datetime) -> dict[int, HomeGrid]:
    homes = list(
        Home.objects.filter(pk__in=ids)
        .only("code", "name", "name_en", "status", "scene")
        .order_by("code")
    )
    opened = open_between(homes, start, end)
    return {home.pk: HomeGrid(home, minutes(opened[home.pk], start)) for home in homes}


def minutes(intervals: Iterable[Interval], start: datetime) -> list[tuple[int, int]]:
    """Intervals as whole minutes from `start`."""
    return [
        (int((begins - start).total_seconds() // 60), int((ends - start).total_seconds() // 60))
        for begins, ends in intervals
    ]
