"""What the page before the last tap foresees, and what it offers instead: Monday, 20:40."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from bookings.actions import move
from common import clock
from common.clock import SHANGHAI
from homes.enums import Condition, Mode
from tests.bookings.pages import EVENING, NOW, act, book_of, text, times_of
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HoursExceptionFactory, SpaceFactory

pytestmark = pytest.mark.django_db


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


def test_the_home_says_whom_a_space_is_for(client, home):
    SpaceFactory(home=home, name="舞蹈室", women_only=True, adults_only=True)
    SpaceFactory(home=home, name="活动室", partners_only=True)
    words = text(client.get(reverse("homes:detail", args=[home.code])))
    assert "限女职工 · 限 18 周岁以上" in words.partition("舞蹈室")[2]
    assert "限共建单位职工" in words.partition("活动室")[2]


def test_the_days_after_the_first_fortnight_are_a_tap_away(client, home):
    court = SpaceFactory(home=home, horizon_days=21)
    page = client.get(times_of(court, minutes=60))
    assert "更多日期" in text(page)
    assert "前面几天" not in text(page)
    assert "day=2026-12-08" in page.content.decode()
    page = client.get(times_of(court, day="2026-12-14"))
    assert "周一 12月14日" in text(page)
    assert book_of(court, datetime(2026, 12, 14, 8, tzinfo=SHANGHAI)) in unescape(page)
    assert "前面几天" in text(page)
    assert "更多日期" not in text(page)


def test_a_day_with_other_hours_says_so(client, court):
    HoursExceptionFactory(
        home=court.home, on=date(2026, 11, 24), opens=time(8), closes=time(12), reason="检修"
    )
    words = text(client.get(times_of(court, day="2026-11-24")))
    assert "当天开放时间有调整：检修" in words
    assert "08:00" in words


def test_a_taken_time_offers_the_nearest_free_ones(client, worker, home, court):
    other = SpaceFactory(home=home, name="羽毛球 2 号场")
    ReservationFactory(space=court, starts_at=EVENING)
    client.force_login(worker)
    answer = client.post(book_of(court), {"purpose": "班组比赛"})
    assert answer.status_code == 409
    words = text(answer)
    assert "无法预约" in words
    assert "明天 19:00–20:00 羽毛球 2 号场" in words
    assert "明天 18:00–19:00 羽毛球 1 号场" in words
    assert book_of(other).replace("&", "&amp;") in answer.content.decode()


def unescape(answer) -> str:
    """The source of a page as its addresses read."""
    return answer.content.decode().replace("&amp;", "&")


def offers(answer) -> list[datetime]:
    return [slot.starts_at for _space, slot in answer.context["offers"]]


def test_after_a_quota_only_what_it_leaves_is_offered(client, worker, home):
    court = SpaceFactory(home=home, daily_quota=1)
    ReservationFactory(space=court, person=worker, starts_at=EVENING)
    ReservationFactory(space=court, person=worker, starts_at=EVENING + timedelta(days=2))
    client.force_login(worker)
    answer = client.post(book_of(court, EVENING - timedelta(hours=3)))
    assert answer.context["refusal"].code == "quota"
    assert {start.day for start in offers(answer)} == {25}


def test_what_must_be_booked_ahead_is_offered_so(client, worker, home):
    court = SpaceFactory(home=home, lead_minutes=24 * 60)
    client.force_login(worker)
    answer = client.post(book_of(court, EVENING - timedelta(hours=3)))
    assert answer.context["refusal"].code == "too_soon"
    assert min(offers(answer)) == datetime(2026, 11, 24, 21, tzinfo=SHANGHAI)


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_no_time_helps_none_is_offered(client, worker, home, method):
    court = SpaceFactory(home=home, members_only=True)
    client.force_login(worker)
    answer = getattr(client, method)(book_of(court))
    assert answer.status_code == (200 if method == "get" else 422)
    assert offers(answer) == []
    assert "该场地供工会会员使用" in text(answer)
    assert "看看本家其他场地" in text(answer)
    assert "用途" not in text(answer)


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_cannot_be_had_is_said_before_anything_is_filled_in(client, worker, court, signed_in):
    ReservationFactory(space=court, starts_at=EVENING)
    if signed_in:
        client.force_login(worker)
    answer = client.get(book_of(court))
    assert answer.status_code == 200
    assert answer.context["refusal"].code == "taken"
    assert offers(answer)[0] == EVENING - timedelta(hours=1)
    words = text(answer)
    assert "排队候补" in words
    assert "用途" not in words
    assert "登录并预约" not in words
    assert book_of(court).replace("/book/", "/wait/") in unescape(answer)


@pytest.mark.parametrize(
    ("start", "fields", "code"),
    [
        (EVENING, {"condition": Condition.FAULT}, "not_bookable"),
        (EVENING, {"mode": Mode.WALK_IN}, "walk_in"),
        (EVENING + timedelta(hours=3), {}, "closed"),
        (NOW - timedelta(days=9), {}, "past"),
    ],
)
def test_a_visitor_is_not_sent_to_sign_in_for_nothing(client, home, start, fields, code):
    answer = client.get(book_of(SpaceFactory(home=home, **fields), start))
    assert answer.context["refusal"].code == code
    assert "登录并预约" not in text(answer)
    assert (offers(answer) == []) == (code in ("not_bookable", "walk_in"))


def test_a_closed_day_says_why_and_offers_the_days_around(client, worker, court):
    HoursExceptionFactory(home=court.home, on=EVENING.date(), reason="消防检测")
    client.force_login(worker)
    answer = client.get(book_of(court))
    assert "职工之家当天不开放（消防检测），请另选一天。" in text(answer)
    assert {start.day for start in offers(answer)} == {25}
    court.home.hours_exceptions.all().delete()
    court.home.hours.all().delete()
    assert "职工之家当天不开放，请另选一天。" in text(client.get(book_of(court)))


def test_what_is_too_far_ahead_offers_the_last_days(client, worker, court):
    client.force_login(worker)
    answer = client.get(book_of(court, EVENING + timedelta(days=40)))
    assert answer.context["refusal"].code == "too_far"
    assert offers(answer)[0] == datetime(2026, 12, 7, 19, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ("counted", "约上后仍可取消，但会计入守约记录"),
        ("refused", "约上后不能在线取消"),
        ("free", "开始前都可以取消"),
    ],
)
def test_the_last_page_says_if_cancelling_would_be_late(client, worker, home, late, words):
    court = SpaceFactory(
        home=home, cancel_minutes=24 * 60, late_cancel=late, check_in_required=True
    )
    client.force_login(worker)
    assert words in text(client.get(book_of(court)))


def test_what_the_home_has_moved_says_so(client, worker, county, court, booking):
    client.force_login(worker)
    assert "职工之家已改期" not in text(client.get(act(booking, "detail")))
    day = timedelta(days=1)
    for by in (county, worker):
        booking.refresh_from_db()
        start, end = booking.starts_at + day, booking.ends_at + day
        move(reservation=booking, space=court, starts_at=start, ends_at=end, by=by, note="停电检修")
        words = text(client.get(act(booking, "detail")))
        said = "职工之家已改期 · 原为：羽毛球 1 号场 2026-11-24 19:00–20:00 · 停电检修"
        assert (said in words) == (by == county)
