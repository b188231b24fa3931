"""The pages on which a rating is given, and the places where ratings are shown."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bookings.enums import State
from common import clock
from homes.panels import with_facts
from services.enums import SignUpState
from services.models import Feedback
from services.panels import rating_panel
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import FacilityFactory, SpaceFactory
from tests.factories.services import ActivityFactory, FeedbackFactory, SessionFactory, SignUpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_met():
    cache.clear()


@pytest.fixture
def booking(home, worker):
    start = tomorrow_at(10) - timedelta(days=2)
    return ReservationFactory(
        space=SpaceFactory(home=home, name="一号场"),
        person=worker,
        starts_at=start,
        state=State.COMPLETED,
    )


def page(booking) -> str:
    return reverse("services:rate_booking", args=[booking.pk])


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_worker_rates_a_booking(client, booking, worker):
    client.force_login(worker)
    assert "一号场" in text_of(client, page(booking))
    answer = client.post(page(booking), {"stars": "4", "comment": "灯光好"})
    assert answer.url == f"/homes/{booking.home.code}/#ratings"
    assert Feedback.objects.get().comment == "灯光好"
    shown = text_of(client, page(booking))
    assert "修改评价" in shown
    assert "灯光好" in shown


def test_what_is_refused_comes_back_with_all_that_was_typed(client, booking, worker):
    client.force_login(worker)
    answer = client.post(page(booking), {"stars": "1", "comment": "打 13800000009 找他"})
    assert answer.status_code == 422
    assert "打 13800000009 找他" in answer.content.decode()
    answer = client.post(page(booking), {"comment": "没选星"})
    assert "没选星" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_a_booking_that_nobody_came_to_says_so(client, booking, worker):
    booking.state = State.NO_SHOW
    booking.save(update_fields=["state"])
    client.force_login(worker)
    shown = text_of(client, page(booking))
    assert "<textarea" not in shown
    assert client.post(page(booking), {"stars": "4"}).status_code == 422


def test_others_find_nothing_and_visitors_sign_in(client, booking, member):
    assert client.get(page(booking)).status_code == 302
    client.force_login(member)
    assert client.get(page(booking)).status_code == 404
    assert client.post(page(booking), {"stars": "1"}).status_code == 404


def test_the_booking_leads_to_its_rating_while_it_may_be_given(client, booking, worker):
    client.force_login(worker)
    detail = reverse("bookings:detail", args=[booking.pk])
    assert page(booking) in text_of(client, detail)
    with clock.stopped_at(booking.ends_at + timedelta(days=40)):
        assert page(booking) not in text_of(client, detail)


def test_a_confidential_room_asks_for_no_words(client, home, worker):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    booking = ReservationFactory(
        space=SpaceFactory(home=home, facility=facility),
        person=worker,
        starts_at=tomorrow_at(8) - timedelta(days=2),
        state=State.COMPLETED,
    )
    client.force_login(worker)
    assert "<textarea" not in text_of(client, page(booking))
    client.post(page(booking), {"stars": "5", "comment": "老师很好"})
    assert Feedback.objects.get().comment == ""


def test_an_attended_session_leads_to_its_rating(client, home, worker):
    session = SessionFactory(
        activity=ActivityFactory(home=home), starts_at=tomorrow_at(9) - timedelta(days=3)
    )
    made = SignUpFactory(session=session, person=worker, state=SignUpState.ATTENDED)
    client.force_login(worker)
    address = reverse("services:rate_activity", args=[made.pk])
    assert address in text_of(client, reverse("services:session", args=[session.pk]))
    assert address in text_of(client, reverse("homes:detail", args=[home.code]))
    client.post(address, {"stars": "5", "comment": ""})
    assert Feedback.objects.get().sign_up == made


def test_a_visit_is_counted_then_rated(visitor, home):
    home.refresh_from_db()
    door = reverse("homes:door", args=[home.door_token])
    address = reverse("services:rate_visit", args=[home.door_token])
    with clock.stopped_at(tomorrow_at(10)):
        assert visitor.get(address).url == door
        visitor.post(reverse("homes:door_visit", args=[home.door_token]))
        assert address in text_of(visitor, door)
        visitor.post(address, {"stars": "2", "comment": "没有水"})
    assert Feedback.objects.get().stars == 2


def test_one_address_does_not_rate_without_end(home):
    home.refresh_from_db()
    address = reverse("services:rate_visit", args=[home.door_token])
    codes = []
    with clock.stopped_at(tomorrow_at(10)):
        for _phone in range(32):
            phone = Client(REMOTE_ADDR="10.200.1.1")
            phone.post(reverse("homes:door_visit", args=[home.door_token]))
            codes.append(phone.post(address, {"stars": "5"}).status_code)
    assert codes == [302] * 30 + [429] * 2


def test_few_ratings_show_no_average_and_enough_do(client, home):
    address = reverse("homes:detail", args=[home.code])
    assert "还没有人评价" in text_of(client, address)
    FeedbackFactory.create_batch(4, home=home)
    shown = text_of(client, address)
    assert "4 条评价" in shown
    assert "score-average" not in shown
    assert client.get(reverse("api_home", args=[home.code])).json()["rating"] == {
        "average": None,
        "count": 4,
        "distribution": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 4},
    }
    FeedbackFactory(home=home, stars=2)
    assert "<strong>4.4</strong>" in text_of(client, address)
    assert client.get(reverse("api_home", args=[home.code])).json()["rating"]["average"] == 4.4
    assert "4.4（满分 5 分，5 条评价）" in text_of(client, reverse("homes:list"))


def test_comments_and_answers_are_public_and_hidden_words_are_not(client, home, county):
    feedback = FeedbackFactory(
        home=home, comment="甲某某不在", answer="已提醒", answered_at=clock.now()
    )
    feedback.hidden.create(passage="甲某某", kind="name", reason="姓名", by=county)
    FeedbackFactory(home=home, confidential=True, answer="不公开的", answered_at=clock.now())
    for name in ("homes:detail", "services:ratings"):
        shown = text_of(client, reverse(name, args=[home.code]))
        assert "▇▇不在" in shown
        assert "已提醒" in shown
        assert "甲某某" not in shown
        assert "不公开的" not in shown


def test_all_comments_stand_on_pages(client, home):
    for n in range(21):
        FeedbackFactory(home=home, comment=f"第{n}条", created_at=clock.now() - timedelta(hours=n))
    address = reverse("services:ratings", args=[home.code])
    assert address in text_of(client, reverse("homes:detail", args=[home.code]))
    assert text_of(client, address).count('class="comment"') == 20
    assert "第20条" in text_of(client, f"{address}?page=2")
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_panel_takes_five_queries(home, rf, worker, count, django_assert_num_queries):
    for _ in range(count):
        feedback = FeedbackFactory(home=home, comment="甲某某不在")
        feedback.hidden.create(passage="甲某某", kind="name", reason="姓名")
    request = rf.get("/")
    request.user = worker
    with django_assert_num_queries(5):
        rating_panel(home, request)


def test_a_page_of_cards_reads_ratings_once(home, next_home, django_assert_num_queries):
    from homes.finding import Found

    for each in (home, next_home):
        FeedbackFactory.create_batch(5, home=each)
    with django_assert_num_queries(1):
        found = with_facts([Found(home, True), Found(next_home, True)])
    assert [len(item.facts) for item in found] == [1, 1]
