"""By which words a home is found, and that every way of writing it keeps them."""

import pytest

from homes.finding import space_named
from homes.models import Facility, Home, Space
from homes.search_text import pinyin, words
from tests.factories.homes import FacilityFactory, HomeFactory, SpaceFactory
from unions.models import Division

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tree):
    return HomeFactory(name="石狮服装城共享职工之家", union=tree["350581"], address="金林路３号")


def finds(word: str) -> bool:
    return Home.objects.filter(search_text__contains=word).exists()


@pytest.mark.parametrize(
    "word",
    [
        "石狮服装城",
        "shishi",
        "ssfzc",
        "fuzhuangcheng",
        "泉州市",
        "quanzhou",
        "qzs",
        "金林路3号",
        "园区型",
        "park",
    ],
)
def test_what_finds_a_home(city, word):
    assert finds(word)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("羽毛球 1 号场", ["羽毛球", "1", "号场"]),
        ("羽毛球１号场", ["羽毛球", "1", "号场"]),
        ("Court 12", ["court", "12"]),
        ("FJ-350581-CZ-0001", ["fj", "350581", "cz", "0001"]),
        ("石狮之家（示例） · 健身房", ["石狮之家", "示例", "健身房"]),
        (" · ", []),
    ],
)
def test_words(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("石狮服装城", ("shishifuzhuangcheng", "ssfzc")),
        ("长乐区", ("changlequ", "clq")),
        ("厦门 A1 栋 12 号", ("xiamena1dong12hao", "xma1d12h")),
        ("", ("", "")),
    ],
)
def test_readings(name, reading):
    assert pinyin(name) == reading


def test_a_new_name_is_found_and_the_old_one_is_not(city):
    city.name = "晋江鞋城职工之家"
    city.save(update_fields=["name"])
    assert (finds("jjxc"), finds("ssfzc")) == (True, False)


def test_a_change_that_concerns_no_name_leaves_the_text(city, django_assert_num_queries):
    city = Home.objects.get(pk=city.pk)
    city.note = "x"
    with django_assert_num_queries(2):  # the home and its history
        city.save(update_fields=["note"])


def test_rows_written_in_bulk_are_found(city):
    fields = {"code": "B1", "name": "批量之家", "union": city.union, "division": city.division}
    Home.objects.bulk_create([Home(**fields, scene="park", status="planned")])
    assert finds("plzj")
    city.name = "改名之家"
    Home.objects.bulk_create(
        [city], update_conflicts=True, unique_fields=["pk"], update_fields=["name"]
    )
    assert finds("gmzj")
    city.name = "又改之家"
    named = ["name", "search_text"]  # naming the text too does no harm
    Home.objects.bulk_create(
        [city], update_conflicts=True, unique_fields=["pk"], update_fields=named
    )
    assert finds("ygzj")


def test_a_place_that_was_renamed_is_found_after_the_refresh(city):
    Division.objects.filter(code="350581").update(name="石獅新区")
    assert not finds("石獅新区")
    assert Home.objects.all().refresh_search_texts() == 1
    assert finds("石獅新区")
    assert Home.objects.all().refresh_search_texts() == 0


def test_a_text_that_is_up_to_date_is_not_made_again(city, monkeypatch):
    monkeypatch.setattr("homes.search_text.reader", None)
    city.save()
    assert Home.objects.all().refresh_search_texts() == 0


# ---- spaces ----


@pytest.fixture
def courts(city):
    badminton = FacilityFactory(code="badminton", name="羽毛球", name_en="Badminton court")
    for number in (1, 2, 10, 11):
        name = f"羽毛球 {number} 号场"
        SpaceFactory(home=city, facility=badminton, name=name, name_en=f"Court {number}")
    gym = FacilityFactory(code="gym", name="健身房")
    SpaceFactory(home=city, facility=gym, name="二楼健身房")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("羽毛球 1 号场", ["1"]),
        ("羽毛球1号场", ["1"]),
        ("号场 羽毛球 １", ["1"]),
        ("石狮服装城共享职工之家 · 羽毛球 1 号场", ["1"]),
        ("石狮 羽毛球 2", ["2"]),
        ("yumaoqiu 1", ["1"]),
        ("ymq1", ["1"]),
        ("ymq 10", ["10"]),
        ("ssfzc ymq 11", ["11"]),
        ("Badminton court 2", ["2"]),
        ("FJ-350581 羽毛球 1", []),
        ("ymq", ["1", "2", "10", "11"]),
        ("羽毛球 3", []),
        ("羽毛球 健身房", []),
    ],
)
def test_what_finds_a_space(courts, text, numbers):
    found = Space.objects.filter(space_named(text)).order_by("pk")
    assert [space.name_en.removeprefix("Court ") for space in found] == numbers


def test_the_number_of_a_house_is_not_that_of_a_court(courts):
    """The home stands at 金林路３号."""
    assert not Space.objects.filter(space_named("羽毛球 3")).exists()


def test_a_number_in_the_name_of_a_home_is_found(city, courts):
    city.name = "石狮第 9 共享职工之家"
    city.save()
    assert Space.objects.filter(space_named("第9 羽毛球")).count() == 4


def test_a_space_is_found_by_its_new_name_and_by_that_of_its_facility(city, courts):
    space = Space.objects.get(name_en="Court 1")
    space.name = "乒乓球台"
    space.save(update_fields=["name"])
    assert list(Space.objects.filter(space_named("ppq"))) == [space]
    Facility.objects.filter(code="badminton").update(name="气排球")
    assert not Space.objects.filter(space_named("qpq")).exists()
    assert Space.objects.filter(facility="badminton").refresh_search_texts() == 4
    assert Space.objects.filter(space_named("qpq")).count() == 4


def test_spaces_written_in_bulk_are_found(city, courts):
    Space.objects.bulk_create([Space(home=city, name="瑜伽室", facility_id="badminton")])
    assert Space.objects.filter(space_named("yjs")).count() == 1
