"""Cells as people write them, and what the portal says when it cannot take one."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from common import parsing
from common.clock import SHANGHAI
from common.datum import Point, wgs84_to_gcj02
from common.errors import Refusal
from common.parsing.places import distance_km, in_the_sea


def excel(*parts: int) -> datetime:
    """A date cell as Excel holds it: without a time zone."""
    return datetime(*parts)  # noqa: DTZ001  # Excel knows no time zones


def refused(parse, *cells) -> str:
    with pytest.raises(Refusal) as caught:
        parse(*cells)
    assert str(caught.value.message)
    return caught.value.code


ANY_PARSER = [
    parsing.text(10), parsing.code(), parsing.number(), parsing.yuan, parsing.wan_yuan, parsing.day,
    parsing.minutes, parsing.moment, parsing.weekdays, parsing.mobile, parsing.phone, parsing.uscc,
    parsing.degrees, parsing.one_of({"是": 1}), parsing.many_of({"是": 1}),
]  # fmt: skip


@pytest.mark.parametrize("parse", ANY_PARSER)
@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "/", "／", "无", "—", "\u200b", "N/A"])
def test_a_blank_mark_is_no_value(parse, blank):
    assert parse(blank) is None


@pytest.mark.parametrize("parse", [*ANY_PARSER, parsing.flag])
def test_a_failed_formula_is_refused(parse):
    assert refused(parse, "#N/A") == "formula_error"


class TestText:
    def test_keeps_full_width_characters_and_drops_outer_spaces(self):
        assert parsing.text(20)("\u3000石狮（示例）\u200b ") == "石狮（示例）"

    def test_is_refused_when_too_long(self):
        assert refused(parsing.text(3), "四个汉字") == "too_long"

    def test_takes_off_the_guard_of_our_own_exports(self):
        assert parsing.text(20)("'=1+1") == "=1+1"
        assert parsing.text(20)("'quoted'") == "'quoted'"

    @pytest.mark.parametrize("cell", [350502, 350502.0, "３５０５０２", " 350 502 "])
    def test_a_code_is_half_width_digits_however_it_was_stored(self, cell):
        assert parsing.code()(cell) == "350502"

    def test_a_long_code_stored_as_a_number_has_lost_digits(self):
        assert refused(parsing.code(), 9.13501e17) == "lost_digits"

    def test_one_of_names_what_is_allowed(self):
        scene = parsing.one_of({"园区型": "park", "Park": "park"})
        assert scene(" 园区型 ") == "park"
        assert scene("ＰＡＲＫ") == "park"
        with pytest.raises(Refusal) as caught:
            scene("园林型")
        assert caught.value.code == "unknown_choice"
        assert "园区型" in str(caught.value)

    def test_options_may_be_written_with_dash_or_space(self):
        mode = parsing.one_of({"随到随用": "walk_in"}, ["walk_in"])
        assert {mode(word) for word in ("walk_in", "walk-in", "Walk in")} == {"walk_in"}

    def test_many_of_is_parted_by_any_usual_mark(self):
        modes = parsing.many_of({"工会自建": "own", "主体共建": "host"})
        assert modes("工会自建、主体共建；工会自建") == ["own", "host"]
        assert refused(modes, "工会自建、其他") == "unknown_choice"

    @pytest.mark.parametrize(
        ("cell", "value"),
        [("是", True), ("√", True), (1, True), (True, True), ("Y", True), ("有", True),
         ("否", False), ("×", False), (0, False), (False, False), ("无", False), ("/", None)],
    )  # fmt: skip
    def test_flag(self, cell, value):
        assert parsing.flag(cell) is value

    def test_flag_refuses_other_words(self):
        assert refused(parsing.flag, "也许") == "not_yes_or_no"


class TestNumbers:
    @pytest.mark.parametrize(
        "cell", [1500, 1500.0, "1500", "1,500", "１５００", " 1500人", "1500.0"]
    )
    def test_counts(self, cell):
        assert parsing.number(units=("人",))(cell) == 1500

    @pytest.mark.parametrize(
        ("cell", "code"),
        [("约300", "approximate"), ("300多", "approximate"), ("300余人", "approximate"),
         ("近300", "approximate"), ("300+", "approximate"), ("1.2万", "written_in_wan"),
         (-1, "negative"), ("-1", "negative"), (1.5, "not_whole"), ("三百", "not_a_number"),
         ("1-2", "not_a_number"), ("1,50", "not_a_number"), (True, "not_a_number"),
         ("2.26E+07", "lost_digits"), ("９９９", "too_large")],
    )  # fmt: skip
    def test_what_is_no_count_is_refused_with_its_reason(self, cell, code):
        assert refused(parsing.number(high=500, units=("人",)), cell) == code

    def test_measures_are_rounded_half_up_to_their_places(self):
        area = parsing.number(places=2, units=("平方米", "m2"))
        assert area("192.005㎡") == Decimal("192.01")
        assert area(0.1 + 0.2) == Decimal("0.30")

    @pytest.mark.parametrize(
        ("cell", "fen"),
        [(226000, 22_600_000), (0.1, 10), ("1,234.56", 123_456), ("￥40元", 4000), (19.99, 1999)],
    )
    def test_yuan(self, cell, fen):
        assert parsing.yuan(cell) == fen

    @pytest.mark.parametrize(
        ("cell", "yuan"),
        [("12万", "120000"), ("3.5万元", "35000"), ("1.86亿", "186000000"), ("２万", "20000")],
    )
    def test_wan_in_a_yuan_column_is_refused_with_the_amount_in_yuan(self, cell, yuan):
        with pytest.raises(Refusal) as caught:
            parsing.yuan(cell)
        assert caught.value.code == "wan_in_yuan"
        assert f" {yuan}," in str(caught.value) or f" {yuan} " in str(caught.value)

    def test_wan_yuan_is_exact(self):
        assert parsing.wan_yuan(2260) == 2_260_000_000
        assert parsing.wan_yuan("0.0001万元") == 100
        assert refused(parsing.wan_yuan, "500元") == "yuan_in_wan"
        assert refused(parsing.wan_yuan, "0.00000001") == "below_one_fen"

    def test_money_is_neither_negative_nor_finer_than_a_fen(self):
        assert refused(parsing.yuan, "-5") == "negative"
        assert refused(parsing.yuan, "0.005") == "below_one_fen"
        assert refused(parsing.yuan, "约3000") == "approximate"

    @given(st.integers(min_value=0, max_value=10**13 - 1))
    def test_every_fen_survives_excel(self, fen):
        as_excel_stores_it = fen / 100
        assert parsing.yuan(as_excel_stores_it) == fen
        assert parsing.yuan(f"{fen // 100:,}.{fen % 100:02d}") == fen


class TestMoments:
    @pytest.mark.parametrize(
        "cell",
        ["2026.11.23", "2026-11-23", "2026/11/23", "20261123", 20261123, "2026年11月23日",
         "２０２６年１１月２３日", "2026 年 11 月 23 日", 46349, 46349.0, "46349",
         excel(2026, 11, 23), date(2026, 11, 23), "2026-11-23 00:00:00", "2026/11/23 0:00"],
    )  # fmt: skip
    def test_day(self, cell):
        assert parsing.day(cell) == date(2026, 11, 23)

    @pytest.mark.parametrize("cell", ["2026年11月", "2026.11", "202611", "2026-11"])
    def test_a_month_is_its_first_day(self, cell):
        assert parsing.day(cell) == date(2026, 11, 1)

    @pytest.mark.parametrize(
        "cell", ["2026年", "26.11.23", "2026-02-30", "2026.13.1", "23/11/2026", 3, "1066-10-14"]
    )
    def test_what_is_no_day_is_refused(self, cell):
        assert refused(parsing.day, cell) == "not_a_date"

    @given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
    def test_every_serial_is_its_day(self, day):
        assert parsing.day((day - date(1899, 12, 30)).days) == day
        assert parsing.day(day.strftime("%Y%m%d")) == day

    @pytest.mark.parametrize(
        ("cell", "total"),
        [("8:30", 510), ("08：30", 510), ("8:30:00", 510), ("8点半", 510), ("8时30分", 510),
         (time(8, 30), 510), (0.354166666666667, 510), ("0:00", 0), ("8点", 480),
         ("24:00", 1440), (timedelta(days=1), 1440), (1.0, 1440), (excel(1900, 1, 1), 1440)],
    )  # fmt: skip
    def test_minutes(self, cell, total):
        assert parsing.minutes(cell) == total

    @pytest.mark.parametrize("cell", ["25:00", "24:01", "8:60", "早上", "8", 8, timedelta(days=2)])
    def test_what_is_no_time_is_refused(self, cell):
        assert refused(parsing.minutes, cell) == "not_a_time"

    @pytest.mark.parametrize(
        "cell",
        ["2026-11-23 8:30", "2026.11.23 08:30:00", "2026年11月23日8时30分", "2026-11-23T08:30",
         excel(2026, 11, 23, 8, 30, 0, 400)],
    )  # fmt: skip
    def test_moment(self, cell):
        assert parsing.moment(cell) == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)

    def test_moment_at_midnight_and_what_is_none(self):
        assert parsing.moment("2026-11-23 24:00") == datetime(2026, 11, 24, tzinfo=SHANGHAI)
        assert refused(parsing.moment, "2026-11-23") == "not_a_time"
        assert refused(parsing.moment, "8:30") == "not_a_time"
        assert refused(parsing.moment, "明天 8:30") == "not_a_date"

    @pytest.mark.parametrize(
        ("cell", "days"),
        [("1-5", "12345"), ("6,7", "67"), ("７", "7"), (3, "3"), ("12345", "12345"), ("67", "67"),
         ("周一至周五", "12345"), ("周六、周日", "67"), ("星期天", "7"), ("每天", "1234567"),
         ("工作日", "12345"), ("周末", "67"), ("1-3，5", "1235"), (excel(2026, 1, 5), "12345")],
    )  # fmt: skip
    def test_weekdays(self, cell, days):
        assert parsing.weekdays(cell) == tuple(map(int, days))

    @pytest.mark.parametrize("cell", ["0", "8", "5-1", "1-8", "周八", "1,,2", "71", "5/9"])
    def test_what_names_no_weekdays_is_refused(self, cell):
        assert refused(parsing.weekdays, cell) == "not_weekdays"


class TestIdentifiers:
    @pytest.mark.parametrize(
        "cell",
        [
            "13800000007",
            13800000007,
            "+86 138-0000-0007",
            "１３８０００００００７",
            "8613800000007",
        ],
    )
    def test_mobile(self, cell):
        assert parsing.mobile(cell) == "13800000007"

    @pytest.mark.parametrize("cell", ["12345678901", "1380000000", "0591-87654321"])
    def test_what_is_no_mobile_is_refused(self, cell):
        assert refused(parsing.mobile, cell) == "not_a_mobile"

    def test_phone_takes_landlines_and_hotlines_too(self):
        assert parsing.phone("0591-87654321") == "0591-87654321"
        assert parsing.phone("12351") == "12351"
        assert parsing.phone("138 0000 0007") == "13800000007"
        assert refused(parsing.phone, "问门卫") == "not_a_phone"

    def test_uscc_is_checked_and_the_right_digit_is_named(self):
        assert parsing.uscc("91350100M000100Y43") == "91350100M000100Y43"
        assert parsing.uscc(" 91350100 m000100y43") == "91350100M000100Y43"
        with pytest.raises(Refusal) as caught:
            parsing.uscc("91350100M000100Y4Z")
        assert caught.value.code == "uscc_check_digit"
        assert "3" in str(caught.value)
        assert "Z" in str(caught.value)

    @pytest.mark.parametrize("kind", ["81", "89", "51", "A1", "13"])
    def test_uscc_of_unions_and_any_registry_is_taken(self, kind):
        body = f"{kind}350581MJ0000001"
        whole = body + standard.calc_check_digit(body)
        assert parsing.uscc(whole) == whole

    def test_uscc_with_a_wrong_length_or_letter_is_refused(self):
        assert refused(parsing.uscc, "91350100M000100Y4") == "uscc_length"
        assert refused(parsing.uscc, "91350100I000100Y43") == "uscc_characters"
        assert refused(parsing.uscc, 913501000001000043) == "lost_digits"


class TestPlaces:
    def test_degrees(self):
        assert parsing.degrees("118.6473°") == 118.6473
        assert refused(parsing.degrees, "118°38′50″") == "not_decimal_degrees"
        assert refused(parsing.degrees, 361) == "not_degrees"

    def test_a_point_is_converted_to_wgs84(self):
        fuzhou = Point(26.077379, 119.291596)
        found = parsing.position(*wgs84_to_gcj02(*fuzhou), "gcj02")
        assert distance_km(found, fuzhou) < 0.001

    @pytest.mark.parametrize(
        ("lat", "lon", "code"),
        [
            (118.6473, 24.7317, "swapped"),
            (39.9, 116.4, "outside_province"),
            (24.6, 119.2, "in_the_sea"),
            (23.2, 118.0, "in_the_sea"),
            (25.0, 120.5, "in_the_sea"),
            (26.5, 120.9, "in_the_sea"),
        ],
    )
    def test_an_impossible_point_is_refused(self, lat, lon, code):
        assert refused(parsing.position, lat, lon, "wgs84") == code

    @pytest.mark.parametrize(
        ("lat", "lon"),
        # Dongshan, Gulei, Kinmen, Shenhu, Xiangzhi, Chongwu, Meizhou, Nanri, Pingtan, Huangqi,
        # Xiyang, Sansha, Taishan: the capes and islands that reach furthest out.
        [(23.62, 117.53), (23.74, 117.60), (24.45, 118.46), (24.64, 118.67), (24.77, 118.77),
         (24.88, 118.94), (25.06, 119.15), (25.21, 119.53), (25.58, 119.91), (26.33, 119.88),
         (26.50, 120.05), (26.92, 120.22), (27.00, 120.70)],
    )  # fmt: skip
    def test_capes_and_islands_are_land(self, lat, lon):
        assert not in_the_sea(Point(lat, lon))

    def test_a_point_far_from_its_county_is_refused(self):
        shishi, fuzhou = Point(24.7317, 118.6473), Point(26.0774, 119.2916)
        assert refused(parsing.refuse_far, fuzhou, shishi, 60) == "far_from_division"
        parsing.refuse_far(Point(24.75, 118.66), shishi, 60)
