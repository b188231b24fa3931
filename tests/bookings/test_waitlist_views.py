"""Waiting for a full time, as a worker does it on Monday 23 November 2026, 10:00."""

import re
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse

from bookings import actions, waiting
from bookings.enums import State, Turn
from bookings.models import Reservation, WaitlistEntry
from bookings.rule_sets import save_rules
from bookings.spaces import set_cap
from common import clock
from common.clock import SHANGHAI
from homes.models import Space
from messaging.models import Notice
from tests.factories.bookings import ReservationFactory, WaitlistEntryFactory
from tests.factories.homes import SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
EVENING = datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)
OWN = reverse("bookings:list")


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="羽毛球 1 号场")


@pytest.fixture
def booked(court):
    """The court tomorrow evening, somebody else's."""
    return ReservationFactory(space=court, starts_at=EVENING)


def address(name: str, space: Space, **query) -> str:
    query = {"starts_at": EVENING.isoformat(), "minutes": 60, **query}
    return f"{reverse(f'bookings:{name}', args=[space.pk])}?{urlencode(query)}"


def text(answer) -> str:
    """The words of a page, tags and surplus space taken out."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", body)


def join(person, space, places=1) -> WaitlistEntry:
    times = {"starts_at": EVENING, "ends_at": EVENING + timedelta(hours=1)}
    entry, _new = waiting.join(person=person, space=space, places=places, **times)
    return entry


@pytest.fixture
def entry(booked, court, worker) -> WaitlistEntry:
    """The worker stands in line, first."""
    return join(worker, court)


@pytest.fixture
def kept(entry, booked) -> WaitlistEntry:
    """The worker's turn has come."""
    actions.cancel(reservation=booked, by=booked.person)
    entry.refresh_from_db()
    return entry


def act(client, entry, verb: str):
    return client.post(reverse(f"bookings:{verb}", args=[entry.pk]), follow=True)


def test_the_full_times_of_a_day_lead_to_the_line(client, court, booked):
    page = client.get(reverse("bookings:space", args=[court.pk]) + "?day=2026-11-24")
    words = text(page).partition("已约满的时段")[2]
    for span in ("18:30 –19:30", "19:00 –20:00", "19:30 –20:30"):
        assert span in words
    assert "20:00 –21:00" not in words
    assert address("wait", court).replace("&", "&amp;") in page.content.decode()


def test_a_day_with_nothing_taken_has_no_full_times(client, court):
    page = client.get(reverse("bookings:space", args=[court.pk]) + "?day=2026-11-24")
    assert "已约满的时段" not in text(page)


def test_a_visitor_sees_how_it_works_and_signs_in(client, court, entry):
    answer = client.get(address("wait", court))
    words = text(answer)
    assert "已有 1 人在候补" in words
    assert "您前面" not in words
    assert "收到通知后请在 2 小时内接受" in words
    assert "不足 24 小时的为 30 分钟，不足 3 小时的为 10 分钟" in words
    save_rules(owner=court.home, values={"keep_last_day_minutes": 45}, by=None)
    words = text(client.get(address("wait", court)))
    assert "不足 24 小时的为 45 分钟，不足 3 小时的为 10 分钟" in words
    assert "08:30" in words
    came_from = quote(address("wait", court), safe="")
    assert f"{reverse('account_login')}?next={came_from}" in answer.content.decode()
    assert client.post(address("wait", court)).status_code == 302
    assert WaitlistEntry.objects.count() == 1


def test_one_tap_joins_the_line(client, court, booked, worker):
    client.force_login(worker)
    answer = client.post(address("wait", court), follow=True)
    assert answer.redirect_chain == [(OWN, 302)]
    assert "您排在第一位，有空位时会通知您" in text(answer)
    entry = WaitlistEntry.objects.get()
    assert (entry.person, entry.starts_at, entry.state) == (worker, EVENING, Turn.WAITING)


def test_who_comes_later_sees_how_many_are_before(client, court, entry, member):
    client.force_login(member)
    assert "已加入候补，您前面还有 1 人" in text(client.post(address("wait", court), follow=True))
    assert "您前面还有 1 人" in text(client.get(OWN))


def test_who_stands_in_line_already_sees_it(client, court, entry, worker):
    client.force_login(worker)
    words = text(client.get(address("wait", court)))
    assert "您已在候补中" in words
    assert "您排在第一位" in words


def test_a_refused_booking_offers_the_line(client, court, booked, worker):
    client.force_login(worker)
    answer = client.post(address("book", court))
    assert answer.status_code == 409
    assert "就想要这个时段" in text(answer)
    assert f'action="{address("wait", court)}"'.replace("&", "&amp;") in answer.content.decode()


def test_what_is_free_is_to_be_booked(client, court, worker):
    client.force_login(worker)
    answer = client.post(address("wait", court))
    assert answer.status_code == 409
    assert "直接预约即可" in text(answer)
    assert f'href="{address("book", court)}"'.replace("&", "&amp;") in answer.content.decode()


def test_what_is_free_is_said_before_anybody_joins(client, court):
    answer = client.get(address("wait", court))
    words = text(answer)
    assert answer.status_code == 200
    assert "这个时段有空" in words
    assert "候补规则" not in words
    assert f'href="{address("book", court)}"'.replace("&", "&amp;") in answer.content.decode()


def test_a_group_may_wait_where_one_would_find_room(client, home):
    court = SpaceFactory(home=home, capacity=8)
    set_cap(home=home, cap=10, by=None)
    words = text(client.get(address("wait", court)))
    assert "还没有人候补，您将排在第一位" in words
    assert "这个时段有空" not in words


