"""The article's figures, summed from the import files with nothing but `csv`."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.cn import uscc

from homes.demo.places import distance_m, divisions
from homes.demo.roster import english_names
from homes.demo.shares import split
from homes.demo.write import files

ROOT = Path(__file__).parents[2]
DATA = ROOT / "homes" / "demo" / "data"
COUNTED_ON = "2020-12-31"
KINDS = [
    "unions",
    "workplaces",
    "homes",
    "hours",
    "spaces",
    "stops",
    "agreements",
    "staff",
    "funding",
    "visits",
    "activities",
]
SHISHI, YUANHE = "FJ-350581-CZ-0001", "FJ-350502-PK-0001"
FACILITIES = [
    "职工书屋",
    "书报阅览室",
    "电子阅览室",
    "书法绘画室",
    "器乐室",
    "心灵驿站",
    "棋牌室",
    "乒乓球室",
    "羽毛球场",
    "台球室",
    "舞蹈室",
    "健身房",
    "职工影吧",
    "职工培训室",
    "亲子活动室",
    "爱心驿站",
    "妈妈小屋",
]


def rows(kind: str) -> list[dict[str, str]]:
    with (DATA / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_operation() -> list[dict[str, str]]:
    """Homes in operation on the day of the article's figures."""
    return [r for r in rows("homes") if r["状态"] == "运行" and r["建成日期"] <= COUNTED_ON]


def invested() -> list[dict[str, str]]:
    """Entries that end at a home, in the years of the article's figures."""
    entries = [r for r in rows("funding") if r["家编号"]]
    assert all("2018-01-01" <= r["日期"] <= COUNTED_ON for r in entries)
    return entries


def total(entries: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(r["金额（元）"]) for r in entries), Decimal(0))


def city_of(home: str) -> str:
    return divisions()[home[3:9]].city


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_what_the_generator_writes(kind):
    assert (DATA / f"{kind}.csv").read_bytes().decode() == files()[kind]


def test_homes_by_city_at_the_end_of_2020():
    by_city = Counter(city_of(r["编号"]) for r in in_operation())
    assert by_city["350100"] == 34
    assert by_city["350200"] == 100
    assert sum(by_city.values()) == 318
    assert by_city["350000"] == 6  # Pingtan reports beside the cities


def test_the_two_cities_count_the_same_by_union_as_by_division():
    own = Counter(r["主管工会"][:4] for r in in_operation() if r["主管工会"][:6] != "350128")
    assert own["3501"] == 34
    assert own["3502"] == 100


def test_about_340_homes_in_all_and_one_or_more_in_each_of_83_counties():
    homes = rows("homes")
    assert len(homes) == len({r["编号"] for r in homes}) == len({r["名称"] for r in homes}) == 340
    counties = {d.code for d in divisions().values() if d.level == "county"}
    assert len(counties) == 83
    assert {r["行政区划代码"] for r in in_operation()} == counties


def test_every_home_is_marked_a_sample_but_the_twelve_that_the_article_names():
    plain = [r["名称"] for r in rows("homes") if "示例" not in r["名称"]]
    assert len(plain) == 12
    assert "石狮服装城共享职工之家" in plain
    assert all("示例数据" in r["备注"] for r in rows("homes"))


def test_english_names_are_unique_and_tell_the_two_lichengs_apart():
    names = english_names()
    assert len(set(names.values())) == len(names) == 340
    assert names["FJ-350581-CZ-0001"] == "Shishi Garment City Shared Workers' Home"
    assert any("Licheng District, Quanzhou" in name for name in names.values())
    assert any("Licheng District, Putian" in name for name in names.values())


def test_codes_carry_the_county():
    assert all(r["编号"][3:9] == r["行政区划代码"] for r in rows("homes"))


def test_39_provincial_designations():
    years = [r["省级命名年度"] for r in in_operation() if r["省级命名年度"]]
    assert len(years) == 39
    assert set(years) == {"2019", "2020"}


def test_192_000_square_metres_free_of_charge():
    homes = in_operation()
    assert sum(int(r["无偿面积"]) for r in homes) == 192_000
    assert all(0 <= int(r["无偿面积"]) <= int(r["场地面积"]) for r in rows("homes"))


