"""The desk: people without an account, walk-ins, blocks, what is forgotten, sheet and export."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bookings import actions, desk, presence, sweeps
from bookings.actions import Contact
from bookings.enums import Source, State
from bookings.free_time import Free
from bookings.models import Hold, Reservation
from bookings.spaces import set_cap
from bookings.who import masked_name
from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from homes.models import Home
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, SpaceFactory
from unions.models import Person, PointsEntry

LIST = "/admin/bookings/reservation/"
NOON = datetime(2026, 11, 24, 12, 10, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def tuesday_noon():
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室")


@pytest.fixture
def gym(home):
    return SpaceFactory(home=home, name="健身房", places=True, capacity=3)


def at(hour: int, minute: int = 0) -> datetime:
    return NOON.replace(hour=hour, minute=minute, second=0)


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


# ---- walk-ins ----


def test_a_walk_in_is_there_at_once_until_the_next_step(space, home_cadre):
    made = desk.walk_in(space=space, minutes=60, contact=Contact("张三丰"), by=home_cadre)
    assert (made.state, made.source) == (State.CHECKED_IN, Source.WALK_IN)
    assert (made.starts_at, made.ends_at) == (at(12, 10), at(13, 30))
    assert made.holds.count() == 1
    assert AuditEntry.objects.get(action="walk_in").actor == home_cadre


def test_a_walk_in_with_an_account_has_the_points_of_who_comes(space, home_cadre, worker):
    made = desk.walk_in(space=space, minutes=60, person=worker, by=home_cadre)
    assert PointsEntry.objects.filter(person=worker).balance() == 5
    presence.undo_check_in(reservation=made, by=home_cadre)
    assert PointsEntry.objects.filter(person=worker).balance() == 0
    presence.check_in(reservation=made, by=home_cadre)
    assert PointsEntry.objects.filter(person=worker).balance() == 5


def test_it_ends_where_the_next_booking_begins(space, home_cadre):
    ReservationFactory(space=space, starts_at=at(13))
    assert desk.walk_in(space=space, minutes=120, by=home_cadre).ends_at == at(13)


def test_it_ends_when_the_home_closes(space, home_cadre):
    with clock.stopped_at(at(21, 15)):
        assert desk.walk_in(space=space, minutes=120, by=home_cadre).ends_at == at(22)


def test_no_walk_in_where_somebody_is(space, home_cadre):
    ReservationFactory(space=space, starts_at=at(12))
    assert code_of(lambda: desk.walk_in(space=space, minutes=60, by=home_cadre)) == "taken"


def test_no_walk_in_for_a_moment_or_at_night(space, home_cadre):
    ReservationFactory(space=space, starts_at=at(12, 15))
    short = code_of(lambda: desk.walk_in(space=space, minutes=60, by=home_cadre))
    with clock.stopped_at(at(23)):
        night = code_of(lambda: desk.walk_in(space=space, minutes=60, by=home_cadre))
    assert (short, night) == ("too_short_a_while", "closed")


def test_walk_ins_share_the_places(gym, home_cadre):
    desk.walk_in(space=gym, minutes=30, places=2, by=home_cadre)
    desk.walk_in(space=gym, minutes=30, by=home_cadre)
    assert code_of(lambda: desk.walk_in(space=gym, minutes=30, by=home_cadre)) == "taken"
    assert Hold.objects.count() == 2


MINUTES = st.integers(0, 120)


@given(st.lists(st.tuples(MINUTES, st.integers(1, 40), st.integers(1, 3)), max_size=6), MINUTES)
def test_reach_is_that_of_a_minute_by_minute_walk(rows, start):
    free, end = [], 0
    for gap, length, places in rows:
        begins = end + gap % 2 * 5
        free.append((begins, begins + length, places))
        end = begins + length
    moments = [Free(at(8) + timedelta(minutes=a), at(8) + timedelta(minutes=b), p)
               for a, b, p in free]  # fmt: skip
    minute = start
    while any(a <= minute < b and p >= 2 for a, b, p in free):
        minute += 1
    expected = at(8) + timedelta(minutes=minute) if minute > start else None
    assert desk.reach(moments, at(8) + timedelta(minutes=start), 2) == expected


# ---- blocks ----


def test_a_block_takes_the_whole_space_with_all_its_places(gym, home_cadre):
    made = desk.block(space=gym, starts_at=at(23), ends_at=at(23, 30), reason="消杀", by=home_cadre)
    assert (made.source, made.purpose, made.places) == (Source.MAINTENANCE, "消杀", 3)
    assert made.holds.get().units == gym.units


def test_a_block_of_a_part_leaves_the_other_part(home, home_cadre, worker):
    hall = SpaceFactory(home=home)
    half, other = SpaceFactory.create_batch(2, home=home, parent=hall)
    desk.block(space=half, starts_at=at(14), ends_at=at(16), reason="换地胶", by=home_cadre)
    wish = {"person": worker, "starts_at": at(14), "ends_at": at(15)}
    hall.refresh_from_db()
    assert code_of(lambda: actions.book(space=hall, **wish)) == "taken"
    assert actions.book(space=other, **wish)[1]


def test_a_block_moves_nobody_it_says_who_is_in_the_way(space, home_cadre):
    there = ReservationFactory(space=space, starts_at=at(14))
    time = {"starts_at": at(13), "ends_at": at(15)}
    refused = code_of(lambda: desk.block(space=space, reason="x", by=home_cadre, **time))
    assert refused == "in_the_way"
    assert desk.in_the_way(space, at(13), at(15)) == [there]
    assert desk.in_the_way(space, at(15), at(16)) == []


def test_a_block_of_the_past_is_none(space, home_cadre):
    time = {"starts_at": at(9), "ends_at": at(10)}
    assert code_of(lambda: desk.block(space=space, reason="x", by=home_cadre, **time)) == "past"


# ---- without an account ----


def test_who_comes_without_an_account_is_kept_and_forgotten(space, home_cadre, settings):
    made, _new = actions.book(
        person=None, space=space, starts_at=at(14), ends_at=at(15), source=Source.CADRE,
        contact=Contact("张三丰", "13712345678"), by=home_cadre,
    )  # fmt: skip
    assert (made.contact_name, made.contact_phone) == ("张三丰", "13712345678")
    assert not Person.objects.filter(phone="13712345678").exists()
    with clock.stopped_at(at(15) + timedelta(days=settings.CONTACT_DAYS - 1)):
        assert desk.forget_contacts() == 0
    with clock.stopped_at(at(15) + timedelta(days=settings.CONTACT_DAYS, minutes=1)):
        assert (desk.forget_contacts(), desk.forget_contacts()) == (1, 0)
    made.refresh_from_db()
    assert (made.contact_name, made.contact_phone) == ("", "")
    assert AuditEntry.objects.filter(action="forget_contact").count() == 1


def test_a_contact_who_does_not_come_is_a_no_show(home, home_cadre):
    space = SpaceFactory(home=home, check_in_required=True)
    made = ReservationFactory(space=space, person=None, contact_name="张三丰", starts_at=at(13))
    own = ReservationFactory(space=space, person=None, purpose="例会", starts_at=at(15))
    with clock.stopped_at(at(20)):
        sweeps.close_past()
    made.refresh_from_db()
    own.refresh_from_db()
    assert (made.state, own.state) == (State.NO_SHOW, State.COMPLETED)


def test_the_database_keeps_contact_and_account_apart(space, worker):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        ReservationFactory(space=space, person=worker, contact_name="张三丰")


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("张三丰", "张**"), ("Alice Wong", "A**"), ("", "")]
)
def test_masked_names(name, shown):
    assert masked_name(name) == shown


# ---- the form ----


def form(space, kind="book", **more) -> dict:
    times = {"starts_at": "2026-11-24T14:00", "ends_at": "2026-11-24T15:00"}
    given = {"kind": kind, "space": space.pk, "places": "1", "purpose": "", "phone": ""}
    return {**given, **times, "minutes": "60"} | more


def errors_of(answer) -> list[str]:
    return list(answer.context["adminform"].form.errors)


def test_walk_in_by_the_form_needs_no_times(client, home_cadre, space):
    client.force_login(home_cadre)
    data = form(space, "walk_in", starts_at="", ends_at="", display_name="张三丰", minutes="30")
    assert client.post(f"{LIST}add/", data).status_code == 302
    made = Reservation.objects.get()
    assert (made.state, made.contact_name, made.ends_at) == (State.CHECKED_IN, "张三丰", at(13))


def test_a_block_by_the_form_needs_a_reason_and_lists_what_is_in_the_way(client, home_cadre, space):
    there = ReservationFactory(space=space, starts_at=at(14))
    client.force_login(home_cadre)
    assert errors_of(client.post(f"{LIST}add/", form(space, "block"))) == ["purpose"]
    answer = client.post(f"{LIST}add/", form(space, "block", purpose="检修"))
    assert answer.context["adminform"].form.non_field_errors() == [
        "有 1 项预约冲突，请先改期或取消。"
    ]
    page = answer.content.decode()
    assert f'href="{LIST}{there.pk}/change/"' in page
    assert "停用原因" in page
    assert "closure/add/?kind=block&amp;" in page or "closure/add/?kind=block&" in page
    assert not Reservation.objects.filter(source=Source.MAINTENANCE).exists()


def test_who_is_in_the_way_of_a_walk_in_is_listed(client, home_cadre, space):
    there = ReservationFactory(space=space, starts_at=at(12))
    client.force_login(home_cadre)
    data = form(space, "walk_in", starts_at="", ends_at="", display_name="张三丰")
    page = client.post(f"{LIST}add/", data).content.decode()
    assert f'href="{LIST}{there.pk}/change/"' in page


def test_more_people_than_the_space_takes_is_said_at_the_field(client, home_cadre, space):
    client.force_login(home_cadre)
    data = form(space, purpose="例会", people=str(space.capacity + 1))
    assert errors_of(client.post(f"{LIST}add/", data)) == ["people"]


def test_the_page_of_a_booking_shows_what_happened_and_no_more(client, home_cadre, space):
    blocked = desk.block(
        space=space, starts_at=at(14), ends_at=at(15), reason="更换地胶", by=home_cadre
    )
    client.force_login(home_cadre)
    page = client.get(f"{LIST}{blocked.pk}/change/").content.decode()
    assert [word in page for word in ("停用原因", "更换地胶")] == [True, True]
    assert [word in page for word in ("签到时间", "保留至", "预约人", "声明")] == [False] * 4
    assert "检修" in client.get(LIST).content.decode()


@pytest.mark.parametrize("kind", ["book", "walk_in"])
def test_a_home_with_a_cap_is_told_how_many_come(client, home, home_cadre, kind):
    """Else a hall would count as one person against the fire rule."""
    hall = SpaceFactory(home=home, capacity=20)
    set_cap(home=home, cap=10, by=None)
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", form(hall, kind, display_name="张三", people="11"))
    assert len(answer.context["adminform"].form.non_field_errors()) == 1
    client.post(f"{LIST}add/", form(hall, kind, display_name="张三", people="10"))
    made = Reservation.objects.get()
    assert (made.people, made.holds.count()) == (10, 2)


def test_a_booking_by_the_form_needs_its_times(client, home_cadre, space):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", form(space, starts_at="", ends_at="", purpose="例会"))
    assert errors_of(answer) == ["starts_at", "ends_at"]


def test_the_number_of_a_contact_is_read_by_its_keepers_alone(client, home_cadre, viewer, space):
    row = ReservationFactory(
        space=space, person=None, contact_name="张三丰", contact_phone="13712345678"
    )
    client.force_login(home_cadre)
    assert "13712345678" in client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "13712345678" not in client.get(LIST).content.decode()
    client.force_login(viewer)
    shown = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "13712345678" not in shown
    assert "张三丰 137****5678" in shown


# ---- the sheet ----


@pytest.fixture
def secret(home):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    room = SpaceFactory(home=home, facility=facility, name="心灵驿站")
    return ReservationFactory(
        space=room, starts_at=at(16), person__display_name="某位职工", purpose="睡眠问题"
    )


def test_the_sheet_hangs_on_a_wall(client, home_cadre, space, secret):
    ReservationFactory(space=space, starts_at=at(14), person__display_name="张三丰")
    client.force_login(home_cadre)
    shown = client.get(f"{LIST}sheet/").content.decode()
    assert "<td>张**</td>" in shown
    assert "<td>已占用</td>" in shown
    desk.walk_in(space=SpaceFactory(home=space.home), minutes=60, by=home_cadre)
    assert "<td>现场使用</td>" in client.get(f"{LIST}sheet/").content.decode()
    assert not [word for word in ("张三丰", "某位职工", "睡眠问题") if word in shown]


@pytest.mark.parametrize("query", [{"date": "x"}, {"date": "2026-13-40"}, {"home": "none"}])
def test_the_sheet_takes_whatever_is_typed(client, home_cadre, space, query):
    client.force_login(home_cadre)
    assert client.get(f"{LIST}sheet/", query).status_code == 200


def test_the_sheet_keeps_to_the_scope(client, next_city, secret):
    client.force_login(next_city)
    assert "心灵驿站" not in client.get(f"{LIST}sheet/").content.decode()


# ---- the export ----


def exported(client, user, **more):
    client.force_login(user)
    data = {"first": "2026-11-01", "last": "2026-11-30", "format": "csv"} | more
    return client.post(f"{LIST}export/", data)


def lines(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_an_export_masks_numbers_and_defuses_formulas(client, home_cadre, space):
    row = ReservationFactory(
        space=space, starts_at=at(14), person__phone="13712345678", purpose="=1+1"
    )
    [_head, line] = lines(exported(client, home_cadre))
    assert line[0] == row.home.code
    assert (line[7], line[10]) == ("137****5678", "'=1+1")
    assert AuditEntry.objects.get(action="export").detail["rows"] == 1


def test_full_numbers_need_a_reason_and_are_noted(client, home_cadre, space):
    ReservationFactory(space=space, starts_at=at(14), person__phone="13712345678")
    answer = exported(client, home_cadre, full="on")
    assert list(answer.context["form"].errors) == ["reason"]
    [_head, line] = lines(exported(client, home_cadre, full="on", reason="停电通知"))
    assert line[7] == "13712345678"
    assert AuditEntry.objects.get(action="export_full").detail["reason"] == "停电通知"


def test_full_numbers_are_for_managers(client, viewer, space):
    ReservationFactory(space=space, starts_at=at(14), person__phone="13712345678")
    [_head, line] = lines(exported(client, viewer, full="on", reason="好奇"))
    assert line[7] == "137****5678"
    assert not AuditEntry.objects.filter(action="export_full").exists()


def test_confidential_uses_are_exported_as_occupied(client, viewer, secret):
    [_head, line] = lines(exported(client, viewer))
    assert line[6:8] == ["已占用", ""]
    assert "睡眠问题" not in line


def test_as_excel(client, home_cadre, space):
    ReservationFactory(space=space, starts_at=at(14))
    answer = exported(client, home_cadre, format="xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row == 2


def test_an_export_keeps_to_scope_days_and_home(client, next_city, county, space, secret):
    ReservationFactory(space=space, starts_at=at(14) + timedelta(days=30))
    assert len(lines(exported(client, next_city))) == 1
    assert len(lines(exported(client, county))) == 2
    assert len(lines(exported(client, county, home=Home.objects.get(pk=space.home_id).code))) == 2
    answer = exported(client, county, first="2026-11-30", last="2026-11-01")
    assert list(answer.context["form"].errors) == ["last"]
