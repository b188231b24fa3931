"""Files of divisions, unions and workplaces."""

import pytest

from common.datum import wgs84_to_gcj02
from tests.factories.unions import DivisionFactory
from tests.sheets import told
from unions.enums import Datum, DivisionLevel, UnionLevel
from unions.models import Division, Union, Workplace

UNIONS = "编号 名称 层级 上级编号 行政区划代码"
WORKPLACES = (
    "编号 名称 统一社会信用代码 行政区划代码 详细地址 经度 纬度 职工数 其中新就业形态 行业 调查日期"
)
GOOD = ["W-1", "示例公司", "91350100M000100Y43", "350581", "示例路1号", 118.65, 24.73, 120, 20]


def workplace(**changes) -> list:
    """A right row of workplaces with some cells changed, by column name."""
    row = dict(zip(WORKPLACES.split(), [*GOOD, "纺织业", "2026.11.23"], strict=True))
    return list((row | changes).values())


def parent_of(union: Union) -> str:
    return Union.objects.get_parent(union).code


def children_of(union: Union) -> list[str]:
    return [child.code for child in Union.objects.get_children(union)]


class TestDivisions:
    HEADER = "行政区划代码 名称 英文名称 层级 上级代码 经度 纬度 备注"

    def test_are_made_and_changed_in_any_order(self, take):
        outcome = take(
            "divisions",
            self.HEADER,
            ["350581", "石狮市", "Shishi", "县（市、区）", "350500", 118.65, 24.73, "县级市"],
            ["350500", "泉州市", "Quanzhou", "设区市", "350000", None, None, None],
            ["350000", "福建省", "Fujian", "省级", None, None, None, None],
        )
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 3, 0)
        shishi = Division.objects.get(pk="350581")
        assert (shishi.name, shishi.name_en, shishi.level) == ("石狮市", "Shishi", "county")
        assert (shishi.parent_id, shishi.reporting_parent_id) == ("350500", "350500")
        assert (shishi.lat, shishi.lon, shishi.note) == (24.73, 118.65, "县级市")

    def test_take_the_columns_of_the_list_as_published(self, take, tree):
        header = "code name_zh name_en level parent_code lat lon"
        outcome = take(
            "divisions",
            header,
            ["350583", "南安市", "Nan'an City", "county", "350500", 24.9, 118.4],
        )
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 0, 1)
        assert Division.objects.get(pk="350583").name_en == "Nan'an City"

    def test_an_unknown_parent_is_refused(self, take):
        outcome = take(
            "divisions",
            self.HEADER,
            ["350581", "石狮市", "", "县（市、区）", "350500", *[None] * 3],
        )
        assert told(outcome) == [(2, "上级代码", "unknown_division")]
        assert Division.objects.count() == 0


class TestUnions:
    def test_parents_may_stand_below_their_children(self, take, tree):
        outcome = take(
            "unions",
            UNIONS,
            ["350581-P01", "示例公司工会", "基层工会", "350581-T01", "350581"],
            ["350581-P02", "示例商场工会", "基层工会", "350581-T01", None],
            ["350581-T01", "示例园区工会联合会", "镇街园区工会", "350581", "350581"],
            ["350500-I01", "示例产业工会", "产业工会", "350500", None],
        )
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 4, 0)
        park = Union.objects.get(code="350581-T01")
        assert parent_of(park) == "350581"
        assert children_of(park) == ["350581-P01", "350581-P02"]
        assert (park.level, park.division_id) == (UnionLevel.TOWNSHIP, "350581")
        assert Union.objects.get(code="350500-I01").division is None
        assert Union.objects.find_problems() == ([], [], [], [], [])

    def test_a_known_union_is_renamed_and_moved_with_all_below_it(self, take, tree):
        take("unions", UNIONS, ["T01", "园区", "镇街园区工会", "350581", None],
             ["P01", "公司", "基层工会", "T01", None])  # fmt: skip
        outcome = take("unions", UNIONS, ["T01", "新园区", "镇街园区工会", "350583", None])
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 0, 1)
        moved = Union.objects.get(code="T01")
        assert (moved.name, parent_of(moved)) == ("新园区", "350583")
        assert children_of(moved) == ["P01"]
        assert Union.objects.find_problems() == ([], [], [], [], [])

    @pytest.mark.parametrize(
        ("rows", "errors"),
        [
            ([["A", "甲", "基层工会", "B", None], ["B", "乙", "基层工会", "A", None]],
             [(2, "上级编号", "circle"), (3, "上级编号", "circle")]),
            ([["A", "甲", "基层工会", "350999", None]], [(2, "上级编号", "unknown_union")]),
            ([["A", "甲", "基层工会", None, None]], [(2, "上级编号", "required")]),
            ([["A", "甲", "工会", "350581", None]], [(2, "层级", "unknown_choice")]),
            ([["A", "甲", "基层工会", "350581", "350999"]],
             [(2, "行政区划代码", "unknown_division")]),
            ([["350500", "泉州", "市总工会", "350581", None]], [(2, "上级编号", "circle")]),
        ],
    )  # fmt: skip
    def test_what_makes_no_tree_is_refused(self, take, tree, rows, errors):
        before = list(Union.objects.values_list("code", "path", "numchild", "name"))
        assert told(take("unions", UNIONS, *rows)) == errors
        assert list(Union.objects.values_list("code", "path", "numchild", "name")) == before

    def test_a_cadre_imports_only_below_the_own_union(self, take, county):
        row = ["350583-P01", "示例公司工会", "基层工会", "350583", None]
        assert told(take("unions", UNIONS, row, by=county)) == [(2, "上级编号", "out_of_scope")]
        own = ["350581-P01", "示例公司工会", "基层工会", "350581", None]
        assert take("unions", UNIONS, own, by=county).created == 1
        top = ["350000-X", "另一省总工会", "省总工会", None, None]
        assert told(take("unions", UNIONS, top, by=county)) == [(2, "层级", "out_of_scope")]