def test_areas_that_the_article_states():
    area = {r["名称"]: r["场地面积"] for r in rows("homes")}
    assert area["石狮服装城共享职工之家"] == "1500"
    assert area["南安四季家园共享职工之家"] == "1400"


def test_the_first_home_opened_in_may_2018():
    first = min(in_operation(), key=lambda r: r["建成日期"])
    assert first["名称"] == "厦门湖里创新园共享职工之家"
    assert first["建成日期"][:7] == "2018-05"


def test_four_million_from_the_province_over_more_than_100_projects():
    provincial = [r for r in invested() if r["来源"] == "省总工会"]
    assert total(provincial) == Decimal("4000000.00")
    assert len({r["项目"] for r in provincial}) == 108
    assert all(r["项目"] for r in provincial)


def test_186_million_from_all_others_is_46_and_a_half_to_one():
    others = [r for r in invested() if r["来源"] != "省总工会"]
    assert {r["来源"] for r in others} == {
        "市总工会",
        "县区总工会",
        "基层工会",
        "财政",
        "企业",
        "社会",
    }
    assert total(others) == Decimal("186000000.00")
    assert total(others) / Decimal("4000000.00") == Decimal("46.5")


def test_xiamen_had_22_million_and_600_thousand():
    here = [r for r in invested() if city_of(r["家编号"]) == "350200"]
    assert total(here) == Decimal("22600000.00")


def test_money_passed_down_is_paid_out_to_the_fen():
    """A union between the province and a home keeps nothing of what it was passed."""
    kept: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in rows("funding"):
        if entry["来源"] in ("省总工会", "市总工会"):
            kept[entry["来源"], entry["付款单位"]] -= Decimal(entry["金额（元）"])
            kept[entry["来源"], entry["收款单位"]] += Decimal(entry["金额（元）"])
    passed = {key: sum_ for key, sum_ in kept.items() if key[1] and sum_}
    givers = {union for source, union in passed if source == "省总工会"}
    assert givers == {"350000"}
    assert passed["省总工会", "350000"] == Decimal("-4000000.00")
    assert all(union.endswith("00") or union == "350128" for source, union in passed)


def test_each_entry_goes_either_to_a_union_or_to_a_home():
    unions = {r["编号"] for r in rows("unions")} | set(divisions())
    homes = {r["编号"] for r in rows("homes")}
    for entry in rows("funding"):
        assert (entry["收款单位"] in unions) != (entry["家编号"] in homes)
        outside = entry["来源"] in ("财政", "企业", "社会")
        assert (entry["付款单位"] == "") is outside
        assert outside or entry["付款单位"] in unions


def test_vouchers_are_unique_and_sums_positive():
    entries = rows("funding")
    assert len({r["凭证号"] for r in entries}) == len(entries)
    assert min(Decimal(r["金额（元）"]) for r in entries) > 0


def test_xiamen_served_550_000_person_times():
    served = [r for r in rows("visits") + rows("activities") if city_of(r["家编号"]) == "350200"]
    assert max(r["日期"] for r in served) <= COUNTED_ON
    assert sum(int(r["人次"]) for r in served) == 550_000


def test_shishi_held_110_sessions_with_35_000_person_times():
    held = [r for r in rows("activities") if r["家编号"] == SHISHI]
    assert len(held) == 110
    assert sum(int(r["人次"]) for r in held) == 35_000
    assert [r for r in rows("visits") if r["家编号"].startswith("FJ-350581")] == []
    assert {r["家编号"] for r in rows("activities") if "350581" in r["家编号"]} == {SHISHI}


def test_no_two_sessions_of_a_name_are_on_one_day_of_a_home():
    held = [(r["家编号"], r["名称"], r["日期"]) for r in rows("activities")]
    assert len(set(held)) == len(held)


def test_yuanhe_signed_12_agreements():
    signed = [r for r in rows("agreements") if r["家编号"] == YUANHE]
    assert len({r["共建单位"] for r in signed}) == len(signed) == 12
    assert all(r["签订日期"] <= COUNTED_ON < r["到期日期"] for r in signed)


