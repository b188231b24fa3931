"""The public pages of homes, as somebody in the street uses them on Monday at 20:40."""

import json
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from homes.enums import Admission, Condition, Scene, Status
from homes.models import CalendarDay, Home
from tests.factories.homes import (
    AgreementFactory,
    DesignationFactory,
    FacilityFactory,
    HomeFactory,
    HoursExceptionFactory,
    HoursFactory,
    SpaceFactory,
    StopFactory,
)
from tests.factories.unions import DivisionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
LIST, MAP = reverse("homes:list"), reverse("homes:map")
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def early(tree):
    """Shut since 18:00, 600 m north of the other, in Nan'an."""
    home = HomeFactory(
        name="日间共享职工之家",
        scene=Scene.COMMUNITY,
        union=tree["350583"],
        lat=24.7354,
        address="示例县中山路 9 号",
    )
    HoursFactory(home=home, weekdays=EVERY_DAY, opens=time(8), closes=time(18))
    return home


def page_of(home) -> str:
    return reverse("homes:detail", args=[home.code])


def found(client, **query) -> list[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [item.home.name for item in answer.context["page_obj"].object_list]


def text(answer) -> str:
    """The words of a page, tags and surplus space taken out."""
    body = re.sub(
        r"<(script|style|option)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", body)


def test_the_open_ones_come_first(client, early, home):
    assert found(client) == [home.name, early.name]


def test_a_card_says_until_when_and_from_when(client, home, early):
    words = text(client.get(LIST))
    assert "正在开放 至 22:00" in words
    assert "未开放 明天 08:00 开门" in words


def test_open_now_leaves_out_what_is_shut(client, home, early):
    assert found(client, open="1") == [home.name]


def test_near_sorts_by_walking(client, home, early):
    assert found(client, near="24.7360,118.65") == [early.name, home.name]
    words = text(client.get(LIST, {"near": "24.7300,118.65"}))
    assert words.index("步行约 1 分钟 （10 m）") < words.index("步行约 11 分钟 （600 m）")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "日间"}, ["日间共享职工之家"]),
        ({"q": "中山路"}, ["日间共享职工之家"]),
        ({"q": "南安"}, ["日间共享职工之家"]),
        ({"q": "泉州 石狮"}, ["示例石狮共享职工之家"]),
        ({"q": "Shishi"}, ["示例石狮共享职工之家"]),
        ({"q": "ＳＨＩＳＨＩ ssgx"}, ["示例石狮共享职工之家"]),
        ({"q": "rjgxzgzj"}, ["日间共享职工之家"]),
        ({"q": "nas"}, ["日间共享职工之家"]),
        ({"q": "社区型 nan'an"}, ["日间共享职工之家"]),
        ({"q": "没有这样的地方"}, []),
        ({"city": "350500"}, ["示例石狮共享职工之家", "日间共享职工之家"]),
        ({"city": "350200"}, []),
        ({"scene": "community"}, ["日间共享职工之家"]),
        ({"scene": "community", "open": "1"}, []),
        ({"open": "tonight"}, ["示例石狮共享职工之家"]),
        ({"open": "date"}, ["示例石狮共享职工之家"]),
        (
            {"open": "date", "day": "2026-11-24", "start": "08:00", "end": "18:00"},
            ["示例石狮共享职工之家", "日间共享职工之家"],
        ),
        (
            {"open": "date", "day": "2026-11-24", "start": "17:00", "end": "18:30"},
            ["示例石狮共享职工之家"],
        ),
        ({"open": "date", "day": "2026-11-24", "start": "22:00", "end": "06:00"}, []),
        ({"all_day": "1"}, []),
    ],
)
def test_what_is_typed_and_chosen_narrows_the_list(client, home, early, query, names):
    assert found(client, **query) == names


def test_round_the_clock_can_be_asked_for(client, home, early):
    early.hours.update(opens=time(0), closes=time(0))
    assert found(client, all_day="1") == [early.name]
    assert found(client, all_day="1", open="1") == [early.name]


@pytest.mark.parametrize(
    ("asked", "admissions"),
    [
        ("everyone", ["everyone"]),
        ("workers", ["everyone", "workers"]),
        ("members", ["everyone", "members", "workers"]),
        ("host", ["everyone", "host", "members", "workers"]),
    ],
)
def test_who_may_enter_can_be_asked_for(client, tree, asked, admissions):
    for admission in Admission:
        HomeFactory(union=tree["350581"], name=admission, admission=admission)
    assert sorted(found(client, admission=asked)) == admissions


