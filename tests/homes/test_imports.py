"""Files of homes and of what belongs to them: taken whole, or refused cell by cell."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from common import clock
from common.clock import SHANGHAI
from homes import enums
from homes.actions import catch_up_statuses
from homes.models import Agreement, Designation, Home, Hours, LifeEvent, Stop, Visit
from tests.factories.homes import HomeFactory, HoursFactory, LifeEventFactory
from tests.sheets import told
from unions.enums import Datum

HOMES = (
    "编号 名称 机制类型 场景类型 行政区划代码 主管工会 详细地址 经度 纬度 状态 建成日期"
    " 场地面积 无偿面积 建设模式 省级命名年度 备注"
)
GOOD = [
    "FJ-1", "石狮服装城共享职工之家", "创新型", "商圈型", "350581", 350581, "石狮市服装城", 118.65,
    24.73, "运行", "2019年5月", "1,500㎡", 1200, "党建带工建、主体共建", "2020年", "示例",
]  # fmt: skip


def home_row(**changes) -> list:
    """A right row of homes with some cells changed, by column name."""
    row = dict(zip(HOMES.split(), GOOD, strict=True))
    assert changes.keys() <= row.keys()
    return list((row | changes).values())


class TestHomes:
    def test_every_column(self, take, tree):
        outcome = take("homes", HOMES, home_row())
        assert (outcome.errors, outcome.rows, outcome.created, outcome.updated) == ([], 1, 1, 0)
        home = Home.objects.get()
        assert (home.code, home.name) == ("FJ-1", "石狮服装城共享职工之家")
        assert (home.mechanism, home.scene) == ("innovative", "commercial")
        assert (home.division_id, home.union.code) == ("350581", "350581")
        assert (home.lat, home.lon, home.source_datum) == (24.73, 118.65, Datum.WGS84)
        assert (home.status, home.opened_on) == ("open", date(2019, 5, 1))
        assert (home.area_m2, home.free_area_m2) == (Decimal(1500), Decimal(1200))
        assert home.construction_modes == ["party_led", "host_entity"]
        assert (home.address, home.note) == ("石狮市服装城", "示例")

    def test_history_and_titles_are_written_too(self, take, tree):
        take("homes", HOMES, home_row())
        home = Home.objects.get()
        assert list(home.life.values_list("on", "status")) == [(date(2019, 5, 1), "open")]
        assert list(home.designations.values_list("kind", "year")) == [("provincial", 2020)]
        [version] = home.history.all()
        assert (version.history_type, version.name) == ("+", "石狮服装城共享职工之家")

    def test_english_columns_and_values(self, take, tree):
        header = "code name mechanism scene division union address lon lat status opened_on area_m2"
        row = ["FJ-1", "A home", "host_based", "building", "350581", "350581", "Road 1"]
        outcome = take("homes", header, [*row, 118.65, 24.73, "open", "2020-01-01", 80.5])
        assert (outcome.errors, outcome.created) == ([], 1)
        home = Home.objects.get()
        assert (home.mechanism, home.scene, home.area_m2) == (
            "host_based",
            "building",
            Decimal("80.5"),
        )

    def test_optional_columns(self, take, tree):
        optional = "省级试点年度 场所来源 依托单位 统一社会信用代码 是否对非会员开放 电话 英文名称"
        more = [2019, "党群活动中心", "示例服务中心", "91350100M000100Y43", "√", "0595-88880000"]
        outcome = take("homes", f"{HOMES} {optional}", [*home_row(), *more, "Shishi Garment City"])
        assert (outcome.errors, outcome.ignored_columns) == ([], [])
        home = Home.objects.get()
        assert (home.host_base, home.host_name) == ("party_mass_centre", "示例服务中心")
        assert (home.host_uscc, home.phone) == ("91350100M000100Y43", "0595-88880000")
        assert (home.admission, home.name_en) == ("workers", "Shishi Garment City")
        assert set(home.designations.values_list("kind", "year")) == {
            ("provincial", 2020), ("pilot", 2019),
        }  # fmt: skip

    def test_without_a_union_the_divisions_own_is_in_charge(self, take, tree):
        take(
            "homes", HOMES, home_row(主管工会=None, 行政区划代码="350583", 经度=118.39, 纬度=24.96)
        )
        assert Home.objects.get().union.code == "350583"
        moved = home_row(主管工会="350581", 行政区划代码="350583", 经度=118.39, 纬度=24.96)
        take("homes", HOMES, moved)
        take("homes", HOMES, home_row(主管工会=None, 行政区划代码="350583", 经度=None, 纬度=None))
        assert Home.objects.get().union.code == "350581"

    def test_a_known_code_is_changed_and_blank_cells_leave_what_is_stored(self, take, tree):
        take("homes", HOMES, home_row())
        changes = {"名称": "新名称", "场地面积": "/", "详细地址": None}
        outcome = take("homes", HOMES, home_row(**changes))
        assert (outcome.created, outcome.updated) == (0, 1)
        home = Home.objects.get()
        assert (home.name, home.area_m2, home.address) == ("新名称", Decimal(1500), "石狮市服装城")
        assert LifeEvent.objects.count() == 1
        assert Designation.objects.count() == 1
        assert [v.history_type for v in home.history.order_by("pk")] == ["+", "~"]

    def test_a_new_status_is_an_event_of_today(self, take, tree):
        take("homes", HOMES, home_row())
        take("homes", HOMES, home_row(状态="暂停"))
        events = [(date(2019, 5, 1), "open"), (clock.today(), "suspended")]
        assert list(LifeEvent.objects.values_list("on", "status")) == events
        assert Home.objects.in_operation(date(2020, 1, 1)).count() == 1
        assert Home.objects.in_operation().count() == 0

    def test_a_corrected_opening_date_moves_its_event(self, take, tree):
        take("homes", HOMES, home_row())
        take("homes", HOMES, home_row(建成日期="2018-03-01"))
        assert list(LifeEvent.objects.values_list("on", "status")) == [(date(2018, 3, 1), "open")]

    def test_a_planned_home_opens_on_the_date_that_the_file_gives(self, take, tree):
        take("homes", HOMES, home_row(状态="拟建", 建成日期=None, 经度=None, 纬度=None))
        take("homes", HOMES, home_row(建成日期="2020-05-01"))
        assert list(LifeEvent.objects.values_list("on", "status")) == [(date(2020, 5, 1), "open")]
        assert catch_up_statuses() == 0

    def test_an_opening_date_after_a_suspension_leaves_the_history(self, take, tree):
        take("homes", HOMES, home_row())
        LifeEventFactory(home=Home.objects.get(), on=date(2021, 1, 1), status="suspended")
        take("homes", HOMES, home_row(建成日期="2022-01-01"))
        events = [(date(2019, 5, 1), "open"), (date(2021, 1, 1), "suspended")]
        assert list(LifeEvent.objects.values_list("on", "status")) == events

    def test_a_closed_home_was_open_before(self, take, tree):
        take("homes", HOMES, home_row(状态="撤销"))
        events = [(date(2019, 5, 1), "open"), (clock.today(), "closed")]
        assert list(LifeEvent.objects.values_list("on", "status")) == events

    def test_a_mobile_home_needs_no_point(self, take, tree):
        row = home_row(场景类型="流动型", 经度=None, 纬度=None)
        assert take("homes", HOMES, row).created == 1

    def test_satellites_may_stand_above_their_home(self, take, tree):
        header = f"{HOMES} 所属主家编号"
        outcome = take(
            "homes", header, [*home_row(编号="FJ-2"), "FJ-1"], [*home_row(), None]
        )  # fmt: skip
        assert outcome.errors == []
        assert Home.objects.get(code="FJ-2").parent.code == "FJ-1"

    @pytest.mark.parametrize(("parent", "code"), [("FJ-9", "unknown_home"), ("FJ-1", "circle")])
    def test_a_satellite_of_nothing_is_refused(self, take, tree, parent, code):
        outcome = take("homes", f"{HOMES} 所属主家编号", [*home_row(), parent])
        assert told(outcome) == [(2, "所属主家编号", code)]
        assert Home.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "column", "code"),
        [
            ({"行政区划代码": "350999"}, "行政区划代码", "unknown_division"),
            ({"主管工会": "350999"}, "主管工会", "unknown_union"),
            ({"场地面积": -5}, "场地面积", "negative"),
            ({"场地面积": "约300"}, "场地面积", "approximate"),
            ({"无偿面积": 1501}, "无偿面积", "more_than_all"),
            ({"经度": 24.73, "纬度": 118.65}, "经度", "swapped"),
            ({"经度": 119.3, "纬度": 24.6}, "经度", "in_the_sea"),
            ({"经度": 116.0, "纬度": 25.8}, "经度", "far_from_division"),
            ({"经度": None}, "经度", "half_a_point"),
            ({"经度": None, "纬度": None}, "经度", "required"),
            ({"场景类型": "园林型"}, "场景类型", "unknown_choice"),
            ({"建设模式": "工会自建、其他"}, "建设模式", "unknown_choice"),
            ({"建成日期": "2099-01-01"}, "建成日期", "in_the_future"),
            ({"编号": None}, "编号", "required"),
            ({"编号": "FJ-0"}, "编号", "duplicate"),
        ],
    )
    def test_a_bad_cell_stops_the_file_and_nothing_is_saved(
        self, take, tree, changes, column, code
    ):
        outcome = take("homes", HOMES, home_row(编号="FJ-0"), home_row(**changes))
        assert told(outcome) == [(3, column, code)]
        assert outcome.errors[0].reason
        assert (outcome.created, outcome.batch) == (0, None)
        assert (Home.objects.count(), LifeEvent.objects.count()) == (0, 0)

    def test_every_wrong_row_is_named(self, take, tree):
        outcome = take(
            "homes", HOMES, home_row(状态="开"), home_row(编号="FJ-2", 场地面积=-1),
            home_row(编号="FJ-3"), home_row(编号="FJ-3"),
        )  # fmt: skip
        assert told(outcome) == [
            (2, "状态", "unknown_choice"), (3, "场地面积", "negative"), (5, "编号", "duplicate"),
        ]  # fmt: skip
        assert "4" in outcome.errors[2].reason
        assert outcome.errors[1].value == "-1"

    def test_a_cadre_imports_only_for_unions_in_charge(self, take, city, next_home):
        assert take("homes", HOMES, home_row(), by=city).created == 1
        other = home_row(编号="FJ-2", 主管工会="350206")
        assert told(take("homes", HOMES, other, by=city)) == [(2, "主管工会", "out_of_scope")]
        takeover = home_row(编号=next_home.code)
        assert told(take("homes", HOMES, takeover, by=city)) == [(2, "编号", "out_of_scope")]
        assert Home.objects.get(code=next_home.code).name == next_home.name


class TestHours:
    HEADER = "家编号 星期 开门 关门"

    def test_replace_what_the_home_had(self, take, home):
        outcome = take(
            "hours", self.HEADER, [home.code, "1-5", "8:30", time(12, 0)],
            [home.code, "1-5", "14:30", "24:00"], [home.code, "6,7", "22:00", "2:00"],
        )  # fmt: skip
        assert (outcome.errors, outcome.created, outcome.updated) == ([], 3, 0)
        assert set(Hours.objects.values_list("opens", "closes")) == {
            (time(8, 30), time(12)), (time(14, 30), time(0)), (time(22), time(2)),
        }  # fmt: skip

    def test_of_other_homes_and_of_holidays_stay(self, take, home, next_home):
        HoursFactory(home=home, kind=enums.HoursKind.HOLIDAY, opens=time(9), closes=time(12))
        take("hours", self.HEADER, [home.code, "每天", "0:00", "24:00"])
        assert set(home.hours.values_list("kind", "opens")) == {
            ("weekly", time(0)), ("holiday", time(9)),
        }  # fmt: skip
        assert next_home.hours.count() == 1

    def test_the_same_file_again_changes_nothing(self, take, home):
        rows = [[home.code, "1-5", "8:30", "12:00"], [home.code, "1-5", "13:00", "18:00"]]
        take("hours", self.HEADER, *rows)
        outcome = take("hours", self.HEADER, *rows)
        assert (outcome.created, outcome.updated) == (0, 2)
        assert home.hours.count() == 2

    @pytest.mark.parametrize(
        ("row", "column", "code"),
        [
            (["X", "1-5", "8:00", "9:00"], "家编号", "unknown_home"),
            (["350581-001", "8", "8:00", "9:00"], "星期", "not_weekdays"),
            (["350581-001", "1-5", "8:00", "25:00"], "关门", "not_a_time"),
            (["350581-001", "1-5", "8:00", "8:00"], "关门", "no_length"),
            (["350581-001", "6", "9:59", "12:00"], "开门", "overlap"),
        ],
    )
    def test_wrong_hours_are_refused(self, take, home, row, column, code):
        outcome = take("hours", self.HEADER, [home.code, "6,7", "8:00", "10:00"], row)
        assert told(outcome) == [(3, column, code)]
        assert list(home.hours.values_list("closes")) == [(time(22),)]

    def test_summer_and_winter_hours_do_not_overlap(self, take, home):
        header = f"{self.HEADER} 生效日期 失效日期"
        outcome = take(
            "hours", header, [home.code, "1-7", "8:00", "20:00", "2026-06-01", "2026-09-30"],
            [home.code, "1-7", "8:00", "18:00", "2026-10-01", "2027-05-31"],
        )  # fmt: skip
        assert (outcome.errors, outcome.created) == ([], 2)


class TestStops:
    HEADER = "家编号 地点 经度 纬度 到达 离开"

    def test_stops_of_a_mobile_home(self, take, home):
        mobile = HomeFactory(code="M-1", scene=enums.Scene.MOBILE, union=home.union)
        row = ["M-1", "示例工地", 118.7, 24.8, "2026-12-01 17:00", "2026-12-01 20:30"]
        assert take("stops", self.HEADER, row).created == 1
        outcome = take("stops", self.HEADER, [*row[:5], "2026-12-01 21:00"])
        assert (outcome.created, outcome.updated) == (0, 1)
        stop = Stop.objects.get()
        assert (stop.home, stop.site, stop.lat, stop.lon) == (mobile, "示例工地", 24.8, 118.7)
        assert stop.starts_at == datetime(2026, 12, 1, 17, tzinfo=SHANGHAI)
        assert stop.ends_at == datetime(2026, 12, 1, 21, tzinfo=SHANGHAI)

    def test_wrong_stops_are_refused(self, take, home):
        HomeFactory(code="M-1", scene=enums.Scene.MOBILE, union=home.union)
        times = ["2026-12-01 17:00", "2026-12-01 20:30"]
        outcome = take(
            "stops", self.HEADER, [home.code, "站在原地", 118.7, 24.8, *times],
            ["M-1", "海上", 119.3, 24.6, *times],
            ["M-1", "倒流", 118.7, 24.8, *reversed(times)],
        )  # fmt: skip
        assert told(outcome) == [
            (2, "家编号", "not_mobile"),
            (3, "经度", "in_the_sea"),
            (4, "离开", "ends_before_start"),
        ]
        assert Stop.objects.count() == 0


class TestAgreements:
    HEADER = "家编号 共建单位 统一社会信用代码 签订日期 到期日期 提供面积 服务事项"

    def test_are_made_and_changed(self, take, home):
        row = [
            home.code,
            "示例文化公司",
            "91350100M000100Y43",
            "2020-11-02",
            "2025-12-31",
            148,
            "健身",
        ]
        assert take("agreements", self.HEADER, row).created == 1
        assert take("agreements", self.HEADER, [*row[:6], "健身、阅读"]).updated == 1
        found = Agreement.objects.get()
        assert (found.home, found.partner, found.items) == (home, "示例文化公司", "健身、阅读")
        assert (found.starts_on, found.ends_on) == (date(2020, 11, 2), date(2025, 12, 31))
        assert (found.area_m2, found.uscc) == (Decimal(148), "91350100M000100Y43")

    def test_an_end_before_the_beginning_is_refused(self, take, home):
        row = [home.code, "示例文化公司", None, "2020-11-02", "2020-11-01", None, None]
        assert told(take("agreements", self.HEADER, row)) == [(2, "到期日期", "ends_before_start")]


class TestVisits:
    HEADER = "家编号 日期 人次 方式"

    def test_typed_and_scanned_stay_apart(self, take, home):
        outcome = take(
            "visits", self.HEADER, [home.code, "20201231", 84, None],
            [home.code, "2020.12.31", "1,200人次", "扫码"],
        )  # fmt: skip
        assert (outcome.errors, outcome.created) == ([], 2)
        assert set(Visit.objects.values_list("on", "person_times", "method")) == {
            (date(2020, 12, 31), 84, "typed"), (date(2020, 12, 31), 1200, "scanned"),
        }  # fmt: skip
        assert take("visits", self.HEADER, [home.code, "20201231", 90, "typed"]).updated == 1
        assert Visit.objects.get(method="typed").person_times == 90

    def test_wrong_counts_are_refused(self, take, home):
        tomorrow = clock.today() + timedelta(days=1)
        outcome = take(
            "visits", self.HEADER, [home.code, tomorrow, 84, None],
            [home.code, "2020-12-31", "3.5万", None], [home.code, "2020-12-30", 1, None],
            [home.code, "2020-12-30", 2, "填报"],
        )  # fmt: skip
        assert told(outcome) == [
            (2, "日期", "in_the_future"), (3, "人次", "written_in_wan"), (5, "日期", "duplicate"),
        ]  # fmt: skip
        assert Visit.objects.count() == 0

    def test_a_home_cadre_imports_only_for_the_own_home(self, take, home_cadre, home, next_home):
        row = [home.code, "2020-12-31", 84, None]
        assert take("visits", self.HEADER, row, by=home_cadre).created == 1
        other = [next_home.code, "2020-12-31", 84, None]
        assert told(take("visits", self.HEADER, other, by=home_cadre)) == [
            (2, "家编号", "out_of_scope")
        ]