def test_every_uscc_has_its_check_digit_and_is_used_once():
    codes = [r["统一社会信用代码"] for r in rows("agreements") + rows("workplaces")]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not uscc.is_valid(code)] == []


def test_nothing_happens_at_a_home_before_it_opened():
    opened = {r["编号"]: r["建成日期"] for r in rows("homes")}
    for kind in ("visits", "activities"):
        assert [r for r in rows(kind) if r["日期"] < opened[r["家编号"]]] == []


def test_points_lie_near_the_seat_of_their_county():
    for row in rows("homes") + rows("workplaces"):
        seat = divisions()[row["行政区划代码"]]
        point = (float(row["纬度"]), float(row["经度"]))
        assert distance_m(point, (seat.lat, seat.lon)) < 20_000


def test_between_a_third_and_two_thirds_of_the_workers_have_a_home_within_600_m():
    homes = [
        (float(r["纬度"]), float(r["经度"]))
        for r in rows("homes")
        if r["状态"] in ("运行", "试运行") and r["场景类型"] != "流动"
    ]
    covered = everyone = 0
    for place in rows("workplaces"):
        lat, lon = float(place["纬度"]), float(place["经度"])
        workers = int(place["职工数"])
        everyone += workers
        close = [h for h in homes if abs(h[0] - lat) < 0.006]
        covered += workers * any(distance_m(h, (lat, lon)) <= 600 for h in close)
    assert 0.35 < covered / everyone < 0.60


def test_shishi_has_a_badminton_hall_of_two_half_courts_and_a_cinema_of_100_places():
    rooms = {r["名称"]: r for r in rows("spaces") if r["家编号"] == SHISHI}
    halves = [r for r in rooms.values() if r["上级空间"] == "羽毛球馆"]
    assert rooms["羽毛球馆"]["设施"] == "羽毛球场"
    assert rooms["羽毛球馆"]["方式"] == "独占"
    assert len(halves) == 2
    assert (rooms["职工影吧"]["方式"], rooms["职工影吧"]["容量"]) == ("计位", "100")


def test_spaces_are_of_the_catalogue_and_their_names_unique_in_a_home():
    spaces = rows("spaces")
    assert {r["设施"] for r in spaces} <= set(FACILITIES)
    assert {r["方式"] for r in spaces} == {"独占", "计位", "随到随用"}
    assert len({(r["家编号"], r["名称"]) for r in spaces}) == len(spaces)


def test_open_homes_have_hours_or_a_timetable():
    timed = {r["家编号"] for r in rows("hours")} | {r["家编号"] for r in rows("stops")}
    for home in rows("homes"):
        opened = home["状态"] not in ("拟建", "在建", "撤销")
        assert (home["编号"] in timed) is opened


def test_xiamen_has_98_social_workers_and_volunteers():
    shared = {
        r["手机号"]
        for r in rows("staff")
        if city_of(r["家编号"]) == "350200"
        and r["角色"] in ("社工", "志愿者")
        and r["家编号"] in {h["编号"] for h in in_operation()}
    }
    assert len(shared) == 98


def test_one_phone_is_one_person():
    names = defaultdict(set)
    for person in rows("staff"):
        names[person["手机号"]].add(person["姓名"])
    assert [phone for phone, called in names.items() if len(called) > 1] == []


def test_supervising_unions_exist_and_parents_come_first():
    known = set(divisions())
    for union in rows("unions"):
        assert union["上级编号"] in known
        known.add(union["编号"])
    assert {r["主管工会"] for r in rows("homes")} <= known


@pytest.mark.parametrize(
    ("total_", "weights", "step", "parts"),
    [(10, [1, 1, 1], 1, [4, 3, 3]), (100, [3, 1], 50, [100, 0]), (0, [1, 2], 1, [0, 0])],
)
def test_split_sums_exactly(total_, weights, step, parts):
    assert split(total_, weights, step) == parts


def test_split_refuses_a_sum_between_steps():
    with pytest.raises(ValueError, match="not a multiple"):
        split(101, [1, 1], 100)