def test_a_chosen_date_shows_its_hours(client, home):
    HoursExceptionFactory(home=home, on=date(2026, 11, 28), opens=time(9), closes=time(12))
    query = {"open": "date", "day": "2026-11-28"}
    assert "周六 11月28日 09:00–12:00" in text(client.get(LIST, query))
    query |= {"start": "11:00", "end": "13:00"}
    assert found(client, **query) == []


def test_open_on_the_coming_holiday_means_on_each_of_its_days(client, home, early):
    for day in (1, 2, 3):
        CalendarDay.objects.create(on=date(2027, 1, day), kind="holiday", name="元旦")
    assert "元旦开放" in text(client.get(LIST))
    assert found(client, open="holiday") == [home.name, early.name]
    HoursExceptionFactory(home=early, on=date(2027, 1, 2))
    assert found(client, open="holiday") == [home.name]
    assert "2027年放假" not in text(client.get(LIST))


def test_a_year_without_a_notice_is_named(client, home):
    CalendarDay.objects.create(on=date(2026, 10, 1), kind="holiday", name="国庆节")
    assert "2027 年放假安排尚未公布。" in text(client.get(LIST))
    assert found(client, open="holiday") == [home.name]


def test_late_in_the_evening_the_next_one_is_offered(client, home):
    assert "今晚 19–21 点" in text(client.get(LIST))
    with clock.stopped_at(NOW.replace(hour=21)):
        assert "明晚 19–21 点" in text(client.get(LIST))
        assert found(client, open="tonight") == [home.name]


def test_a_facility_that_is_broken_does_not_count(client, home, early):
    SpaceFactory(home=home, facility__code="gym")
    SpaceFactory(home=early, facility__code="gym", condition=Condition.FAULT)
    assert found(client, facility="gym") == [home.name]


def test_only_facilities_that_some_home_offers_can_be_chosen(client, home):
    SpaceFactory(home=home, facility__code="gym")
    FacilityFactory(code="cinema")
    SpaceFactory(home=home, facility__code="billiards", condition=Condition.CLOSED)
    codes = [facility.code for facility in client.get(LIST).context["facilities"]]
    assert codes == ["gym"]


@pytest.mark.parametrize(
    "query",
    [
        {"near": "118.65,24.73"},
        {"near": "here"},
        {"scene": "palace"},
        {"city": "x"},
        {"facility": "x"},
        {"page": "x"},
        {"page": "-3"},
        {"q": "x" * 61},
        {"open": "yesterday"},
        {"open": "date", "day": "2026-02-30", "start": "25:00"},
        {"open": "date", "day": "2020-01-01"},
        {"open": "date", "day": "9999-12-31"},
        {"admission": "x"},
    ],
)
def test_nonsense_in_the_address_does_not_break_the_list(client, home, query):
    assert found(client, **query) == [home.name]


def test_cities_stand_in_the_order_in_which_they_are_always_named(client, tree):
    for code, name in (("350128", "平潭"), ("350600", "漳州市")):
        DivisionFactory(code=code, name=name, reporting_parent_id="350000")
    names = [label for _code, label in client.get(LIST).context["form"].fields["city"].choices]
    assert names == ["全省", "厦门市", "漳州市", "泉州市", "平潭"]


def test_nothing_found_offers_a_way_out(client, home):
    answer = client.get(LIST, {"q": "没有这样的地方"})
    assert "没有符合条件的职工之家" in text(answer)
    assert f'<a class="button" href="{LIST}">查看全部</a>' in answer.content.decode()


def test_twenty_on_a_page_and_the_rest_on_the_next(client, tree):
    for number in range(23):
        HomeFactory(name=f"第{number:02d}家", code=f"P{number:02d}", union=tree["350581"])
    assert found(client) == [f"第{number:02d}家" for number in range(20)]
    assert found(client, page=2, scene="park") == ["第20家", "第21家", "第22家"]
    assert "scene=park&amp;page=2" in client.get(LIST, {"scene": "park"}).content.decode()


def test_what_the_public_may_not_see_is_not_listed(client, tree):
    for status in (Status.PLANNED, Status.BUILDING, Status.CLOSED):
        HomeFactory(union=tree["350581"], status=status)
    assert found(client) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SUSPENDED, "暂停开放 主管工会已暂停开放。"),
        (Status.RECTIFYING, "暂停开放 正在整改。"),
        (Status.TRIAL, "正在开放 至 22:00 试运行"),
    ],
)
def test_a_home_that_does_not_run_as_usual_says_so(client, home, status, words):
    home.status = status
    home.save()
    assert words in text(client.get(LIST))
    assert words in text(client.get(page_of(home)))


