"""unions.csv, staff.csv and agreements.csv: who keeps the homes, and who builds them together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from homes.demo import model
from homes.demo.model import DemoHome
from homes.demo.shares import split
from homes.demo.uscc import made_up

CADRE, SOCIAL_WORKER, VOLUNTEER = "专干", "社工", "志愿者"
INDUSTRY, ZONE, PARK, PRIMARY = "产业工会", "县区总工会", "镇街园区工会", "基层工会"

# Unions that no division stands for: code, name, level, parent, division.
UNIONS = (
    ("350000-I01", "福建省教科文卫体工会", INDUSTRY, "350000", ""),
    ("350000-I02", "福建省财贸轻纺烟草工会", INDUSTRY, "350000", ""),
    (model.CLEANING_UNION, "福建省清洗保洁行业工会联合会", INDUSTRY, "350000", ""),
    ("350500-Z01", "泉州台商投资区总工会", ZONE, "350500", ""),
    ("350102-Y01", "福州软件园工会联合会", PARK, "350102", "350102"),
    ("350206-Y01", "湖里创新园工会联合会", PARK, "350206", "350206"),
    ("350502-Y01", "源和1916创意产业园工会联合会", PARK, "350502", "350502"),
    ("350581-Y01", "石狮服装城工会联合会（示例）", PARK, "350581", "350581"),
    ("350581-P101", "石狮服装城商户联合工会（示例）", PRIMARY, "350581-Y01", "350581"),
    ("350502-P101", "源和1916园区企业联合工会（示例）", PRIMARY, "350502-Y01", "350502"),
)
SURNAMES = "林陈黄张吴李王郑刘杨许谢蔡苏叶何郭曾赖邱"
XIAMEN_PROVIDERS = ("开心社工", "善美社工", "欣立社工")
PROVIDERS = ("示例社会工作服务中心", "示例职工服务社", "示例公益发展中心")
# Xiamen has near a hundred social workers and volunteers, who help each other's homes out.
XIAMEN_SOCIAL_WORKERS, XIAMEN_VOLUNTEERS = 40, 58
DEMO_STAFF = (
    ("示例专干", CADRE, "13800000004", ""),
    ("示例社工", SOCIAL_WORKER, "13800000005", PROVIDERS[0]),
    ("示例志愿者", VOLUNTEER, "13800000006", ""),
)
OFFERS = ("阅读", "健身", "餐饮优惠", "休闲", "培训场地", "活动场地", "观影", "饮水歇脚")


@dataclass(frozen=True)
class StaffRow:
    """A row of staff.csv; one person (phone) may serve several homes."""

    home: str
    name: str
    role: str
    phone: str
    provider: str


@dataclass(frozen=True)
class AgreementRow:
    """A row of agreements.csv; area in whole m²."""

    home: str
    partner: str
    uscc: str
    starts_on: date
    ends_on: date
    area: int
    items: str


def unions(homes: Iterable[DemoHome]) -> list[tuple[str, str, str, str, str]]:
    """The unions above, and a primary union for every enterprise that hosts a home."""
    primaries = [
        (home.union, f"{_stem(home)}工会（示例）", PRIMARY, home.county, home.county)
        for home in homes
        if "-P" in home.union
    ]
    return [*UNIONS, *primaries]


def staff(homes: Iterable[DemoHome]) -> list[StaffRow]:
    """A cadre for each home; social workers and volunteers, in Xiamen shared between homes."""
    rng = Random("人员")
    people = _People(rng)
    shared = {
        SOCIAL_WORKER: [people.new() for _ in range(XIAMEN_SOCIAL_WORKERS)],
        VOLUNTEER: [people.new() for _ in range(XIAMEN_VOLUNTEERS)],
    }
    rows: list[StaffRow] = []
    xiamen = 0
    for home in homes:
        if home.code == model.SHISHI:
            rows.extend(StaffRow(home.code, *person) for person in DEMO_STAFF)
        elif home.city == model.XIAMEN and home.counted:
            rows.extend(_shared_staff(home, people, shared, xiamen))
            xiamen += 1
        elif home.has_rooms or home.scene == "流动":
            rows.extend(_own_staff(rng, home, people))
    return rows


class _People:
    """Made-up names with a phone each; no two alike."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 0

    def new(self) -> tuple[str, str]:
        self.count += 1
        name = f"{self.rng.choice(SURNAMES)}示例{self.count:04d}"
        return name, f"137{self.count:08d}"


def _shared_staff(
    home: DemoHome, people: _People, shared: dict[str, list[tuple[str, str]]], turn: int
) -> Iterator[StaffRow]:
    name, phone = people.new()
    yield StaffRow(home.code, name, CADRE, phone, "")
    for role, count in ((SOCIAL_WORKER, 1), (VOLUNTEER, 2)):
        pool = shared[role]
        for step in range(count):
            index = (turn * count + step) % len(pool)
            provider = XIAMEN_PROVIDERS[index % 3] if role == SOCIAL_WORKER else ""
            name, phone = pool[index]
            yield StaffRow(home.code, name, role, phone, provider)


def _own_staff(rng: Random, home: DemoHome, people: _People) -> Iterator[StaffRow]:
    for role, count in ((CADRE, 1), (SOCIAL_WORKER, rng.choice((0, 1, 1, 2))), (VOLUNTEER, 2)):
        for _ in range(count):
            provider = rng.choice(PROVIDERS) if role == SOCIAL_WORKER else ""
            name, phone = people.new()
            yield StaffRow(home.code, name, role, phone, provider)


def agreements(homes: Iterable[DemoHome]) -> list[AgreementRow]:
    """Twelve at 源和1916, the article's figure; one or two at about a third of the others."""
    rng = Random("协议")
    rows: list[AgreementRow] = []
    for home in homes:
        count = 12 if home.code == model.YUANHE else rng.choice((0, 0, 0, 0, 1, 2))
        if home.counted and home.free_area and count and home.scene != "流动":
            weights = [rng.uniform(0.5, 1.5) for _ in range(count)]
            for area in split(home.free_area, weights):
                rows.append(_agreement(rng, home, area, number=50_001 + len(rows)))
    return rows


def _agreement(rng: Random, home: DemoHome, area: int, *, number: int) -> AgreementRow:
    starts = home.since + timedelta(days=rng.randint(0, (model.COUNTED_ON - home.since).days))
    if home.code == model.YUANHE:
        partner, years = f"泉州示例文创企业{number - 50_000:02d}有限公司", 8
    else:
        partner, years = f"{_stem(home)}示例共建单位{number - 50_000:03d}", rng.choice((5, 6, 7, 8))
    return AgreementRow(
        home=home.code,
        partner=partner,
        uscc=made_up("91", home.county, number),
        starts_on=starts,
        ends_on=date(starts.year + years, 12, 31),
        area=area,
        items="、".join(rng.sample(OFFERS, rng.randint(2, 4))),
    )


def _stem(home: DemoHome) -> str:
    return home.name.removesuffix("（示例）").removesuffix("共享职工之家")