def test_nobody_waits_for_what_cannot_be_booked_at_all(client, court):
    answer = client.get(address("wait", court, starts_at=EVENING.replace(hour=23).isoformat()))
    assert answer.context["refusal"].code == "closed"
    assert "加入候补" not in text(answer)


def test_other_rules_are_told(client, court, booked, worker):
    Space.objects.update(members_only=True)
    client.force_login(worker)
    answer = client.post(address("wait", court))
    assert (answer.status_code, WaitlistEntry.objects.count()) == (422, 0)
    assert "该场地供工会会员使用" in text(answer)
    assert "查看全部空闲时段" in text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_waits_for_the_own_booking(client, court, worker, method):
    mine = ReservationFactory(space=court, person=worker, starts_at=EVENING)
    client.force_login(worker)
    answer = getattr(client, method)(address("wait", court))
    words = text(answer)
    assert "您已预约明天 19:00–20:00 的羽毛球 1 号场。" in words
    assert "您排在第一位" not in words
    assert "排队候补</button>" not in answer.content.decode()
    assert reverse("bookings:detail", args=[mine.pk]) in answer.content.decode()


def test_without_a_time_there_is_nothing_to_wait_for(client, court):
    answer = client.get(reverse("bookings:wait", args=[court.pk]))
    assert answer.headers["Location"] == reverse("bookings:space", args=[court.pk])


def test_a_kept_place_stands_on_top_with_the_time_left(client, worker, kept, court):
    ReservationFactory(space=court, person=worker, starts_at=EVENING - timedelta(hours=4))
    client.force_login(worker)
    page = text(client.get(OWN))
    assert "请在今天 12:00 前答复（还剩 2 小时）" in page
    assert page.index("为您保留") < page.index("15:00")
    assert page.count("19:00") == 1
    with clock.stopped_at(NOW + timedelta(minutes=95, seconds=30)):
        assert "还剩 25 分钟" in text(client.get(OWN))


def test_the_page_of_a_kept_place_takes_the_answer(client, worker, kept):
    client.force_login(worker)
    answer = client.get(reverse("bookings:detail", args=[kept.offer_id]))
    page, words = answer.content.decode(), text(answer)
    assert "轮到您了。" in words
    for verb in ("accept", "decline"):
        assert f'action="{reverse(f"bookings:{verb}", args=[kept.pk])}"' in page
    assert reverse("bookings:cancel", args=[kept.offer_id]) not in page
    assert reverse("bookings:check_in", args=[kept.offer_id]) not in page


def test_accepting(client, worker, kept):
    client.force_login(worker)
    answer = act(client, kept, "accept")
    detail = reverse("bookings:detail", args=[kept.offer_id])
    assert answer.redirect_chain == [(detail, 302)]
    assert "预约成功" in text(answer)
    assert Reservation.objects.get(pk=kept.offer_id).state == State.CONFIRMED


def test_declining(client, worker, kept, member):
    client.force_login(worker)
    assert "已让给下一位" in text(act(client, kept, "decline"))
    kept.refresh_from_db()
    assert kept.state == Turn.DECLINED
    words = text(client.get(reverse("bookings:detail", args=[kept.offer_id])))
    assert "这个名额已让给下一位" in words
    assert "19:00" not in text(client.get(OWN))
    assert "已让给下一位" in text(act(client, kept, "decline"))


@pytest.mark.parametrize("verb", ["accept", "decline", "leave"])
def test_an_answered_offer_is_new_in_the_inbox_no_longer(client, worker, kept, verb):
    client.force_login(worker)
    assert Notice.objects.visible_to(worker).unread().count() == 1
    act(client, kept, verb)
    assert Notice.objects.visible_to(worker).unread().count() == 0


def test_leaving(client, worker, entry):
    client.force_login(worker)
    assert "您已退出候补" in text(act(client, entry, "leave"))
    entry.refresh_from_db()
    assert entry.state == Turn.LEFT


def test_too_late(client, worker, kept):
    client.force_login(worker)
    with clock.stopped_at(NOW + timedelta(hours=2)):
        assert "保留时间刚刚已过" in text(act(client, kept, "accept"))
        assert "没有为您保留" in text(act(client, kept, "decline"))
        words = text(client.get(reverse("bookings:detail", args=[kept.offer_id])))
    assert "逾期未接受，已顺延给下一位" in words


@pytest.mark.parametrize("verb", ["accept", "decline", "leave"])
def test_only_the_person_by_post(client, kept, member, worker, verb):
    client.force_login(member)
    assert act(client, kept, verb).status_code == 404
    client.force_login(worker)
    assert client.get(reverse(f"bookings:{verb}", args=[kept.pk])).status_code == 405


def test_the_list_asks_the_same_questions_for_one_and_for_many(
    client, worker, court, django_assert_num_queries
):
    client.force_login(worker)
    for many in (1, 3, 12):
        for _line in range(many):
            WaitlistEntryFactory(space=SpaceFactory(home=court.home), person=worker)
            WaitlistEntryFactory(space=court, starts_at=EVENING, person=PersonFactory())
        with django_assert_num_queries(5):
            client.get(OWN)


def test_closing_the_account_leaves_the_lines(client, worker, kept, court):
    other = WaitlistEntryFactory(space=court, person=worker, starts_at=EVENING + timedelta(hours=2))
    client.force_login(worker)
    client.post(reverse("close_account"))
    states = {row.pk: row.state for row in WaitlistEntry.objects.all()}
    assert states == {kept.pk: Turn.DECLINED, other.pk: Turn.LEFT}
