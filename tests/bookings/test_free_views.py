"""The time-first page on Monday 23 November 2026, 20:40: what is free, nearest first."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from homes.enums import Condition, Scene
from tests.bookings.test_views import text
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeFactory, SpaceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
FREE = reverse("bookings:free")
TOMORROW = {"day": "2026-11-24"}


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="羽毛球 1 号场")


@pytest.fixture
def gym(next_home):
    return SpaceFactory(home=next_home, name="健身房", facility__code="gym", places=True)


def found(client, **query) -> list[tuple[str, str]]:
    answer = client.get(FREE, query)
    assert answer.status_code == 200
    return [(row.space.name, f"{row.starts_at:%d %H:%M}") for row in answer.context["rows"]]


def test_today_means_from_now_on(client, court):
    assert found(client) == [("羽毛球 1 号场", "23 21:00")]
    assert found(client, minutes="120") == []


def test_the_first_time_that_is_free_for_as_long_as_asked(client, court):
    ReservationFactory(space=court, starts_at=datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))
    assert found(client, **TOMORROW) == [("羽毛球 1 号场", "24 08:00")]
    assert found(client, **TOMORROW, minutes="120") == [("羽毛球 1 号场", "24 10:00")]


def test_the_nearest_come_first(client, court, gym):
    gym.home.lat, gym.home.lon = 24.51, 118.15
    gym.home.save()
    near = {**TOMORROW, "near": "24.511,118.15"}
    assert [name for name, _at in found(client, **near)] == ["健身房", "羽毛球 1 号场"]
    near["near"] = "24.73,118.651"
    assert [name for name, _at in found(client, **near)] == ["羽毛球 1 号场", "健身房"]
    assert "步行约 2 分钟 （100 m）" in text(client.get(FREE, near))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"facility": "gym"}, ["健身房"]),
        ({"facility": "badminton"}, ["羽毛球 1 号场"]),
        ({"city": "350500"}, ["羽毛球 1 号场"]),
        ({"city": "350200", "facility": "badminton"}, []),
    ],
)
def test_kind_and_city(client, court, gym, query, names):
    assert [name for name, _at in found(client, **TOMORROW, **query)] == names


@pytest.mark.parametrize(
    "rule",
    [
        {"horizon_days": 0},
        {"max_minutes": 30},
        {"step_minutes": 45},
        {"lead_minutes": 60 * 48},
        {"condition": Condition.FAULT},
    ],
)
def test_what_the_rules_of_a_space_refuse_is_not_offered(client, court, rule):
    assert found(client, **TOMORROW) == [("羽毛球 1 号场", "24 08:00")]
    for name, value in rule.items():
        setattr(court, name, value)
    court.save()
    assert found(client, **TOMORROW) == []


def test_each_leads_to_the_page_that_books_it_and_to_other_times(client, court):
    page = client.get(FREE, TOMORROW).content.decode()
    query = urlencode({"starts_at": "2026-11-24T08:00:00+08:00", "minutes": 60})
    book = f"{reverse('bookings:book', args=[court.pk])}?{query}".replace("&", "&amp;")
    assert book in page
    times = f"{reverse('bookings:space', args=[court.pk])}?day=2026-11-24&amp;minutes=60"
    assert times in page
    assert client.get(book.replace("&amp;", "&")).context["starts_at"].hour == 8


@pytest.mark.parametrize(
    "query",
    [
        {"day": "x"},
        {"day": "2020-01-01"},
        {"day": "9999-12-31"},
        {"minutes": "7"},
        {"near": "118,24"},
        {"facility": "x"},
        {"city": "x"},
        {"page": "0"},
        {"page": "x"},
        {"page": "²"},
    ],
)
def test_nonsense_in_the_address_does_not_break_the_page(client, court, query):
    assert found(client, **query) == [("羽毛球 1 号场", "23 21:00")]


def test_places_that_are_left_are_counted(client, gym):
    assert f"还可容纳 {gym.capacity} 人" in text(client.get(FREE, TOMORROW))


def test_nothing_free_offers_the_next_day(client, home):
    answer = client.get(FREE, {"minutes": "120", "page": "3"})
    assert "没有符合条件的空闲" in text(answer)
    assert 'href="?minutes=120&amp;day=2026-11-24"' in answer.content.decode()
    last = client.get(FREE, {"day": "2027-01-22"}).content.decode()
    assert "看后一天" not in last


def test_twenty_on_a_page(client, home):
    for number in range(23):
        SpaceFactory(home=home, name=f"第{number:02d}间")
    assert len(found(client)) == 20
    assert "page=2" in client.get(FREE).content.decode()
    assert [name for name, _at in found(client, page=2)] == ["第20间", "第21间", "第22间"]
    page = client.get(FREE, {"page": 2}).content.decode()
    assert ("page=1" in page, "page=3" in page) == (True, False)


def test_htmx_gets_the_results_alone(client, court):
    part = client.get(FREE, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<section id="results"')
    assert "HX-Request" in part["Vary"]


def test_the_form_keeps_what_was_chosen(client, court):
    page = client.get(FREE, {**TOMORROW, "minutes": "90", "facility": "badminton"})
    for part in ('value="2026-11-24"', '"90" selected', '"badminton" selected'):
        assert part in page.content.decode()


def test_list_and_bookings_lead_here(client, worker, home):
    for _visitor in range(2):
        for address in (reverse("homes:list"), reverse("bookings:list")):
            assert f'href="{FREE}"' in client.get(address).content.decode()
        client.force_login(worker)


def test_the_same_questions_for_one_space_and_for_many(client, tree, django_assert_num_queries):
    def add(scene: str):
        home = HomeFactory(union=tree["350581"], hours=True, scene=scene)
        SpaceFactory(home=home)

    add(Scene.PARK)
    with django_assert_num_queries(8):
        client.get(FREE, {**TOMORROW, "near": "24.73,118.65"})
    add(Scene.COMMUNITY)
    add(Scene.PARK)
    with django_assert_num_queries(8):
        client.get(FREE, {**TOMORROW, "near": "24.73,118.65"})


def test_looking_changes_nothing(client):
    assert client.post(FREE).status_code == 405