@pytest.mark.parametrize(
    ("admission", "words"),
    [
        (Admission.EVERYONE, "职工和社区居民均可进入 · 免费"),
        (Admission.WORKERS, "职工均可进入，不限会员 · 免费"),
        (Admission.MEMBERS, "工会会员可进入 · 免费"),
        (Admission.HOST, "仅限本企业职工"),
    ],
)
def test_who_may_enter_stands_on_card_and_page(client, home, admission, words):
    home.admission = admission
    home.save()
    assert words in text(client.get(LIST))
    assert words in text(client.get(page_of(home)))


def test_a_door_proved_open_this_week_is_named(client, home):
    Home.objects.update(last_proof_at=NOW - timedelta(hours=1))
    for address in (LIST, page_of(home)):
        assert "11月23日 19:40 已核实开门" in text(client.get(address))


def test_an_unverified_home_is_not_called_open(client, home):
    Home.objects.update(last_proof_at=NOW - timedelta(days=8), unverified=True)
    for address in (LIST, page_of(home)):
        words = text(client.get(address))
        assert "应开放·未核实 按公示时间应开放，近期未核实" in words
        assert "2026年11月15日后未核实开门，建议先打电话" in words
        assert '<span class="badge good">' not in client.get(address).content.decode()


def test_no_proof_at_all_is_said(client, home):
    assert "尚未核实开门，建议先打电话" in text(client.get(LIST))


def test_round_the_clock(client, home):
    home.hours.all().delete()
    HoursFactory(home=home, opens=time(0), closes=time(0))
    assert "正在开放 24 小时" in text(client.get(LIST))


def test_a_home_without_hours_opens_on_no_day(client, tree):
    HomeFactory(union=tree["350581"])
    assert "未开放 近日不开放。" in text(client.get(LIST))


def test_a_mobile_home_is_where_it_stops(client, tree):
    home = HomeFactory(union=tree["350581"], scene=Scene.MOBILE, lat=None, lon=None)
    StopFactory(
        home=home,
        site="示例工地北门",
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=1),
    )
    words = text(client.get(LIST, {"near": "24.74,118.66"}))
    assert "今天 19:40–21:40 停靠示例工地北门" in words
    assert "正在开放 至 21:40" in words
    assert "步行约 1 分钟 （10 m）" in words
    assert "后续停靠" in text(client.get(page_of(home)))


