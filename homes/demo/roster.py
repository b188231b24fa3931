"""All homes: the twelve that the article names, and sample ones up to its counts."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from homes.demo import model
from homes.demo.model import DemoHome
from homes.demo.places import Division, divisions, near_seat, short_name
from homes.demo.shares import split

# Homes in operation on 2020-12-31: 34 in Fuzhou, 100 in Xiamen, 318 in all, one or more a county.
COUNTED = {
    "350102": 6,
    "350103": 4,
    "350104": 4,
    "350105": 3,
    "350111": 3,
    "350112": 3,
    "350121": 3,
    "350122": 2,
    "350123": 1,
    "350124": 1,
    "350125": 1,
    "350181": 3,
    "350128": 6,
    "350203": 22,
    "350205": 15,
    "350206": 22,
    "350211": 16,
    "350212": 13,
    "350213": 12,
    "350302": 4,
    "350303": 4,
    "350304": 4,
    "350305": 3,
    "350322": 3,
    "350404": 4,
    "350405": 3,
    "350421": 1,
    "350423": 1,
    "350424": 2,
    "350425": 2,
    "350426": 2,
    "350428": 2,
    "350429": 1,
    "350430": 1,
    "350481": 3,
    "350502": 6,
    "350503": 6,
    "350504": 4,
    "350505": 3,
    "350521": 5,
    "350524": 4,
    "350525": 3,
    "350526": 3,
    "350581": 1,
    "350582": 7,
    "350583": 4,
    "350602": 4,
    "350603": 4,
    "350604": 4,
    "350605": 3,
    "350622": 1,
    "350623": 3,
    "350624": 1,
    "350626": 1,
    "350627": 2,
    "350628": 2,
    "350629": 1,
    "350702": 4,
    "350703": 4,
    "350721": 2,
    "350722": 2,
    "350723": 1,
    "350724": 1,
    "350725": 1,
    "350781": 3,
    "350782": 2,
    "350783": 2,
    "350802": 6,
    "350803": 3,
    "350821": 3,
    "350823": 3,
    "350824": 2,
    "350825": 1,
    "350881": 2,
    "350902": 5,
    "350921": 3,
    "350922": 2,
    "350923": 1,
    "350924": 1,
    "350925": 1,
    "350926": 1,
    "350981": 6,
    "350982": 4,
}  # fmt: skip  (a city a line reads better than a county a line)

# What came after: county, scene, state, opened on, why it stands so.
LATER: tuple[tuple[str, str, str, date | None, str], ...] = (
    ("350102", "文旅", model.OPEN, date(2023, 10, 9), ""),
    ("350121", "文旅", model.OPEN, date(2023, 10, 9), ""),
    ("350128", "文旅", model.OPEN, date(2025, 11, 7), ""),
    ("350128", "商圈", model.OPEN, date(2025, 11, 7), ""),
    ("350205", "园区", model.OPEN, date(2021, 9, 28), ""),
    ("350304", "商圈", model.OPEN, date(2022, 4, 29), ""),
    ("350581", "园区", model.OPEN, date(2021, 12, 17), ""),
    ("350582", "企业", model.OPEN, date(2022, 7, 8), ""),
    ("350603", "楼宇", model.OPEN, date(2024, 3, 15), ""),
    ("350981", "园区", model.OPEN, date(2023, 5, 12), ""),
    ("350213", "综合", model.TRIAL, date(2026, 9, 15), "试运行三个月"),
    ("350782", "文旅", model.TRIAL, date(2026, 10, 9), "试运行三个月"),
    ("350112", "园区", model.PLANNED, None, "已完成选点摸底"),
    ("350505", "园区", model.PLANNED, None, "场地协议洽谈中"),
    ("350702", "商圈", model.PLANNED, None, "已完成选点摸底"),
    ("350181", "商圈", model.BUILDING, None, "装修中"),
    ("350524", "镇街", model.BUILDING, None, "装修中"),
    ("350823", "园区", model.BUILDING, None, "设备采购中"),
    ("350203", "楼宇", model.SUSPENDED, date(2021, 5, 14), "大楼消防改造，暂停开放"),
    ("350604", "园区", model.SUSPENDED, date(2021, 11, 5), "场地协议到期，续签中"),
    ("350404", "社区", model.RECTIFYING, date(2022, 3, 18), "公布时间未开门，限期整改"),
    ("350302", "商圈", model.CLOSED, date(2021, 6, 25), "商场停业，已撤销"),
)

WORDS = {
    "园区": ("高新园", "科创园", "电商园", "物流园", "智造园", "创业园", "数字园", "食品园"),
    "社区": ("和平社区", "幸福社区", "团结社区", "向阳社区", "新华社区", "安居社区", "滨河社区"),
    "商圈": ("万商中心", "步行街", "家居城", "商贸城", "农贸中心", "城东商圈", "城西商圈"),
    "楼宇": ("商务大厦", "财富大厦", "创业大厦", "金融中心", "工会大厦", "总部大楼"),
    "企业": ("鞋服企业", "电子企业", "食品企业", "机械企业", "建材企业", "纺织企业", "茶业企业"),
    "镇街": ("城关", "城东街道", "城南街道", "城北街道", "城西街道", "新区街道"),
    "行业": ("环卫行业", "物流行业", "家政行业", "建筑行业", "货运行业"),
    "综合": ("职工服务中心", "工人文化宫", "党群活动中心", "便民服务中心"),
    "文旅": ("景区", "古街", "文化村", "渔村"),
}
SCENES = ("园区", "社区", "企业", "商圈", "镇街", "楼宇", "综合", "行业")
SCENE_WEIGHTS = (22, 18, 18, 13, 11, 8, 6, 4)
MODES = ("党建带工建", "群社联建", "主体共建", "工会自建")
# Floor areas in m²: most homes are of 200 to 600, a few are halls.
AREA_STEPS = ((60, 140, 10), (140, 320, 30), (320, 620, 35), (620, 1200, 18), (1200, 3000, 7))


def all_homes() -> list[DemoHome]:
    """Every home of homes.csv in order of code; the same each time."""
    rng = Random("共享职工之家")
    counties = divisions()
    homes = _named(counties)
    names = Counter(home.name for home in homes)
    for code, scene, state, opened_on, why in _wanted(rng, homes):
        home = _sample(rng, counties[code], scene, homes, names)
        note = f"示例数据；{why}" if why else "示例数据"
        homes.append(replace(home, status=state, opened_on=opened_on, note=note))
    return sorted(_designated(rng, _with_free_area(rng, homes)), key=lambda home: home.code)


def _named(counties: dict[str, Division]) -> list[DemoHome]:
    path = Path(__file__).with_name("named.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [_from_row(row, counties) for row in csv.DictReader(file)]


def _from_row(row: dict[str, str], counties: dict[str, Division]) -> DemoHome:
    county = row["行政区划代码"]
    return DemoHome(
        code=row["编号"],
        name=f"{row['名称']}共享职工之家",
        mechanism="创新型",
        scene=row["场景类型"],
        county=county,
        city=counties[county].city,
        union=row["主管工会"],
        address=row["详细地址"],
        lat=float(row["纬度"]),
        lon=float(row["经度"]),
        status=model.OPEN,
        opened_on=date.fromisoformat(row["建成日期"]),
        area=int(row["场地面积"]),
        free_area=int(row["无偿面积"]),
        modes=row["建设模式"],
        provincial_year=int(row["省级命名年度"]),
        note=f"{row['依据']}见《共享，让“家”更温暖》；其余为示例数据",
        named=True,
    )


def _wanted(rng: Random, named: list[DemoHome]) -> Iterator[tuple[str, str, str, date | None, str]]:
    """(county, scene, state, opened on, why) of each sample home still to be made."""
    have = Counter(home.county for home in named)
    for county, count in COUNTED.items():
        for _ in range(count - have[county]):
            scene = rng.choices(SCENES, SCENE_WEIGHTS)[0]
            yield county, scene, model.OPEN, _opened_on(rng, county), ""
    yield from LATER


def _opened_on(rng: Random, county: str) -> date:
    """Xiamen began in May 2018, the others after the provincial decision of September 2019."""
    first = date(2018, 6, 1) if county[:4] == model.XIAMEN[:4] else date(2019, 10, 8)
    days = (model.COUNTED_ON - first).days - 10
    return first + timedelta(days=int(days * rng.triangular(0, 1, 0.7)))


def _sample(
    rng: Random, county: Division, scene: str, homes: list[DemoHome], names: Counter[str]
) -> DemoHome:
    stem = f"FJ-{county.code}-{model.SCENE_LETTERS[scene]}-"
    number = 1 + sum(home.code.startswith(stem) for home in homes)
    lat, lon = near_seat(rng, county, 3500)
    name = _fresh_name(rng, county, scene, names)
    return DemoHome(
        code=f"{stem}{number:04d}",
        name=name,
        mechanism="主体型" if scene == "企业" or rng.random() < 0.15 else "创新型",
        scene=scene,
        county=county.code,
        city=county.city,
        union=_union(rng, county, name, f"P{number:03d}" if scene == "企业" else ""),
        address=f"{county.name}示例路{rng.randint(1, 300)}号",
        lat=lat,
        lon=lon,
        status=model.OPEN,
        opened_on=None,
        area=_area(rng),
        free_area=0,
        modes="、".join(sorted(rng.sample(MODES, rng.choice((1, 2, 2, 3))), key=MODES.index)),
        provincial_year=None,
        note="示例数据",
    )


def _fresh_name(rng: Random, county: Division, scene: str, names: Counter[str]) -> str:
    word = f"{short_name(county.name)}{rng.choice(WORDS[scene])}"
    names[word] += 1
    ordinal = "" if names[word] == 1 else f"第{'零一二三四五六七八九十'[names[word]]}"
    return f"{word}{ordinal}共享职工之家（示例）"


def _union(rng: Random, county: Division, name: str, primary: str) -> str:
    """An enterprise's own primary union, else the trade's, at times the city's, or the county's.

    Trade homes of Fuzhou and Xiamen stay with the county, so that the article's counts of the two
    cities hold by union and by division alike.
    """
    if primary:
        return f"{county.code}-{primary}"
    if "环卫" in name and county.city not in (model.FUZHOU, model.XIAMEN):
        return model.CLEANING_UNION
    if "文化宫" in name and county.city != model.PROVINCE and rng.random() < 0.6:
        return county.city
    return county.code


def _area(rng: Random) -> int:
    low, high, _ = rng.choices(AREA_STEPS, [step[2] for step in AREA_STEPS])[0]
    return 10 * round(rng.uniform(low, high) / 10)


def _with_free_area(rng: Random, homes: list[DemoHome]) -> list[DemoHome]:
    """Give the counted homes 192,000 m² free of charge in all; a home's area holds its share."""
    counted = [home for home in homes if home.counted and not home.named]
    left = model.FREE_AREA_M2 - sum(home.free_area for home in homes if home.named)
    weights = [home.area * rng.choice((0, 0.7, 1, 1, 1, 1)) for home in counted]
    free = dict(zip([home.code for home in counted], split(left, weights, 1), strict=True))
    done = []
    for home in homes:
        share = free.get(home.code, home.free_area if home.named else home.area)
        done.append(replace(home, free_area=share, area=max(home.area, share)))
    return done


def _designated(rng: Random, homes: list[DemoHome]) -> list[DemoHome]:
    """Name sample homes until 39 are designated by the province by the end of 2020."""
    missing = model.PROVINCIAL_DESIGNATIONS - sum(home.named for home in homes)
    able = [home.code for home in homes if home.counted and not home.named]
    chosen = set(rng.sample(able, missing))
    return [replace(home, provincial_year=2020) if home.code in chosen else home for home in homes]
