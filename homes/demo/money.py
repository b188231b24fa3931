"""funding.csv: ¥4.00 m of the province's, ¥186 m of all others', passed down level by level.

Money travels as it does in life: the province pays the city, the city the county, the county the
home. Each step has a row, and only the last one, to a home, is money invested.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from homes.demo import model
from homes.demo.model import DemoHome
from homes.demo.shares import split

PROVINCE, CITY, COUNTY, PRIMARY = "省总工会", "市总工会", "县区总工会", "基层工会"
GOVERNMENT, ENTERPRISE, SOCIETY = "财政", "企业", "社会"
OUTSIDE = (GOVERNMENT, ENTERPRISE, SOCIETY)
PASSED_DOWN = "补助下级支出"
STEP_FEN = 10_000  # sums are whole hundreds of yuan
PROJECTS = 108

# How the money of a home other than the province's divides: the local unions' own comes first.
WEIGHTS = {CITY: 26, COUNTY: 32, PRIMARY: 8, GOVERNMENT: 15, ENTERPRISE: 12, SOCIETY: 7}
PURPOSES = {
    PROVINCE: ("资本性支出", "职工活动支出"),
    CITY: ("资本性支出", "资本性支出", "职工活动支出"),
    COUNTY: ("资本性支出", "业务支出", "职工活动支出"),
    PRIMARY: ("职工活动支出", "业务支出"),
    GOVERNMENT: ("资本性支出", "业务支出"),
    ENTERPRISE: ("资本性支出", "职工活动支出"),
    SOCIETY: ("职工活动支出", "维权支出"),
}


@dataclass(frozen=True)
class Entry:
    """A row of funding.csv without its voucher; codes of unions and homes, sums in fen."""

    day: date
    source: str
    payer: str
    payee: str
    home: str
    project: str
    category: str
    fen: int
    note: str


def ledger(homes: Iterable[DemoHome]) -> list[tuple[str, Entry]]:
    """All entries with their vouchers, in order of date."""
    rng = Random("经费")
    counted = [home for home in homes if home.counted]
    grants = _provincial(rng, counted)
    entries: list[Entry] = []
    for home, other in zip(counted, _others(rng, counted, grants), strict=True):
        entries.extend(_of_home(rng, home, grants.get(home.code, 0), other))
    entries.extend(transfers(entries, {home.code: home for home in counted}))
    return list(with_vouchers(entries))


def _provincial(rng: Random, homes: list[DemoHome]) -> dict[str, int]:
    """The province's ¥4.00 m over 108 projects: its designated homes first, then others."""
    first = [home for home in homes if home.provincial_year]
    rest = [home for home in homes if not home.provincial_year]
    chosen = first + rng.sample(rest, PROJECTS - len(first))
    weights = [(2.5 if home.provincial_year else 1) * rng.uniform(0.7, 1.3) for home in chosen]
    shares = split(model.PROVINCIAL_FEN, weights, STEP_FEN)
    return {home.code: share for home, share in zip(chosen, shares, strict=True)}


def _others(rng: Random, homes: list[DemoHome], grants: dict[str, int]) -> list[int]:
    """What each home had from all but the province, in fen; Xiamen's ¥22.6 m is met with grants."""
    inside = [home.city == model.XIAMEN for home in homes]
    granted = sum(grants.get(home.code, 0) for home in homes if home.city == model.XIAMEN)
    xiamen = model.XIAMEN_FEN - granted
    weights = [(home.area + 100) * rng.uniform(0.6, 1.4) for home in homes]
    parts = []
    for group, total in ((True, xiamen), (False, model.OTHER_FEN - xiamen)):
        picked = [weight for weight, here in zip(weights, inside, strict=True) if here is group]
        parts.append(iter(split(total, picked, STEP_FEN)))
    of_xiamen, of_rest = parts
    return [next(of_xiamen if here else of_rest) for here in inside]


