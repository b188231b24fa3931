"""Calendar feeds: read by a real parser; secret, revocable, cheap; confidential uses untold."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bookings import actions, feeds, sweeps, waiting
from bookings.enums import State
from bookings.models import CalendarFeed
from common import clock
from common.models import AuditEntry
from messaging.actions import choose_language
from services.enums import SignUpState
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from tests.factories.services import SignUpFactory
from tests.factories.staffing import AssignmentFactory, StaffMemberFactory

NOON = datetime(2026, 11, 24, 12, tzinfo=clock.SHANGHAI)
PAGE = "/me/calendar/"


@pytest.fixture(autouse=True)
def tuesday_noon():
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室")


def address(person, space=None) -> str:
    return f"/calendar/{feeds.issue(person=person, space=space)}.ics"


def events(client, url: str) -> list:
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


# ---- one's own ----


def test_a_booking_as_a_calendar_reads_it(client, worker, space):
    row = ReservationFactory(
        space=space, person=worker, starts_at=NOON + timedelta(hours=7), purpose="班组活动"
    )
    [event] = events(client, address(worker))
    assert event["UID"] == f"booking-{row.pk}@shared-homes"
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert event["SUMMARY"] == f"培训室 · {space.home}"
    assert event["LOCATION"] == f"{space.home}，示例路 1 号"
    assert event["URL"] == f"http://testserver/bookings/{row.pk}/"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (event["GEO"].latitude, event["GEO"].longitude) == (24.73, 118.65)
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-30)


def test_a_change_and_a_cancel_keep_the_uid_and_raise_the_sequence(client, worker, space):
    start = NOON + timedelta(days=1)
    row, _new = actions.book(
        person=worker, space=space, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    url = address(worker)
    [made] = events(client, url)
    later = start + timedelta(hours=2)
    actions.move(
        reservation=row, space=space, starts_at=later, ends_at=later + timedelta(hours=1), by=worker
    )
    [moved] = events(client, url)
    actions.cancel(reservation=row, by=worker)
    [off] = events(client, url)
    assert [event["UID"] for event in (moved, off)] == [made["UID"]] * 2
    assert [event["SEQUENCE"] for event in (made, moved, off)] == [1, 2, 3]
    assert [event["STATUS"] for event in (made, moved, off)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip
    assert moved["DTSTART"].dt == later
    assert off.walk("VALARM") == []


def test_what_expires_is_told_to_calendars_that_only_ask_what_is_new(client, worker, space):
    ReservationFactory(
        space=space, person=worker, state=State.REQUESTED, starts_at=NOON + timedelta(hours=1)
    )
    url = address(worker)
    known = client.get(url).headers["Last-Modified"]
    assert client.get(url, HTTP_IF_MODIFIED_SINCE=known).status_code == 304
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert sweeps.close_past() == 1
        assert client.get(url, HTTP_IF_MODIFIED_SINCE=known).status_code == 200
        [event] = events(client, url)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_place_that_is_kept_then_accepted_is_a_change(client, worker, member, space):
    times = {"starts_at": NOON + timedelta(days=1), "ends_at": NOON + timedelta(days=1, hours=1)}
    held, _new = actions.book(person=member, space=space, **times)
    entry, _new = waiting.join(person=worker, space=space, **times)
    actions.cancel(reservation=held, by=member)
    url = address(worker)
    [kept] = events(client, url)
    waiting.accept(entry=entry, by=worker)
    [accepted] = events(client, url)
    assert [(event["STATUS"], event["SEQUENCE"]) for event in (kept, accepted)] == [
        ("TENTATIVE", 0), ("CONFIRMED", 1),
    ]  # fmt: skip


def test_a_request_is_tentative_and_the_long_past_is_left_out(client, worker, space):
    ReservationFactory(space=space, person=worker, state=State.REQUESTED)
    ReservationFactory(
        space=space, person=worker, state=State.COMPLETED, starts_at=NOON - timedelta(days=31)
    )
    [event] = events(client, address(worker))
    assert event["STATUS"] == "TENTATIVE"


def test_sign_ups_and_shifts_are_in_it(client, worker, home):
    up = SignUpFactory(session__activity__home=home, person=worker)
    off = SignUpFactory(session__activity__home=home, person=worker, state=SignUpState.CANCELLED)
    member = StaffMemberFactory(home=home, person=worker)
    duty = AssignmentFactory(shift__home=home, member=member)
    found = {str(event["UID"]): str(event["STATUS"]) for event in events(client, address(worker))}
    assert found == {
        f"sign-up-{up.pk}@shared-homes": "CONFIRMED",
        f"sign-up-{off.pk}@shared-homes": "CANCELLED",
        f"shift-{duty.pk}@shared-homes": "CONFIRMED",
    }


def test_nobody_elses_dates_are_in_it(client, worker, member, space):
    ReservationFactory(space=space, person=member)
    assert events(client, address(worker)) == []


def test_a_calendar_is_written_in_the_language_of_its_person(client, worker, home):
    ReservationFactory(space=SpaceFactory(home=home, name_en="Training room"), person=worker)
    url = address(worker)
    assert client.get(url).content.decode().count("共享职工之家") > 0
    choose_language(person=worker, language="en")
    [event] = events(client, url)
    assert event["SUMMARY"].startswith("Training room · ")


def test_nothing_new_is_304(client, worker, space):
    row = ReservationFactory(space=space, person=worker)
    url = address(worker)
    first = client.get(url)
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url, headers=again).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(url, headers=since).status_code == 304
    assert first.content == client.get(url).content
    with clock.stopped_at(NOON + timedelta(minutes=1)):
        actions.cancel(reservation=row, by=worker)
        assert client.get(url, headers=again).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_feed_asks_the_same_queries(client, worker, home, django_assert_num_queries, count):
    for _number in range(count):
        ReservationFactory(space=SpaceFactory(home=home), person=worker)
        SignUpFactory(session__activity__home=home, person=worker)
    url = address(worker)
    # The feed and its language; reservations, sign-ups and shifts; the log of reservations,
    # sign-ups, sessions.
    with django_assert_num_queries(8):
        client.get(url)


# ---- secret ----


def test_only_the_hash_is_kept(worker):
    token = feeds.issue(person=worker)
    kept = CalendarFeed.objects.get()
    assert token not in f"{kept.__dict__}"
    assert kept.token_hash == feeds.digest(token)
    assert AuditEntry.objects.filter(detail__icontains=token).count() == 0


def test_a_new_address_and_a_revoked_one_put_the_old_out_of_use(client, worker):
    old, new = address(worker), address(worker)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    feeds.revoke(feed=CalendarFeed.objects.get(), by=worker)
    assert client.get(new).status_code == 404
    assert client.get("/calendar/nonsense.ics").status_code == 404


def test_a_closed_account_has_no_feed(client, worker):
    url = address(worker)
    worker.is_active = False
    worker.save()
    assert client.get(url).status_code == 404


# ---- of a space ----


def test_a_space_for_its_cadre(client, home_cadre, space):
    row = ReservationFactory(
        space=space, person__display_name="张三丰", person__phone="13712345678", purpose="下棋"
    )
    url = address(home_cadre, space)
    [event] = events(client, url)
    assert event["SUMMARY"] == "张** · 已确认"
    assert event["DESCRIPTION"] == "下棋"
    assert event["URL"].endswith(f"/admin/bookings/reservation/{row.pk}/change/")
    shown = client.get(url).content.decode()
    assert not [word for word in ("张三丰", "13712345678", "137****5678") if word in shown]


def test_a_contact_is_no_more_told_than_an_account(client, home_cadre, space):
    ReservationFactory(space=space, person=None, contact_name="李四", contact_phone="13712345678")
    shown = client.get(address(home_cadre, space)).content.decode()
    assert "李*" in shown
    assert not [word for word in ("李四", "13712345678") if word in shown]


def test_a_confidential_space_is_occupied_and_no_more(client, home_cadre, home):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    room = SpaceFactory(home=home, facility=facility)
    ReservationFactory(space=room, person__display_name="某位职工", purpose="睡眠问题")
    url = address(home_cadre, room)
    [event] = events(client, url)
    assert event["SUMMARY"] == "已占用"
    assert "DESCRIPTION" not in event
    shown = client.get(url).content.decode()
    assert not [word for word in ("某位", "某*", "睡眠") if word in shown]


def test_what_takes_the_whole_takes_its_parts_too(client, home_cadre, home, space):
    hall = SpaceFactory(home=home, name="全场")
    half, other = (SpaceFactory(home=home, parent=hall, name=name) for name in ("甲", "乙"))
    whole = ReservationFactory(space=hall, person__display_name="张三")
    ReservationFactory(space=other, starts_at=whole.ends_at)
    own = ReservationFactory(space=half, person__display_name="李四", starts_at=whole.ends_at)
    ReservationFactory(space=space)
    found = {str(event["UID"]): str(event["SUMMARY"]) for event in events(
        client, address(home_cadre, half))}  # fmt: skip
    assert found == {
        f"booking-{whole.pk}@shared-homes": "全场 · 张* · 已确认",
        f"booking-{own.pk}@shared-homes": "李* · 已确认",
    }


def test_who_no_longer_keeps_the_space_reads_nothing(client, home, space):
    appointment = HomeAppointmentFactory(home=home)
    url = address(appointment.person, space)
    assert client.get(url).status_code == 200
    appointment.valid_to = clock.today() - timedelta(days=1)
    appointment.save()
    assert client.get(url).status_code == 404


# ---- the page ----


def test_the_page_gives_an_address_once(client, worker):
    client.force_login(worker)
    assert CalendarFeed.objects.count() == 0
    shown = client.post(PAGE)
    url = shown.context["address"]
    assert url.startswith("http://testserver/calendar/")
    assert f'href="webcal://{url.removeprefix("http://")}"' in shown.content.decode()
    assert client.get(url).status_code == 200
    assert url not in client.get(PAGE).content.decode()


def test_a_page_sent_twice_keeps_the_address_it_has_shown(client, worker):
    client.force_login(worker)
    seen = {"instead_of": client.get(PAGE).context["mark"]}
    url = client.post(PAGE, seen).context["address"]
    again = client.post(PAGE, seen, follow=True)
    assert again.redirect_chain == [(PAGE, 302)]
    assert "地址已经生成，只显示一次" in again.content.decode()
    assert client.get(url).status_code == 200
    renewed = client.post(PAGE, {"instead_of": again.context["mark"]})
    assert client.get(renewed.context["address"]).status_code == 200
    assert client.get(url).status_code == 404


def test_the_page_takes_it_back(client, worker, member):
    url = address(worker)
    feed = CalendarFeed.objects.get()
    client.force_login(member)
    assert client.post(f"{PAGE}{feed.pk}/revoke/").status_code == 404
    client.force_login(worker)
    assert client.get(f"{PAGE}{feed.pk}/revoke/").status_code == 405
    client.post(f"{PAGE}{feed.pk}/revoke/")
    assert client.get(url).status_code == 404


def test_a_space_is_for_those_who_keep_it(client, worker, next_city, viewer, space):
    url = f"{PAGE}?space={space.pk}"
    for person in (worker, next_city):
        client.force_login(person)
        assert client.post(url).status_code == 404
    client.force_login(viewer)
    assert client.get(url).status_code == 200
    client.post(url)
    assert CalendarFeed.objects.get().space == space
    assert client.get(f"{PAGE}?space=x").status_code == 404


def test_a_visitor_signs_in_first(client, db):
    assert client.get(PAGE).status_code == 302
