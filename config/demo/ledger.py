"""Money of the last eighteen months, and premises given free of charge."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from config.demo.world import World
from funding.enums import MoneySource, ProjectState
from funding.models import Category, Entry, PremisesInKind, Project
from homes.demo import money
from homes.demo.model import DemoHome
from homes.demo.roster import all_homes
from homes.models import Agreement, Home
from unions.models import Union

SOURCES = {
    money.PROVINCE: MoneySource.PROVINCE,
    money.CITY: MoneySource.CITY,
    money.COUNTY: MoneySource.COUNTY,
    money.PRIMARY: MoneySource.PRIMARY,
    money.GOVERNMENT: MoneySource.GOVERNMENT,
    money.ENTERPRISE: MoneySource.ENTERPRISE,
    money.SOCIETY: MoneySource.SOCIETY,
}
OUTSIDERS = {
    money.GOVERNMENT: "财政（示例）",
    money.ENTERPRISE: "示例企业捐赠",
    money.SOCIETY: "示例社会组织",
}
# Payments to a home in the eighteen months, and what they are like in yuan.
PAYMENTS = (2, 7)
AMOUNTS = (2_000, 48_000)
PROVINCIAL_CHANCE = 0.12
# Running a home costs the unions near by more, and the province less, than building it.
WEIGHTS = {money.PROVINCE: 10, money.PRIMARY: 24}


def make(world: World) -> None:
    """Ledger entries to the homes with the transfers that supply them; premises in kind."""
    _premises()
    rng = world.random("ledger")
    homes = {home.code: home for home in world.running}
    described = [home for home in all_homes() if home.code in homes]
    entries = [entry for home in described for entry in _payments(rng, world, home)]
    by_code = {home.code: home for home in described}
    entries += money.transfers(entries, by_code)
    _save(list(money.with_vouchers(entries)), homes)


def _payments(rng: Random, world: World, home: DemoHome) -> Iterator[money.Entry]:
    sources = money.sources(rng, home)
    if rng.random() < PROVINCIAL_CHANCE:
        sources.append(money.PROVINCE)
    weights = [WEIGHTS.get(source, money.WEIGHTS.get(source, 0)) for source in sources]
    count = rng.randint(*PAYMENTS)
    days = (world.today - world.first_day).days
    for source in rng.choices(sources, weights, k=count):
        day = world.first_day + timedelta(days=rng.randrange(days))
        if day < home.since or day < _supplied(source, day.year):
            continue
        yield money.Entry(
            day=day,
            source=source,
            payer=money.payer(home, source),
            payee="",
            home=home.code,
            project=f"{day.year}年{home.name}提升项目" if source == money.PROVINCE else "",
            category=rng.choice(money.PURPOSES[source]),
            fen=rng.randrange(*AMOUNTS, 100) * 100,
            note="示例金额",
        )


def _supplied(source: str, year: int) -> date:
    return money.came_down(source, year)


def _save(lines: list[tuple[str, money.Entry]], homes: dict[str, Home]) -> None:
    unions = {union.code: union for union in Union.objects.all()}
    categories = dict(Category.objects.values_list("name", "pk"))
    projects = _projects(lines, homes)
    Entry.objects.bulk_create(
        [
            Entry(
                on=entry.day,
                voucher=voucher,
                source=SOURCES[entry.source],
                payer=unions.get(entry.payer),
                payer_name=unions[entry.payer].name if entry.payer else OUTSIDERS[entry.source],
                payee=unions.get(entry.payee),
                home=homes.get(entry.home),
                project=projects.get(entry.project),
                category_id=categories[entry.category],
                amount_fen=entry.fen,
                note=entry.note,
            )
            for voucher, entry in lines
        ],
        batch_size=2000,
    )


def _projects(lines: list[tuple[str, money.Entry]], homes: dict[str, Home]) -> dict[str, Project]:
    found: dict[str, Project] = {}
    for _voucher, entry in lines:
        if entry.project and entry.project not in found:
            home = homes[entry.home]
            state = ProjectState.ACCEPTED if entry.day.month < 7 else ProjectState.PAID
            found[entry.project] = Project(
                name=entry.project, union=home.union, home=home, year=entry.day.year, state=state
            )
    Project.objects.bulk_create(found.values())
    return found


def _premises() -> None:
    """What the co-build agreements of a home offer, for their term."""
    PremisesInKind.objects.bulk_create(
        PremisesInKind(
            home_id=agreement.home_id,
            provider=agreement.partner,
            area_m2=agreement.area_m2 or 0,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            document="共建共享服务协议",
        )
        for agreement in Agreement.objects.filter(area_m2__gt=0)
    )
