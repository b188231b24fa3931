"""workplaces.csv: where workers are. Some are clustered round the homes, others have none near."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from homes.demo.model import DemoHome
from homes.demo.places import Division, distance_m, divisions, landward, moved, near_seat
from homes.demo.uscc import made_up

PER_COUNTY = 30
NEAR = 13  # of these, so many within the circle of a home
NEAR_M, FAR_M = 430, 720

Point = tuple[float, float]

# Trade (GB/T 4754 section), what such a place is called, typical headcount, share in new forms.
KINDS = (
    ("制造业", "制造有限公司", 160, 0.0, 30),
    ("批发和零售业", "商贸有限公司", 35, 0.02, 18),
    ("信息传输、软件和信息技术服务业", "信息技术有限公司", 60, 0.05, 10),
    ("交通运输、仓储和邮政业", "快递网点", 45, 0.7, 12),
    ("住宿和餐饮业", "外卖配送站", 70, 0.95, 8),
    ("住宿和餐饮业", "餐饮管理有限公司", 30, 0.1, 6),
    ("建筑业", "建筑工地项目部", 140, 0.0, 8),
    ("居民服务、修理和其他服务业", "家政保洁服务部", 28, 0.4, 8),
)


@dataclass(frozen=True)
class Workplace:
    """A row of workplaces.csv; point in WGS84, `new_form` of the headcount in new forms of work."""

    code: str
    name: str
    uscc: str
    county: str
    address: str
    lat: float
    lon: float
    headcount: int
    new_form: int
    industry: str
    surveyed_on: date


def workplaces(homes: Iterable[DemoHome]) -> Iterator[Workplace]:
    """Thirty in each county of the province."""
    rng = Random("用工单位")
    fixed = [home for home in homes if home.has_rooms]
    for county in divisions().values():
        if county.level != "county":
            continue
        points = [(home.lat, home.lon) for home in fixed if home.county == county.code]
        for number in range(1, PER_COUNTY + 1):
            near = number <= NEAR and points
            point = _near(rng, county, points) if near else _far(rng, county, points)
            yield _workplace(rng, county, number, point)


def _near(rng: Random, county: Division, points: list[Point]) -> Point:
    lat, lon = rng.choice(points)
    return moved(lat, lon, rng.uniform(40, NEAR_M), landward(rng, county.code))


def _far(rng: Random, county: Division, points: list[Point]) -> Point:
    """A point on land away from the homes; in a dense county the last of 40 tries stands."""
    for _ in range(40):
        point = near_seat(rng, county, 7000)
        if all(distance_m(point, other) > FAR_M for other in points):
            break
    return point


def _workplace(rng: Random, county: Division, number: int, point: Point) -> Workplace:
    kind = rng.choices(KINDS, [kind[4] for kind in KINDS])[0]
    industry, name, typical, share, _ = kind
    headcount = max(5, int(typical * rng.lognormvariate(0, 0.6)))
    return Workplace(
        code=f"WP-{county.code}-{number:04d}",
        name=f"{county.name}示例{number:02d}号{name}",
        uscc=made_up("91", county.code, number),
        county=county.code,
        address=f"{county.name}示例大道{rng.randint(1, 400)}号",
        lat=point[0],
        lon=point[1],
        headcount=headcount,
        new_form=int(headcount * share),
        industry=industry,
        surveyed_on=date(2026, 3, 2) + timedelta(days=rng.randint(0, 180)),
    )
