"""Who has a home near by, from the portal's own rows: demand, service points, coverage."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from common import clock
from homes.enums import Scene
from homes.hours import open_between
from homes.models import DoorCheck, Home, Stop
from reports.coverage import Mask, Points, Weights, as_points, covered, sums_by_group
from reports.models import Standard
from unions.enums import DivisionLevel
from unions.models import Division, Union, Workplace

MINUTE = timedelta(minutes=1)
# Without a moment a mobile home serves at its stops so long before and after the day.
TIMETABLE = timedelta(days=7)


@dataclass(frozen=True)
class When:
    """The state of the homes that is asked for: on a day, at a moment of it, proven or not."""

    on: date
    at: datetime | None = None
    verified: bool = False

    @classmethod
    def today(cls, *, verified: bool = False) -> "When":
        return cls(clock.today(), verified=verified)

    @classmethod
    def moment(cls, at: datetime, *, verified: bool = False) -> "When":
        """At an aware moment."""
        return cls(at.astimezone(clock.SHANGHAI).date(), at, verified)

    @property
    def proof_until(self) -> datetime:
        """The last moment whose door checks can count."""
        end = self.at or datetime.combine(self.on, time.max, clock.SHANGHAI)
        return min(end, clock.now())


@dataclass(frozen=True)
class Demand:
    """Workers at their workplaces; `groups` numbers each workplace's row of `divisions`."""

    ids: list[int]
    points: Points
    workers: Weights
    groups: np.ndarray
    divisions: list[Division]


@dataclass(frozen=True)
class CountyReach:
    division: Division
    workers: int
    covered: int


@dataclass(frozen=True)
class Reach:
    """Workers of a union's divisions, and those within the standard's radius of a home."""

    standard: Standard
    workers: int
    covered: int
    by_county: list[CountyReach]

    def as_json(self) -> dict:
        return {
            "workers": self.workers,
            "covered": self.covered,
            "share": share(self.covered, self.workers),
            "radius_m": self.standard.radius_m,
            "by_county": [
                {
                    "code": row.division.code,
                    "name": row.division.name,
                    "workers": row.workers,
                    "covered": row.covered,
                    "share": share(row.covered, row.workers),
                }
                for row in self.by_county
            ],
        }


def share(part: int, whole: int) -> float:
    """part ÷ whole; 0 where there is nobody."""
    return part / whole if whole else 0.0


def reach(union: Union, standard: Standard, when: When) -> Reach:
    """Coverage of the union's workers by the homes that serve `when`, whoever runs them."""
    return reach_of(demand_of(union), standard, when)


def reach_of(demand: Demand, standard: Standard, when: When) -> Reach:
    """The same for a demand read before."""
    inside = is_covered(demand, standard, when)
    total, near = sums_by_group(demand.groups, demand.workers, inside, len(demand.divisions))
    rows = zip(demand.divisions, total.tolist(), near.tolist(), strict=True)
    return Reach(
        standard=standard,
        workers=int(total.sum()),
        covered=int(near.sum()),
        by_county=[CountyReach(*row) for row in rows],
    )


def is_covered(demand: Demand, standard: Standard, when: When) -> Mask:
    """Which workplaces of the demand lie within the radius of a home that serves `when`."""
    return covered(demand.points, service_points(standard, when), standard.radius_m)


def counties_of(union: Union) -> list[Division]:
    """The counted counties of the union's subtree, by code."""
    unions = Union.objects.within(union).values("division_id")
    counties = Division.objects.filter(pk__in=unions, level=DivisionLevel.COUNTY, counted=True)
    return list(counties.order_by("code"))


def demand_of(union: Union) -> Demand:
    """Surveyed workplaces in the union's divisions; what is out of denominators stays out."""
    rows = list(
        Workplace.objects.within(union)
        .filter(division__counted=True)
        .order_by("pk")
        .values_list("pk", "lat", "lon", "headcount", "division_id")
    )
    others = Division.objects.filter(pk__in={row[4] for row in rows})
    divisions = {division.pk: division for division in (*counties_of(union), *others)}
    ordered = [divisions[code] for code in sorted(divisions)]
    number = {division.pk: i for i, division in enumerate(ordered)}
    return Demand(
        ids=[row[0] for row in rows],
        points=as_points([row[1:3] for row in rows]),
        workers=np.array([row[3] for row in rows], np.int64),
        groups=np.array([number[row[4]] for row in rows], np.intp),
        divisions=ordered,
    )


def service_points(standard: Standard, when: When) -> Points:
    """Where homes serve: the doors of fixed homes, the stops of mobile ones."""
    homes = list(Home.objects.in_operation(on=when.on).only("status", "scene", "lat", "lon"))
    if when.verified:
        proven = proven_homes(standard, when)
        homes = [home for home in homes if home.pk in proven]
    for home in homes:
        home.status = home.status_then  # the hours are asked of the home as it was that day
    if when.at is not None:
        hours = open_between(homes, when.at, when.at + MINUTE)
        homes = [home for home in homes if hours[home.pk] and hours[home.pk][0][0] <= when.at]
    stops = _stops([home.pk for home in homes if home.scene == Scene.MOBILE], when)
    doors = [(h.lat, h.lon) for h in homes if h.pk not in stops and h.lat is not None]
    return as_points([*doors, *(point for points in stops.values() for point in points)])


def proven_homes(standard: Standard, when: When) -> set[int]:
    """Ids of homes with a door check within the standard's days of proof."""
    until = when.proof_until
    checks = DoorCheck.objects.filter(
        at__gt=until - timedelta(days=standard.proof_days), at__lte=until
    )
    return set(checks.values_list("home_id", flat=True))


def _stops(home_ids: list[int], when: When) -> dict[int, list[tuple[float, float]]]:
    found: dict[int, list[tuple[float, float]]] = {}
    if not home_ids:
        return found
    at_that_time: dict[str, object]
    if when.at is not None:
        at_that_time = {"starts_at__lte": when.at, "ends_at__gt": when.at}
    else:
        noon = datetime.combine(when.on, time(12), clock.SHANGHAI)
        at_that_time = {"starts_at__range": (noon - TIMETABLE, noon + TIMETABLE)}
    rows = Stop.objects.filter(home__in=home_ids, **at_that_time).order_by("pk")
    for home_id, lat, lon in rows.values_list("home_id", "lat", "lon"):
        found.setdefault(home_id, []).append((lat, lon))
    return found