def test_htmx_gets_the_results_alone_and_a_reload_gets_the_page(client, home):
    part = client.get(LIST, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<section id="results"')
    assert "HX-Request" in part["Vary"]
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<!doctype html>" in client.get(LIST, headers=back).content.decode()


def test_the_filters_stay_as_they_were_chosen(client, home):
    query = {"q": "石狮", "open": "1", "scene": "park", "start": "19:00"}
    page = client.get(LIST, query).content.decode()
    assert '<details class="find-more" open>' in page
    assert 'value="19:00"' in page
    assert 'value="石狮"' in page
    assert 'name="open" value="1" checked' in page
    assert '<option value="park" selected>' in page


def test_elder_mode_has_no_sliding_row(client, home):
    SpaceFactory(home=home, facility__code="gym")
    client.cookies["elder"] = "1"
    page = client.get(LIST).content.decode()
    assert 'class="elder"' in page
    assert '<select name="facility"' in page
    assert '<select name="open"' in page
    assert "chips scroll" not in page


def test_in_english(client, home):
    words = text(client.get(LIST, headers={"Accept-Language": "en"}))
    assert "Open now until 22:00" in words
    assert "Shishi, Quanzhou · Park" in words


def test_the_list_asks_the_same_questions_for_one_home_and_for_many(
    client, tree, django_assert_num_queries
):
    def add(number: int):
        home = HomeFactory(union=tree["350581"], hours=True)
        SpaceFactory(home=home, facility__code="gym", name=f"健身房{number}")

    add(1)
    with django_assert_num_queries(13):
        client.get(LIST, {"facility": "gym", "near": "24.73,118.65"})
    add(2)
    add(3)
    with django_assert_num_queries(13):
        client.get(LIST, {"facility": "gym", "near": "24.73,118.65"})


@pytest.mark.parametrize("address", [LIST, MAP])
def test_looking_changes_nothing(client, home, address):
    assert client.post(address).status_code == 405


def test_the_map_gets_a_dot_for_each_home(client, home, early):
    HomeFactory(union=home.union, status=Status.PLANNED)
    answer = client.get(MAP)
    dots = json.loads(
        re.search(r'<script id="map-dots"[^>]*>(.*?)</script>', answer.content.decode())[1]
    )
    assert dots[0] == {
        "lat": 24.73,
        "lon": 118.65,
        "name": home.name,
        "scene": "园区型",
        "open": True,
        "state": "正在开放",
        "url": page_of(home),
    }
    assert [dot["open"] for dot in dots] == [True, False]


def test_a_home_without_a_place_is_not_on_the_map(client, tree):
    HomeFactory(union=tree["350581"], scene=Scene.MOBILE, lat=None, lon=None)
    assert client.get(MAP).context["dots"] == []


def test_without_a_key_the_map_has_no_tiles_and_says_so(client, home):
    page = client.get(MAP).content.decode()
    assert 'data-tianditu-key=""' in page
    assert "示意图，无底图" in page


def test_with_a_key_the_approval_number_is_shown(client, home, settings):
    settings.PORTAL_TIANDITU_KEY, settings.PORTAL_MAP_APPROVAL = "k", "GS（2026）0001号"
    page = client.get(MAP).content.decode()
    assert 'data-tianditu-key="k"' in page
    assert "审图号: GS（2026）0001号" in text(client.get(MAP))


def test_the_page_of_a_home(client, home):
    home.phone, home.entrance_note, home.introduction = (
        "0595-00000000",
        "东门三楼",
        "第一段\n\n第二段",
    )
    home.save()
    AgreementFactory(home=home, partner="示例合作单位甲", items="阅读、休闲")
    AgreementFactory(home=home, partner="过期单位", ends_on=NOW.date() - timedelta(days=1))
    AgreementFactory(home=home, partner="将来单位", starts_on=NOW.date() + timedelta(days=1))
    DesignationFactory(home=home)
    DesignationFactory(home=home, year=2019, revoked_on=date(2021, 1, 1))
    words = text(client.get(page_of(home)))
    for part in ("泉州市 石狮市", "园区型", "东门三楼", "拨打 0595-00000000", "第二段"):
        assert part in words
    assert "示例合作单位甲 · 阅读、休闲" in words
    assert "省级共享职工之家 2020" in words
    for part in ("过期单位", "将来单位", "省级共享职工之家 2019"):
        assert part not in words


def test_the_page_shows_the_hours_of_two_weeks_with_reasons(client, home):
    HoursExceptionFactory(home=home, on=date(2026, 11, 25), reason="台风停开")
    HoursExceptionFactory(
        home=home, on=date(2026, 11, 26), opens=time(9), closes=time(12), reason="盘点"
    )
    answer = client.get(page_of(home))
    words = text(answer)
    assert "今天 08:00–22:00 明天 08:00–22:00 周三 11月25日 不开放 台风停开" in words
    assert "周四 11月26日 09:00–12:00 盘点" in words
    assert "周三 11月25日 不开放 · 台风停开" in words
    assert "周四 11月26日 09:00–12:00 · 盘点" in words
    assert words.index("台风停开") < words.index("分享")
    assert len(answer.context["days"]) == 14
    assert "周日 12月6日 08:00–22:00" in words


def test_the_page_can_be_shared(client, home):
    page = client.get(page_of(home)).content.decode()
    words = "职工均可进入，不限会员 · 免费 · 示例路 1 号 · 今天 08:00–22:00"
    assert f'<meta property="og:title" content="{home.name}">' in page
    assert f'<meta property="og:description" content="{words}">' in page
    assert f'<meta property="og:url" content="http://testserver{page_of(home)}">' in page


def test_the_page_leads_to_three_maps(client, home):
    page = client.get(page_of(home)).content.decode()
    assert "https://uri.amap.com/marker?position=118.650000,24.730000" in page
    assert "https://api.map.baidu.com/marker?location=24.730000,118.650000" in page
    assert "https://apis.map.qq.com/uri/v1/marker?marker=coord:24.727" in page


@pytest.mark.parametrize("status", [Status.PLANNED, Status.BUILDING, Status.CLOSED])
def test_a_home_that_is_not_public_has_no_page(client, home, status):
    home.status = status
    home.save()
    assert client.get(page_of(home)).status_code == 404


def test_an_unknown_code_is_a_page_that_helps(client, db):
    answer = client.get("/homes/XX-1/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in text(answer)


def test_what_staff_typed_cannot_become_markup(client, home):
    home.name = "<script>alert(1)</script>之家"
    home.introduction = "<img src=x onerror=alert(1)>"
    home.save()
    for address in (LIST, MAP, page_of(home)):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_the_page_asks_the_same_questions_for_one_space_and_for_many(
    client, home, django_assert_num_queries
):
    SpaceFactory(home=home)
    AgreementFactory(home=home)
    with django_assert_num_queries(21):
        client.get(page_of(home))
    SpaceFactory(home=home, facility__code="gym", places=True)
    SpaceFactory(home=home, facility__code="chess_room")
    AgreementFactory(home=home)
    with django_assert_num_queries(21):
        client.get(page_of(home))
