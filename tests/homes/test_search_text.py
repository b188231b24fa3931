"""By which words a home is found, and that every way of writing it keeps them."""

import pytest

from homes.models import Home
from homes.search_text import pinyin
from tests.factories.homes import HomeFactory
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
