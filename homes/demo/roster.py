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
from homes.demo.wanted import COUNTED, LATER, SCENE_WEIGHTS, SCENES, WORDS

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


def english_names() -> dict[str, str]:
    """What each home is called in English, by code."""
    return {home.code: home.name_en for home in all_homes()}


def _named(counties: dict[str, Division]) -> list[DemoHome]:
    path = Path(__file__).with_name("named.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [_from_row(row, counties) for row in csv.DictReader(file)]


def _from_row(row: dict[str, str], counties: dict[str, Division]) -> DemoHome:
    county = row["行政区划代码"]
    return DemoHome(
        code=row["编号"],
        name=f"{row['名称']}共享职工之家",
        name_en=f"{row['英文名称']} Shared Workers' Home",
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
        name_en=f"{_in_english(county)}: {model.SCENES_EN[scene]} home {number} (sample)",
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


def _in_english(county: Division) -> str:
    """With the city, because two districts are Licheng in English."""
    city = divisions()[county.city]
    return f"{county.name_en}, {city.name_en}" if city.level == "prefecture" else county.name_en


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
