"""Booking in three taps, as a visitor and a worker do it on Monday 23 November 2026, 20:40."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from bookings.enums import State
from bookings.models import Reservation
from common import clock
from common.clock import SHANGHAI
from homes.enums import Condition, Mode, Status
from tests.bookings.pages import EVENING, NOW, act, book_of, text, times_of
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HoursExceptionFactory, SpaceFactory

pytestmark = pytest.mark.django_db
OWN = reverse("bookings:list")


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="羽毛球 1 号场")


@pytest.fixture
def booking(court, worker):
    return ReservationFactory(space=court, person=worker, starts_at=EVENING)


def free(answer) -> str:
    """The words of a page up to its full times."""
    return text(answer).partition("已约满的时段")[0]


def test_the_page_of_a_home_leads_to_its_free_times(client, home, court):
    page = client.get(reverse("homes:detail", args=[home.code])).content.decode()
    assert f'href="{times_of(court)}"' in page
    tonight = datetime(2026, 11, 23, 21, tzinfo=SHANGHAI)
    assert f'href="{book_of(court, tonight)}"'.replace("&", "&amp;") in page


def test_the_home_shows_a_whole_before_its_parts_and_apart_what_needs_no_booking(client, home):
    SpaceFactory(home=home, name="书屋", mode=Mode.WALK_IN, facility__code="library")
    SpaceFactory(home=home, name="坏了的球台", condition=Condition.FAULT)
    half = SpaceFactory(home=home, name="东侧场地")
    half.parent = SpaceFactory(home=home, name="综合馆")
    half.save()
    words = text(client.get(reverse("homes:detail", args=[home.code])))
    order = [words.index(name) for name in ("预约场地", "综合馆", "东侧场地", "其他设施", "书屋")]
    assert order == sorted(order)
    assert "坏了的球台 · 羽毛球场 · 故障" in words


def test_the_free_times_of_a_day(client, court):
    ReservationFactory(space=court, starts_at=EVENING)
    answer = client.get(times_of(court, day="2026-11-24"))
    words = free(answer)
    assert "17:30 –18:30" in words
    assert "18:00 –19:00" in words
    assert "19:00 –20:00" not in words
    assert "20:00 –21:00" in words
    assert (
        book_of(court, EVENING + timedelta(hours=1)).replace("&", "&amp;")
        in answer.content.decode()
    )


def test_a_longer_booking_fits_less_often(client, court):
    ReservationFactory(space=court, starts_at=EVENING)
    words = free(client.get(times_of(court, day="2026-11-24", minutes=240)))
    assert "15:00 –19:00" in words
    assert "18:00 –22:00" not in words
    assert "晚上" not in words


def test_days_without_free_time_say_so_and_lead_on(client, court):
    HoursExceptionFactory(home=court.home, on=date(2026, 11, 24))
    answer = client.get(times_of(court, day="2026-11-24"))
    assert "职工之家当天不开放 国庆节" in text(answer)
    assert "最近可约：11月25日" in text(answer)
    assert 'href="?day=2026-11-25"' in answer.content.decode()
    assert answer.context["days"][1] == (date(2026, 11, 24), False)


def test_places_show_how_many_are_left(client, home):
    gym = SpaceFactory(home=home, facility__code="gym", places=True)
    ReservationFactory(space=gym, starts_at=EVENING, places=8)
    answer = client.get(times_of(gym, day="2026-11-24", places=12))
    assert "19:00 余 12" in text(answer)
    assert "places=12" in answer.content.decode()
    assert "19:00" not in free(client.get(times_of(gym, day="2026-11-24", places=13)))


def test_spaces_of_the_same_kind_stand_below(client, home, court):
    other = SpaceFactory(home=home, name="羽毛球 2 号场")
    SpaceFactory(home=home, name="健身房", facility__code="gym")
    answer = client.get(times_of(court, day="2026-11-25"))
    assert f'href="{times_of(other)}?day=2026-11-25"' in answer.content.decode()
    assert "健身房" not in text(answer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mode": Mode.WALK_IN}, "无需预约"),
        ({"condition": Condition.FAULT}, "暂时不能预约"),
    ],
)
def test_what_cannot_be_booked_says_why(client, home, fields, words):
    answer = client.get(times_of(SpaceFactory(home=home, **fields)))
    assert words in text(answer)
    assert 'class="slots"' not in answer.content.decode()


def test_a_suspended_home_takes_no_bookings(client, court):
    court.home.status = Status.SUSPENDED
    court.home.save()
    assert "暂时不能预约" in text(client.get(times_of(court)))


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_spaces_of_a_home_that_is_not_public_are_not_found(client, court, status):
    court.home.status = status
    court.home.save()
    assert client.get(times_of(court)).status_code == 404
    assert client.get(book_of(court)).status_code == 404


def test_a_visitor_sees_what_will_be_booked_and_keeps_it_over_the_sign_in(client, court):
    answer = client.get(book_of(court))
    assert "明天 19:00–20:00" in text(answer)
    assert "登录并预约" in text(answer)
    came_from = quote(book_of(court), safe="")
    assert f"{reverse('account_login')}?next={came_from}" in answer.content.decode()


def test_a_visitor_who_posts_is_asked_to_sign_in_and_comes_back(client, court):
    answer = client.post(book_of(court))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert quote(book_of(court), safe="/") in answer.url
    assert Reservation.objects.count() == 0


def test_looking_at_the_last_page_books_nothing(client, worker, court):
    client.force_login(worker)
    client.get(book_of(court))
    assert Reservation.objects.count() == 0


def test_a_worker_books(client, worker, court):
    client.force_login(worker)
    answer = client.post(book_of(court), {"purpose": " 班组比赛 ", "key": "k1"}, follow=True)
    (booking,) = Reservation.objects.all()
    assert answer.redirect_chain == [(act(booking, "detail"), 302)]
    assert (booking.person, booking.space, booking.starts_at) == (worker, court, EVENING)
    assert (booking.ends_at, booking.state) == (EVENING + timedelta(hours=1), State.CONFIRMED)
    assert booking.purpose == "班组比赛"
    assert "预约成功，到时见！" in text(answer)


def test_a_second_tap_does_not_book_twice(client, worker, court):
    client.force_login(worker)
    for _tap in range(2):
        client.post(book_of(court), {"key": "the same form"})
    assert Reservation.objects.count() == 1


def test_places_are_booked_as_chosen(client, worker, home):
    gym = SpaceFactory(home=home, facility__code="gym", places=True)
    client.force_login(worker)
    client.post(book_of(gym, places=3, minutes=90))
    booking = Reservation.objects.get()
    assert (booking.places, booking.ends_at - booking.starts_at) == (3, timedelta(minutes=90))


def test_what_needs_approval_is_asked_for(client, worker, home):
    room = SpaceFactory(home=home, name="培训室", needs_approval=True)
    client.force_login(worker)
    assert "提交预约申请" in text(client.get(book_of(room)))
    words = text(client.post(book_of(room), follow=True))
    assert "申请已提交，时段已为您保留。" in words
    assert "待审批" in words
    assert Reservation.objects.get().state == State.REQUESTED


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 409)])
def test_who_comes_back_sees_the_own_booking(client, worker, court, booking, method, status):
    client.force_login(worker)
    answer = getattr(client, method)(book_of(court, EVENING + timedelta(minutes=30)))
    assert answer.status_code == status
    words = text(answer)
    assert "您已预约明天 19:00–20:00 的羽毛球 1 号场。 想换时间，请改期。" in words
    assert "别人" not in words
    assert "候补" not in words
    assert act(booking, "detail") in answer.content.decode()


def test_who_has_some_places_may_book_more(client, worker, home):
    gym = SpaceFactory(home=home, facility__code="gym", places=True)
    ReservationFactory(space=gym, person=worker, starts_at=EVENING)
    client.force_login(worker)
    words = text(client.get(book_of(gym)))
    assert "您已预约明天 19:00–20:00" in words
    assert "用途" in words


def test_a_confidential_room_says_so(client, home):
    room = SpaceFactory(home=home, facility__code="counselling", facility__confidential=True)
    assert "不显示姓名" in text(client.get(book_of(room)))


@pytest.mark.parametrize(
    ("start", "fields", "code"),
    [
        (NOW - timedelta(hours=2, minutes=40), {}, "past"),
        (EVENING + timedelta(days=20), {}, "too_far"),
        (EVENING + timedelta(minutes=7), {}, "step"),
        (EVENING + timedelta(hours=2, minutes=30), {}, "closed"),
        (EVENING, {"lead_minutes": 3000}, "too_soon"),
        (EVENING, {"members_only": True}, "members_only"),
        (EVENING, {"mode": Mode.WALK_IN}, "walk_in"),
    ],
)
def test_each_refusal_is_a_sentence_on_the_page(client, worker, home, start, fields, code):
    client.force_login(worker)
    answer = client.post(book_of(SpaceFactory(home=home, **fields), start))
    assert answer.status_code == 422
    assert answer.context["refusal"].code == code
    assert str(answer.context["refusal"].message) in text(answer)
    assert Reservation.objects.count() == 0


@pytest.mark.parametrize("query", ["", "?starts_at=tomorrow", "?starts_at=2026-99-01T10:00"])
def test_an_address_without_a_time_leads_back_to_the_times(client, court, query):
    answer = client.get(reverse("bookings:book", args=[court.pk]) + query)
    assert (answer.status_code, answer.url) == (302, times_of(court))


def test_a_visitor_is_told_how_to_see_bookings(client, db):
    answer = client.get(OWN)
    assert "登录后查看预约" in text(answer)
    assert f"{reverse('account_login')}?next={OWN}" in answer.content.decode()


def test_without_bookings_the_page_leads_to_the_homes(client, worker):
    client.force_login(worker)
    assert "还没有预约" in text(client.get(OWN))


def test_my_bookings_are_mine_what_is_coming_before_what_has_been(client, worker, court, booking):
    past = ReservationFactory(
        space=court, person=worker, state=State.COMPLETED, starts_at=EVENING - timedelta(days=9)
    )
    called_off = ReservationFactory(
        space=court, person=worker, state=State.CANCELLED, starts_at=EVENING + timedelta(days=2)
    )
    ReservationFactory(space=court, starts_at=EVENING + timedelta(days=1))
    client.force_login(worker)
    answer = client.get(OWN)
    assert [row["reservation"] for row in answer.context["coming"]] == [booking]
    assert list(answer.context["page_obj"].object_list) == [called_off, past]


def test_the_list_asks_the_same_questions_for_one_and_for_many(
    client, worker, court, django_assert_num_queries
):
    def add(day: int):
        start = EVENING + timedelta(days=day)
        ReservationFactory(space=court, person=worker, starts_at=start)
        earlier = {"starts_at": start - timedelta(days=30), "state": State.COMPLETED}
        ReservationFactory(space=court, person=worker, **earlier)

    client.force_login(worker)
    add(0)
    with django_assert_num_queries(6):
        client.get(OWN)
    add(1)
    add(2)
    with django_assert_num_queries(6):
        client.get(OWN)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.REQUESTED, "时段已为您保留，等待职工之家审批"),
        (State.CONFIRMED, "开始前 30 分钟可签到"),
        (State.CHECKED_IN, "已签到，祝您愉快。"),
        (State.COMPLETED, "感谢您的到来。"),
        (State.CANCELLED, "预约已取消"),
        (State.REFUSED, "未获批准"),
        (State.NO_SHOW, "未签到。"),
        (State.EXPIRED, "未及时审批"),
    ],
)
def test_every_state_is_explained(client, worker, court, state, words):
    booking = ReservationFactory(space=court, person=worker, starts_at=EVENING, state=state)
    client.force_login(worker)
    assert words in text(client.get(act(booking, "detail")))
    assert client.get(OWN).status_code == 200


@pytest.mark.parametrize(
    ("method", "what"), [("get", "detail"), ("post", "cancel"), ("post", "check_in")]
)
def test_the_booking_of_another_is_not_found(client, member, booking, method, what):
    client.force_login(member)
    assert getattr(client, method)(act(booking, what)).status_code == 404


@pytest.mark.parametrize(
    ("method", "what"), [("get", "detail"), ("post", "cancel"), ("post", "check_in")]
)
def test_a_visitor_must_sign_in_first(client, booking, method, what):
    answer = getattr(client, method)(act(booking, what))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("what", ["cancel", "check_in"])
def test_a_link_changes_nothing(client, worker, booking, what):
    client.force_login(worker)
    assert client.get(act(booking, what)).status_code == 405


def test_cancelling_gives_the_time_back(client, worker, court, booking):
    client.force_login(worker)
    assert "确认取消" in text(client.get(act(booking, "detail")))
    words = text(client.post(act(booking, "cancel"), follow=True))
    assert "已取消，该时段已释放给其他职工。" in words
    assert "确认取消" not in words
    assert "19:00 –20:00" in text(client.get(times_of(court, day="2026-11-24")))


def test_cancelling_twice_is_cancelling_once(client, worker, booking):
    client.force_login(worker)
    client.post(act(booking, "cancel"), follow=True)
    answer = client.post(act(booking, "cancel"), follow=True)
    assert "不能再进行" not in text(answer)
    assert "预约已取消" in text(answer)


def test_a_request_says_when_it_is_answered(client, worker, court):
    asked = ReservationFactory(
        space=court,
        person=worker,
        starts_at=EVENING,
        state=State.REQUESTED,
        decide_by=NOW + timedelta(hours=1),
    )
    client.force_login(worker)
    assert "应在今天 21:40 前答复" in text(client.get(act(asked, "detail")))
    with clock.stopped_at(NOW + timedelta(hours=2)):
        assert "前答复" not in text(client.get(act(asked, "detail")))


def test_cancelling_too_late_says_whom_to_call(client, worker, court, booking):
    court.cancel_minutes, court.late_cancel = 24 * 60, "refused"
    court.save()
    client.force_login(worker)
    words = text(client.get(act(booking, "detail")))
    assert "确认取消" not in words
    assert "开始前 24 小时以内不能在线取消或改期。来不了请致电职工之家" in words
    client.post(act(booking, "cancel"))
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_check_in_opens_half_an_hour_before(client, worker, booking):
    client.force_login(worker)
    assert "签到</button>" not in client.get(act(booking, "detail")).content.decode()
    with clock.stopped_at(EVENING - timedelta(minutes=30)):
        assert "签到</button>" in client.get(act(booking, "detail")).content.decode()
        assert "签到</button>" in client.get(OWN).content.decode()
        words = text(client.post(act(booking, "check_in"), follow=True))
    assert "已签到，祝您愉快。" in words
    booking.refresh_from_db()
    assert booking.state == State.CHECKED_IN


def test_checking_in_too_early_is_refused_with_a_sentence(client, worker, booking):
    client.force_login(worker)
    answer = client.post(act(booking, "check_in"), follow=True)
    assert 'class="notice error"' in answer.content.decode()
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_who_is_too_early_is_told_when_to_come(client, worker, booking):
    client.force_login(worker)
    words = text(client.post(act(booking, "check_in"), follow=True))
    assert "11月24日 18:30 起（开始前 30 分钟）可以签到" in words
    with clock.stopped_at(EVENING - timedelta(minutes=30)):
        assert "现在可以签到" in text(client.get(act(booking, "detail")))


def test_in_english(client, worker, home):
    court = SpaceFactory(home=home, name="球场", name_en="Court 1")
    client.force_login(worker)
    english = {"Accept-Language": "en"}
    assert "Tomorrow 19:00–20:00" in text(client.get(book_of(court), headers=english))
    words = text(client.get(times_of(court, day="2026-11-24"), headers=english))
    assert "Tomorrow 24 Nov · 1 hour" in words