def _of_home(rng: Random, home: DemoHome, grant: int, other: int) -> Iterator[Entry]:
    """The entries that end at one home."""
    project = f"{home.name}省级专项补助项目" if grant else ""
    names = sources(rng, home)
    weights = [WEIGHTS[source] * rng.uniform(0.5, 1.5) for source in names]
    sums = [(PROVINCE, grant), *zip(names, split(other, weights, STEP_FEN), strict=True)]
    for source, fen in sums:
        if not fen:
            continue
        year = _year(rng, home, source)
        yield Entry(
            day=_day(rng, home, source, year),
            source=source,
            payer=payer(home, source),
            payee="",
            home=home.code,
            project=project,
            category=rng.choice(PURPOSES[source]),
            fen=fen,
            note="示例金额",
        )


def sources(rng: Random, home: DemoHome) -> list[str]:
    """Who gave to this home: a city's own home has no county money, an enterprise's its union's.

    Pingtan's federation stands beside the cities', so its own money is a city's.
    """
    sources = [CITY]
    if home.union[-2:] != "00" and home.county != "350128":
        sources.append(COUNTY)
    if home.scene == "企业":
        sources += [PRIMARY, ENTERPRISE]
    for source, chance in ((GOVERNMENT, 0.55), (ENTERPRISE, 0.35), (SOCIETY, 0.3)):
        if source not in sources and rng.random() < chance:
            sources.append(source)
    return sources


def payer(home: DemoHome, source: str) -> str:
    """The union that pays the home; none where the money comes from outside the unions."""
    if source in OUTSIDE:
        return ""
    if source == PRIMARY:
        return home.union
    return _above(home)


def _above(home: DemoHome) -> str:
    """The federation that pays a home: the city for its own, the zone, else the county."""
    if home.union.endswith("00") or "-Z" in home.union:
        return home.union
    return home.county


def _year(rng: Random, home: DemoHome, source: str) -> int:
    first = home.since.year
    if source == PROVINCE:
        return max(first, 2019)
    return rng.choice((first, first, min(first + 1, model.COUNTED_ON.year)))


def _day(rng: Random, home: DemoHome, source: str, year: int) -> date:
    """A day in the year, not long before the opening, by which money passed down has come down."""
    start = max(came_down(source, year), home.since - timedelta(days=120))
    return start + timedelta(days=rng.randint(5, (date(year, 12, 28) - start).days))


def came_down(source: str, year: int) -> date:
    """When money of the source reached the counties that year; the programme began in Sept 2019."""
    if source == PROVINCE and year == 2019:
        return date(2019, 10, 30)
    return date(year, 4, 10) if source in (PROVINCE, CITY) else date(year, 1, 6)


def transfers(entries: list[Entry], homes: dict[str, DemoHome]) -> Iterator[Entry]:
    """Province → city → county rows, by year, that supply exactly what the payers paid out."""
    city_gave: dict[tuple[str, str, str, int], int] = defaultdict(int)
    province_gave: dict[tuple[str, int], int] = defaultdict(int)
    for entry in entries:
        city = homes[entry.home].city
        receiver = entry.payer if city == "350000" else city
        if entry.source == PROVINCE:
            province_gave[receiver, entry.day.year] += entry.fen
        if entry.source in (PROVINCE, CITY) and entry.payer != receiver:
            city_gave[entry.source, city, entry.payer, entry.day.year] += entry.fen
    for (receiver, year), fen in province_gave.items():
        day = came_down(PROVINCE, year) - timedelta(days=20)
        yield _transfer(day, PROVINCE, "350000", receiver, fen)
    for (source, city, county, year), fen in city_gave.items():
        yield _transfer(came_down(source, year), source, city, county, fen)


def _transfer(day: date, source: str, payer: str, payee: str, fen: int) -> Entry:
    note = f"{day.year}年共享职工之家专项资金下达（示例金额）"
    return Entry(day, source, payer, payee, "", "", PASSED_DOWN, fen, note)


def with_vouchers(entries: list[Entry]) -> Iterator[tuple[str, Entry]]:
    """Number the entries by month as a bookkeeper does: 记201911-0001."""
    month, number = "", 0
    for entry in sorted(entries, key=lambda e: (e.day, e.source, e.payer, e.payee, e.home)):
        number = number + 1 if f"{entry.day:%Y%m}" == month else 1
        month = f"{entry.day:%Y%m}"
        yield f"记{month}-{number:04d}", entry
