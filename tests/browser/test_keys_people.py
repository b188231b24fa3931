"""Lines, places kept, doors, calendars and records of people, by the keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings import actions
from bookings.enums import State, Turn
from bookings.models import ApprovalPolicy, CalendarFeed, ConductPolicy, WaitlistEntry
from common import clock
from common.jobs import make_known
from common.models import JobRun
from messaging.models import Notice
from tests.browser.conftest import DESK
from tests.browser.keys import answer, choose, follow, press, tab_to, to
from tests.browser.world import let_in
from tests.factories.bookings import (
    AppealFactory,
    BlockFactory,
    ReservationFactory,
    StrikeFactory,
    WaitlistEntryFactory,
    tomorrow_at,
)
from tests.factories.unions import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "场馆停电，已核实。"


@pytest.fixture
def province(opened, tree):
    """The desk of somebody who keeps the province's rules."""
    person = PersonFactory(is_staff=True)
    AppointmentFactory(union=tree["350000"], person=person)
    return let_in(opened(DESK), person)


# ---- lines ----


def test_a_group_waits_for_two_places_and_lets_them_go_on(phone, home, worker):
    gym = home.spaces.get(name="健身房")
    taken = ReservationFactory(space=gym, starts_at=tomorrow_at(19), places=gym.capacity)
    let_in(phone, worker)
    phone.goto(f"/spaces/{gym.pk}/?day={tomorrow_at(19):%Y-%m-%d}")
    choose(phone, "名额", "2")
    press(phone, "查看")
    tab_to(phone, phone.locator("summary", has_text="排队候补"))
    phone.keyboard.press("Enter")
    follow(phone, re.compile("^19:00"))
    press(phone, "排队候补")
    entry = WaitlistEntry.objects.get()
    assert (entry.person, entry.places, entry.state) == (worker, 2, Turn.WAITING)

    actions.cancel(reservation=taken, by=taken.person)
    follow(phone, "预约")
    turn = phone.get_by_role("article").filter(has_text="为您保留")
    expect(turn).to_contain_text("2 个名额")
    press(phone, "让给下一位")
    entry.refresh_from_db()
    assert (entry.state, entry.offer.state) == (Turn.DECLINED, State.CANCELLED)


@pytest.mark.parametrize("stop", [("link", "羽毛球 1 号场"), ("button", "退出候补")])
def test_what_is_looked_up_each_minute_leaves_the_keyboard_alone(phone, court, worker, stop):
    ReservationFactory(space=court)
    WaitlistEntryFactory(space=court, person=worker)
    let_in(phone, worker)
    phone.clock.install()
    phone.goto("/bookings/")
    to(phone, *stop)
    phone.evaluate("document.getElementById('turns').dataset.before = ''")
    with phone.expect_response("**/bookings/"):
        phone.clock.run_for(61_000)
    phone.clock.run_for(1_000)
    expect(phone.locator("#turns[data-before]")).to_have_count(0)
    expect(phone.get_by_role(stop[0], name=stop[1])).to_be_focused()


def test_a_worker_leaves_a_line(phone, court, worker):
    ReservationFactory(space=court)
    entry = WaitlistEntryFactory(space=court, person=worker)
    let_in(phone, worker)
    phone.goto("/bookings/")
    press(phone, "退出候补")
    entry.refresh_from_db()
    assert entry.state == Turn.LEFT


@pytest.mark.parametrize(
    ("verb", "title", "state"),
    [
        ("立即保留", "为这位职工保留空位？", Turn.OFFERED),
        ("移出候补", "将这位职工移出候补？", Turn.REMOVED),
    ],
    ids=["offer", "take off"],
)
def test_a_cadre_steps_into_a_line(desk, court, worker, verb, title, state):
    entry = WaitlistEntryFactory(space=court, person=worker)
    desk.goto("/admin/bookings/waitlistentry/")
    answer(desk, verb, title, WHY)
    entry.refresh_from_db()
    assert entry.state == state


# ---- at the door ----