class TestWorkplaces:
    def test_every_column(self, take, tree):
        outcome = take("workplaces", WORKPLACES, workplace())
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 1, 0)
        found = Workplace.objects.get()
        assert (found.code, found.name, found.uscc) == ("W-1", "示例公司", "91350100M000100Y43")
        assert (found.division_id, found.address) == ("350581", "示例路1号")
        assert (found.lat, found.lon, found.source_datum) == (24.73, 118.65, Datum.WGS84)
        assert (found.headcount, found.new_form, found.industry) == (120, 20, "纺织业")
        assert found.surveyed_on.isoformat() == "2026-11-23"

    def test_a_known_code_is_changed_and_blank_cells_leave_what_is_stored(self, take, tree):
        take("workplaces", WORKPLACES, workplace())
        outcome = take("workplaces", WORKPLACES, workplace(职工数="１５０人", 行业="/"))
        assert (outcome.created, outcome.updated) == (0, 1)
        found = Workplace.objects.get()
        assert (found.headcount, found.industry) == (150, "纺织业")

    def test_points_in_gcj02_are_stored_as_wgs84(self, take, tree):
        point = wgs84_to_gcj02(24.73, 118.65)
        row = workplace(纬度=point.lat, 经度=point.lon)
        take("workplaces", WORKPLACES, row, datum="gcj02")
        found = Workplace.objects.get()
        assert (round(found.lat, 6), round(found.lon, 6)) == (24.73, 118.65)
        assert found.source_datum == Datum.GCJ02

    def test_a_row_may_have_a_datum_of_its_own(self, take, tree):
        point = wgs84_to_gcj02(24.73, 118.65)
        row = workplace(纬度=point.lat, 经度=point.lon)
        take("workplaces", f"{WORKPLACES} 坐标系", [*row, "高德"])
        assert round(Workplace.objects.get().lat, 6) == 24.73

    @pytest.mark.parametrize(
        ("changes", "column", "code"),
        [
            ({"行政区划代码": "350999"}, "行政区划代码", "unknown_division"),
            ({"统一社会信用代码": "91350100M000100Y4Z"}, "统一社会信用代码", "uscc_check_digit"),
            ({"经度": 24.73, "纬度": 118.65}, "经度", "swapped"),
            ({"纬度": 42.73}, "纬度", "outside_province"),
            ({"经度": 119.3}, "经度", "in_the_sea"),
            ({"经度": 116.1, "纬度": 25.8}, "经度", "far_from_division"),
            ({"经度": None}, "经度", "required"),
            ({"职工数": -1}, "职工数", "negative"),
            ({"职工数": "约300"}, "职工数", "approximate"),
            ({"其中新就业形态": 121}, "其中新就业形态", "more_than_all"),
            ({"调查日期": "去年"}, "调查日期", "not_a_date"),
            ({"名称": "无"}, "名称", "required"),
        ],
    )
    def test_a_bad_cell_stops_the_file(self, take, tree, changes, column, code):
        outcome = take("workplaces", WORKPLACES, workplace(编号="W-0"), workplace(**changes))
        assert told(outcome) == [(3, column, code)]
        assert Workplace.objects.count() == 0

    def test_a_cadre_imports_only_for_the_own_divisions(self, take, county, province):
        other = workplace(行政区划代码="350206", 经度=118.15, 纬度=24.51)
        outcome = take("workplaces", WORKPLACES, other, by=county)
        assert told(outcome) == [(2, "行政区划代码", "out_of_scope")]
        assert take("workplaces", WORKPLACES, other, by=province).created == 1
        takeover = take("workplaces", WORKPLACES, workplace(), by=county)
        assert told(takeover) == [(2, "行政区划代码", "out_of_scope")]


def test_a_city_is_wider_than_a_county(take, tree):
    far = {"经度": 118.0, "纬度": 25.6}
    assert told(take("workplaces", WORKPLACES, workplace(**far))) == [
        (2, "经度", "far_from_division")
    ]
    city = workplace(行政区划代码="350500", **far)
    assert take("workplaces", WORKPLACES, city).created == 1


def test_a_zone_without_a_point_sets_no_limit(take, tree):
    DivisionFactory(code="350581-Z01", level=DivisionLevel.ZONE, lat=None, lon=None)
    row = workplace(行政区划代码="350581-Z01", 经度=116.1, 纬度=25.8)
    assert take("workplaces", WORKPLACES, row).created == 1
