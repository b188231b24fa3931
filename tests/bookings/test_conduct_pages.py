"""The pages of one's record and of appeals, and the admin of both."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings import actions, conduct, sweeps
from bookings.enums import AppealState
from bookings.models import Appeal, Block, ConductPolicy, Reservation, Strike
from common import clock
from common.clock import SHANGHAI
from homes.models import Space
from tests.factories.bookings import (
    AppealFactory,
    BlockFactory,
    ReservationFactory,
    StrikeFactory,
)
from tests.factories.homes import HoursFactory, SpaceFactory

pytestmark = pytest.mark.django_db
SUBMIT = {"_form_submitted": "True"}
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home) -> Space:
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return SpaceFactory(home=home, check_in_required=True, daily_quota=None)


def book(person, space, hour: int = 19) -> Reservation:
    made, _new = actions.book(
        person=person,
        space=space,
        starts_at=at(hour),
        ends_at=at(hour) + timedelta(hours=1),
    )
    return made


def miss_three(worker, court) -> Block:
    for hour in (11, 12, 13):
        book(worker, court, hour)
    for hour in (11, 12, 13):
        with clock.stopped_at(at(hour, 15)):
            sweeps.release_unclaimed()
    return Block.objects.get()


def text(answer) -> str:
    return answer.content.decode()


def test_the_own_page_says_how_one_stands(client, worker, court):
    client.force_login(worker)
    assert "没有爽约" in text(client.get("/me/conduct/"))
    block = miss_three(worker, court)
    with clock.stopped_at(at(14)):
        page = text(client.get("/me/conduct/"))
        assert "2026年11月30日 13:15 起可再预约" in page
        assert page.count("有误？申诉") == 3
        url = f"/me/conduct/{block.strike_id}/appeal/"
        assert "5 个工作日" in text(client.get(url))
        assert client.post(url, {"text": "当时在场"}).url == "/me/conduct/"
        page = text(client.get("/me/conduct/"))
        assert page.count("有误？申诉") == 2
        assert "11月30日前答复" in page
        assert client.post(url, {"text": "再说一次"}).url == "/me/conduct/"
        assert client.get(url).url == "/me/conduct/"
        assert Appeal.objects.get().text == "当时在场"


def test_what_weighs_no_longer_says_so(client, worker):
    days = ConductPolicy.current().window_days
    for age in (days - 1, days + 1):
        reservation = ReservationFactory(person=worker, starts_at=at(19) - timedelta(days=age))
        StrikeFactory(reservation=reservation, at=reservation.starts_at)
    client.force_login(worker)
    page = text(client.get("/me/conduct/"))
    assert page.count(">记 1 分<") == 1
    assert page.count("已过期，不计分") == 1


def test_the_appeal_is_the_persons_own(client, member):
    strike = StrikeFactory()
    client.force_login(member)
    assert client.get(f"/me/conduct/{strike.pk}/appeal/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_same_queries_for_any_number(client, worker, django_assert_num_queries, count):
    for _turn in range(count):
        AppealFactory(strike__reservation__person=worker)
    client.force_login(worker)
    with django_assert_num_queries(7):
        client.get("/me/conduct/")


def test_the_page_of_a_booking_says_beforehand_what_late_means(client, worker, court):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60)
    booked = book(worker, court)
    client.force_login(worker)
    url = f"/bookings/{booked.pk}/"
    assert "已过取消时限" not in text(client.get(url))
    with clock.stopped_at(at(18, 30)):
        assert "记 0.5 分" in text(client.get(url))
        Space.objects.filter(pk=court.pk).update(late_cancel="free")
        assert "不计分" in text(client.get(url))


def test_the_confirm_page_leads_who_is_blocked_to_the_record(client, worker, court):
    miss_three(worker, court)
    client.force_login(worker)
    with clock.stopped_at(at(14)):
        address = f"/spaces/{court.pk}/book/?starts_at=2026-11-23T19:00:00%2B08:00&minutes=60"
        before = client.get(address)
        assert before.status_code == 200
        assert "11月30日 13:15 前暂停线上预约" in text(before)
        assert "确认预约</button>" not in text(before)
        answer = client.post(address)
        assert answer.status_code == 422
        assert 'href="/me/conduct/"' in text(answer)


# ---- the admin ----


def dialog(client, model: str, row, name: str, note: str):
    address = reverse(f"admin:bookings_{model}_{name}", args=[row.pk])
    return client.post(address, SUBMIT | {"note": note})


def test_cadres_decide_by_dialogs(client, county, worker, court):
    block = miss_three(worker, court)
    client.force_login(county)
    with clock.stopped_at(at(14)):
        made = conduct.appeal(strike=block.strike, text="当时在场")
        page = text(client.get(f"/admin/bookings/appeal/{made.pk}/change/"))
        assert "当时在场" in page
        assert "申诉不成立" in page
        dialog(client, "appeal", made, "reject", "监控未见到场")
        made.refresh_from_db()
        assert (made.state, made.decided_by) == (AppealState.REJECTED, county)
        assert "申诉不成立" not in text(client.get(f"/admin/bookings/appeal/{made.pk}/change/"))
        dialog(client, "block", block, "lift", "情况特殊")
        first = Strike.objects.earliest("at")
        dialog(client, "strike", first, "waive", "系统故障")
    block.refresh_from_db()
    first.refresh_from_db()
    assert (block.lifted_by, first.waived_by, first.why) == (county, county, "系统故障")


def test_what_waits_stands_first(client, county, home):
    later, old, soon = AppealFactory.create_batch(3, strike__reservation__space__home=home)
    conduct.decide_appeal(appeal=old, uphold=True, answer="", by=county)
    Appeal.objects.filter(pk=later.pk).update(due_at=NOW + timedelta(days=9))
    client.force_login(county)
    listed = client.get("/admin/bookings/appeal/").context["cl"].result_list
    assert list(listed) == [soon, later, old]


def test_whoever_only_looks_decides_nothing(client, viewer):
    made = AppealFactory(strike__reservation__space__home__union=viewer.appointments.get().union)
    client.force_login(viewer)
    assert client.get(f"/admin/bookings/appeal/{made.pk}/change/").status_code == 200
    assert dialog(client, "appeal", made, "uphold", "").status_code == 403


def test_lists_ask_the_same_queries_for_any_number(client, county, home):
    client.force_login(county)
    for model in ("strike", "appeal", "block"):
        counts = set()
        for _turn in range(3):
            AppealFactory(strike=BlockFactory(strike__reservation__space__home=home).strike)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/admin/bookings/{model}/").status_code == 200
            counts.add(len(asked))
        assert len(counts) == 1, model


def test_the_province_keeps_the_policy(client, county, province):
    policy = ConductPolicy.objects.create()
    url = f"/admin/bookings/conductpolicy/{policy.pk}/change/"
    columns = [field.name for field in ConductPolicy._meta.fields if field.name != "id"]
    data = {name: str(getattr(policy, name)) for name in columns}
    for who, status in ((county, 403), (province, 302)):
        client.force_login(who)
        assert client.post(url, data | {"block_days": "5"}).status_code == status
    policy.refresh_from_db()
    assert policy.block_days == 5
    refused = text(client.post(url, data | {"block_days": "50"}))
    assert "最长不短于首次" in refused


def test_an_empty_policy_says_that_the_usual_figures_apply(client, home_cadre):
    client.force_login(home_cadre)
    shown = client.get("/admin/bookings/conductpolicy/").content.decode()
    assert "目前按系统默认值执行" in shown
    assert "新增爽约规则" not in shown