def test_who_is_signed_in_checks_in_at_the_door(phone, home, court, worker):
    start = clock.now() + timedelta(minutes=10)
    booking = ReservationFactory(
        space=court, person=worker, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    let_in(phone, worker)
    phone.goto(f"/d/{home.door_token}/")
    own = phone.get_by_role("region", name="我的预约")
    tab_to(phone, own.get_by_role("button", name="签到"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("已签到，祝您愉快").first).to_be_visible()
    booking.refresh_from_db()
    assert (booking.state, booking.checked_in_at is not None) == (State.CHECKED_IN, True)


def test_the_desk_takes_a_code_and_notes_who_did_not_come(desk, court, worker):
    court.check_in_required = True
    court.save()
    start = clock.now() - timedelta(minutes=20)
    times = {"created_at": start, "starts_at": start, "ends_at": start + timedelta(hours=1)}
    late, other = (
        ReservationFactory(space=space, **times) for space in court.home.spaces.order_by("pk")[:2]
    )
    desk.goto("/admin/bookings/reservation/arrivals/")
    to(desk, "textbox", "签到码")
    desk.keyboard.type(late.code)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="撤销")).to_be_visible()
    expect(desk.get_by_role("textbox", name="签到码")).to_be_focused()  # for the next one
    press(desk, "未到")
    late.refresh_from_db()
    other.refresh_from_db()
    assert (late.state, other.state) == (State.CHECKED_IN, State.NO_SHOW)


# ---- records ----


@pytest.mark.parametrize(
    ("kind", "factory", "path", "verb", "title", "field"),
    [
        ("strike", StrikeFactory, "", "撤销记录", "撤销这条爽约记录？", "waived_at"),
        ("block", BlockFactory, "strike__", "解除暂停", "解除暂停预约？", "lifted_at"),
        ("appeal", AppealFactory, "strike__", "申诉不成立", "维持这条爽约记录？", "decided_at"),
    ],
    ids=["strike", "block", "appeal"],
)
def test_a_cadre_decides_with_a_reason_that_the_worker_reads(
    desk, phone, court, worker, kind, factory, path, verb, title, field
):
    booked = {"space": court, "person": worker, "starts_at": tomorrow_at(10) - timedelta(days=2)}
    row = factory(**{f"{path}reservation__{name}": value for name, value in booked.items()})
    desk.goto(f"/admin/bookings/{kind}/")
    follow(desk, re.compile(worker.display_name))
    answer(desk, verb, title, WHY)
    row.refresh_from_db()
    assert getattr(row, field) is not None
    notice = Notice.objects.get(person=worker)
    let_in(phone, worker)
    phone.goto("/")
    follow(phone, re.compile("^消息"))
    expect(phone.get_by_role("article")).to_contain_text(WHY)
    press(phone, f"查看 {notice.title}")


@pytest.mark.parametrize(
    ("model", "label", "field"),
    [
        (ConductPolicy, "提醒分数", "warn_at"),
        (ApprovalPolicy, "申请须在多少小时内审批", "decide_hours"),
    ],
    ids=["no-shows", "approvals"],
)
def test_the_province_changes_a_policy(province, model, label, field):
    province.goto(f"/admin/bookings/{model._meta.model_name}/")
    follow(province, re.compile("^新增"))
    to(province, "spinbutton", label)
    province.keyboard.press("Control+a")
    province.keyboard.type("2")
    press(province, "保存")
    assert getattr(model.current(), field) == 2


def test_the_province_sees_which_timed_task_is_late(province):
    make_known()
    JobRun.objects.filter(task="bookings.tasks.release_unclaimed").update(
        failed_at=clock.now(), error="OSError: no broker"
    )
    province.goto("/admin/")
    follow(province, re.compile("定时任务延误"))
    row = province.get_by_role("row", name=re.compile("释放无人到场的预约"))
    expect(row).to_contain_text("OSError: no broker")


# ---- calendars ----


def test_a_cadre_follows_a_confidential_room_in_a_calendar(desk, home, worker):
    room = home.spaces.get(needs_approval=True)
    room.facility.confidential = True
    room.facility.save()
    ReservationFactory(space=room, person=worker, purpose="个人咨询")
    desk.goto(f"/admin/homes/space/{room.pk}/change/")
    follow(desk, "日历订阅")
    press(desk, "生成地址")
    tab_to(desk, desk.get_by_label("地址", exact=True))
    address = desk.get_by_label("地址", exact=True).input_value()
    text = desk.request.get(address).text()
    assert (text.count("BEGIN:VEVENT"), "占用" in text) == (1, True)
    assert ("个人咨询" in text, worker.display_name in text) == (False, False)
    press(desk, "停用")
    assert CalendarFeed.objects.count() == 0
