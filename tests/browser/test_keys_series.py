"""Series moved and given back, closures taken back, by the keyboard alone."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from bookings import closures, series_plan
from bookings import series as doing
from bookings.enums import ClosureKind, ClosureState, State
from bookings.models import Closure, Series
from common import clock
from homes.models import Hours
from tests.browser.keys import choose, follow, press, tab_to, to, type_moment, write
from tests.browser.world import let_in
from tests.factories.bookings import ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def club(court, worker, cadre) -> Series:
    """Three weeks from tomorrow, 19:00–20:00."""
    first = clock.today() + timedelta(days=1)
    wanted = Series(
        home=court.home,
        space=court,
        person=worker,
        weekdays=[first.isoweekday()],
        starts=time(19),
        ends=time(20),
        first_on=first,
        last_on=first + timedelta(days=14),
        purpose="羽毛球俱乐部",
    )
    return doing.create(series=wanted, turns=series_plan.plan(wanted).free, by=cadre)


def hours(series: Series) -> list[int]:
    rows = series.reservations.order_by("starts_at")
    return [row.starts_at.astimezone(clock.SHANGHAI).hour for row in rows]


def states(series: Series) -> list[str]:
    return list(series.reservations.order_by("starts_at").values_list("state", flat=True))


# ---- the cadre ----


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("全部未到的各次", [20, 20, 20]),
        ("此次及以后各次", [19, 20, 20]),
        ("仅此一次", [19, 20, 19]),
    ],
    ids=["all", "following", "one"],
)
def test_dates_of_a_series_move_by_an_hour(desk, club, dates, found):
    desk.goto(f"/admin/bookings/series/{club.pk}/change/")
    follow(desk, "换时间或场地")
    choose(desk, re.compile("^哪些日期"), dates)
    to(desk, "combobox", re.compile("^从哪一天"))
    desk.keyboard.press("ArrowDown")
    type_moment(desk, "开始时间", time(20))
    type_moment(desk, "结束时间", time(21))
    press(desk, "查看有无冲突")
    assert hours(club) == [19, 19, 19]
    press(desk, "把所选各次改期")
    assert hours(club) == found


def test_what_is_in_the_way_of_a_series_is_got_round(desk, home, club, court):
    ReservationFactory(space=court, starts_at=tomorrow_at(20))
    desk.goto(f"/admin/bookings/series/{club.pk}/shift/")
    choose(desk, re.compile("^哪些日期"), "全部未到的各次")
    type_moment(desk, "开始时间", time(20))
    type_moment(desk, "结束时间", time(21))
    press(desk, "查看有无冲突")
    expect(desk.get_by_role("status")).to_contain_text("2 次可预约")
    choose(desk, re.compile("20:00–21:00"), "羽毛球 2 号场")
    press(desk, "把所选各次改期")
    assert hours(club) == [20, 20, 20]
    first = club.reservations.order_by("starts_at").first()
    assert first.space == home.spaces.get(name="羽毛球 2 号场")


def test_a_closure_is_taken_back(desk, home, court, cadre, worker):
    booking = ReservationFactory(space=court, person=worker)
    day = tomorrow_at(0)
    made = closures.draft(
        kind=ClosureKind.HOURS,
        homes=[home],
        reason="台风",
        windows=[(day, day + timedelta(days=1))],
        by=cadre,
    )
    closures.decide_all(closure=made, decision="cancel", by=cadre)
    closures.confirm(closure=made, by=cadre)
    made.refresh_from_db()
    assert made.state == ClosureState.DONE

    desk.goto(f"/admin/bookings/closure/{made.pk}/change/")
    tab_to(desk, desk.locator("summary", has_text="恢复开放"))
    desk.keyboard.press("Enter")
    press(desk, "确认恢复开放")
    made.refresh_from_db()
    booking.refresh_from_db()
    assert (made.state, booking.state) == (ClosureState.REOPENED, State.CANCELLED)
    assert home.hours_exceptions.count() == 0


def test_a_broken_court_moves_its_booking_next_door(desk, home, court, worker):
    booking = ReservationFactory(space=court, person=worker)
    desk.goto(f"/admin/bookings/closure/add/?kind=fault&space={court.pk}")
    write(desk, re.compile("^原因"), "灯坏了")
    press(desk, "查看影响")
    press(desk, "确认停用并通知职工")
    booking.refresh_from_db()
    court.refresh_from_db()
    assert (booking.space.name, court.condition) == ("羽毛球 2 号场", "fault")


def test_bookings_outside_new_hours_are_taken_in_hand(desk, home, court, worker):
    booking = ReservationFactory(space=court, person=worker, starts_at=tomorrow_at(19))
    Hours.objects.filter(home=home).update(opens=time(8), closes=time(18))
    desk.goto("/admin/bookings/closure/outside/")
    tab_to(desk, desk.get_by_role("checkbox", name=home.name))
    write(desk, re.compile("^原因"), "冬季缩短开放时间")
    press(desk, "查看可改到哪里")
    assert Closure.objects.get().reason == "冬季缩短开放时间"
    choose(desk, re.compile("19:00"), "取消")
    press(desk, "执行")
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED


# ---- the worker ----


def test_a_worker_gives_one_date_back_and_then_the_rest(phone, club, worker):
    let_in(phone, worker)
    phone.goto("/bookings/")
    follow(phone, "全部日期")
    second = club.reservations.order_by("starts_at")[1].starts_at.astimezone(clock.SHANGHAI)
    follow(phone, re.compile(dated(second)))
    tab_to(phone, phone.locator("summary", has_text="取消预约"))
    phone.keyboard.press("Enter")
    press(phone, "确认取消")
    assert states(club) == [State.CONFIRMED, State.CANCELLED, State.CONFIRMED]

    phone.goto(f"/bookings/series/{club.pk}/")
    tab_to(phone, phone.locator("summary", has_text="取消其余各次"))
    phone.keyboard.press("Enter")
    third = second + timedelta(days=7)
    choose(phone, "从哪一天起", dated(third))
    press(phone, "确认取消")
    assert states(club) == [State.CONFIRMED, State.CANCELLED, State.CANCELLED]


def dated(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"
