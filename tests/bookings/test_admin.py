"""Reservations and spaces in the admin: decisions, the desk, confidential rooms, moving units."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from bookings.enums import Source, State
from bookings.models import Hold, Reservation
from bookings.refusals import refuse
from common import clock
from homes.enums import Mode
from homes.models import Space
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from unions.enums import Role
from unions.models import Person

LIST = "/admin/bookings/reservation/"
SUBMIT = {"_form_submitted": "True"}


def page(reservation) -> str:
    return reverse("admin:bookings_reservation_change", args=[reservation.pk])


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室")


@pytest.fixture
def requested(space):
    return ReservationFactory(space=space, state=State.REQUESTED, purpose="班组活动")


@pytest.fixture
def secret(home):
    """A reservation of the counselling room."""
    facility = FacilityFactory(code="counselling_room", name="心灵驿站", confidential=True)
    room = SpaceFactory(home=home, facility=facility, name="心灵驿站")
    person = PersonFactory(display_name="某位职工")
    return ReservationFactory(space=room, person=person, purpose="睡眠问题", note="初次")


@pytest.fixture
def editor(home):
    return HomeAppointmentFactory(home=home, role=Role.EDITOR).person


@pytest.fixture
def do(client):
    """do(user, verb, reservation, **data): the dialog's form sent."""

    def send(user, verb, reservation, **data):
        client.force_login(user)
        return client.post(f"{LIST}{reservation.pk}/{verb}/", SUBMIT | data)

    return send


def state_of(reservation) -> str:
    return Reservation.objects.get(pk=reservation.pk).state


# ---- decisions ----


def test_approving(do, home_cadre, requested):
    assert do(home_cadre, "approve", requested).headers["HX-Redirect"] == LIST
    assert state_of(requested) == State.CONFIRMED
    assert Reservation.objects.get().decided_by == home_cadre


def test_refusing_needs_a_reason_and_gives_the_time_back(do, home_cadre, requested):
    assert do(home_cadre, "refuse", requested).status_code == 200
    assert state_of(requested) == State.REQUESTED
    do(home_cadre, "refuse", requested, note="场地维修")
    assert (state_of(requested), Reservation.objects.get().note) == (State.REFUSED, "场地维修")
    assert not Hold.objects.exists()


def test_a_dialog_that_is_only_opened_changes_nothing(client, home_cadre, requested):
    client.force_login(home_cadre)
    answer = client.get(f"{LIST}{requested.pk}/approve/")
    assert "同意这项预约？" in answer.content.decode()
    assert state_of(requested) == State.REQUESTED


def test_a_refusal_is_a_message(client, do, home_cadre, requested):
    do(home_cadre, "approve", requested)
    do(home_cadre, "approve", requested)
    assert escape(refuse("state", state="已确认")) in client.get(LIST).content.decode()


def test_check_in_at_the_desk(do, home_cadre, space):
    now = clock.now()
    reservation = ReservationFactory(
        space=space, starts_at=now + timedelta(minutes=10), ends_at=now + timedelta(hours=1)
    )
    do(home_cadre, "come", reservation)
    assert state_of(reservation) == State.CHECKED_IN


def test_calling_off(do, home_cadre, space):
    reservation = ReservationFactory(space=space)
    do(home_cadre, "call_off", reservation, note="停电")
    assert state_of(reservation) == State.CANCELLED


@pytest.mark.parametrize("verb", ["approve", "refuse", "come", "call_off"])
def test_deciding_needs_scope_and_right(do, next_city, viewer, requested, verb):
    assert do(next_city, verb, requested, note="x").status_code == 404
    assert do(viewer, verb, requested, note="x").status_code == 403
    assert state_of(requested) == State.REQUESTED


@pytest.mark.parametrize(
    ("state", "hours", "names"),
    [
        (State.REQUESTED, 2, ["approve", "refuse"]),
        (State.REQUESTED, -1, []),
        (State.CONFIRMED, 2, ["call_off"]),
        (State.CONFIRMED, 0, ["come", "call_off"]),
        (State.COMPLETED, -3, []),
    ],
)
def test_only_what_can_be_done_is_offered(client, home_cadre, space, state, hours, names):
    start = clock.now() + timedelta(hours=hours, minutes=5)
    reservation = ReservationFactory(
        space=space, state=state, starts_at=start, ends_at=start + timedelta(minutes=50)
    )
    client.force_login(home_cadre)
    offered = client.get(page(reservation)).context["actions_detail"]
    assert [item["path"].split("/")[-2] for item in offered] == names
    row = client.get(LIST).content.decode()
    assert [name for name in ("approve", "refuse", "come", "call_off")
            if f"/{reservation.pk}/{name}/" in row] == names  # fmt: skip


def test_many_at_once_each_by_itself(client, home_cadre, space):
    first = ReservationFactory(space=space, state=State.REQUESTED)
    later = tomorrow_at(15)
    second = ReservationFactory(space=space, state=State.REQUESTED, starts_at=later)
    done = ReservationFactory(space=space, starts_at=tomorrow_at(18))
    client.force_login(home_cadre)
    data = {"action": "approve_all", "_selected_action": [first.pk, second.pk, done.pk]}
    shown = client.post(LIST, data, follow=True).content.decode()
    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.CONFIRMED)
    assert "已同意 2 条。" in shown
    assert escape(refuse("state", state="已确认")) in shown


def test_many_at_once_without_the_right(client, viewer, requested):
    client.force_login(viewer)
    data = {"action": "approve_all", "_selected_action": [requested.pk]}
    client.post(LIST, data)
    assert state_of(requested) == State.REQUESTED


def test_rows_that_are_seen_but_not_kept_are_left(client, viewer, home, requested, next_home):
    """A viewer of the city who edits one of its homes decides there only."""
    mine = ReservationFactory(
        space=SpaceFactory(home__union=home.union), state=State.REQUESTED, purpose="自己的"
    )
    HomeAppointmentFactory(person=viewer, home=mine.home, role=Role.EDITOR)
    client.force_login(viewer)
    data = {"action": "approve_all", "_selected_action": [mine.pk, requested.pk]}
    shown = client.post(LIST, data, follow=True).content.decode()
    assert (state_of(mine), state_of(requested)) == (State.CONFIRMED, State.REQUESTED)
    assert "其中 1 行您无权更改。" in shown


# ---- list and page ----


@pytest.mark.parametrize("count", [1, 3, 12])
def test_list_asks_the_same_queries_for_any_number(
    client, county, space, django_assert_num_queries, count
):
    for number in range(count):
        start = tomorrow_at(10) + timedelta(hours=2 * number)
        ReservationFactory(space=space, state=State.REQUESTED, starts_at=start)
    client.force_login(county)
    # The user, appointments by power (4) and at homes by power (3), whether the province's; the
    # filter's divisions, the count, the hierarchy of dates (2), the rows; the sidebar's badge.
    with django_assert_num_queries(16):
        answer = client.get(LIST)
    assert len(answer.context["cl"].result_list) == count


def test_page_and_list_keep_to_the_scope(client, requested, next_city, viewer):
    client.force_login(next_city)
    assert client.get(page(requested)).status_code == 404
    assert list(client.get(LIST).context["cl"].queryset) == []
    client.force_login(viewer)
    assert client.get(page(requested)).status_code == 200


@pytest.mark.parametrize(("state", "word"), [("cancelled", "已取消"), ("expired", "已过期")])
def test_every_state_is_a_word_in_the_list(client, county, space, state, word):
    ReservationFactory(space=space, state=state)
    client.force_login(county)
    cells = re.findall(r">\s*([^<>]+?)\s*</span>\s*</td>", client.get(LIST).content.decode())
    assert (word in cells, state in cells) == (True, False)


def test_nothing_is_edited_or_deleted_by_hand(client, county, requested):
    client.force_login(county)
    assert client.post(page(requested), {"state": "completed"}).status_code == 403
    assert client.post(f"{LIST}{requested.pk}/delete/", {"post": "yes"}).status_code == 403


# ---- confidential rooms ----


def test_managers_see_who_uses_a_confidential_room(client, home_cadre, secret):
    client.force_login(home_cadre)
    assert "某位职工" in client.get(LIST).content.decode()
    assert "睡眠问题" in client.get(page(secret)).content.decode()


@pytest.mark.parametrize("address", ["list", "page", "index"])
def test_all_others_see_it_as_occupied(client, editor, secret, address):
    client.force_login(editor)
    where = {"list": LIST, "page": page(secret), "index": "/admin/"}[address]
    shown = client.get(where).content.decode()
    assert not [word for word in ("某位职工", "睡眠问题", "初次") if word in shown]


def test_others_do_not_find_it_by_its_person(client, editor, secret):
    client.force_login(editor)
    assert list(client.get(LIST, {"q": "某位职工"}).context["cl"].queryset) == []
    for lookup in ({"person": secret.person_id}, {"purpose__startswith": "睡"}, {"note": "初次"}):
        answer = client.get(LIST, lookup)
        assert answer.status_code in (302, 400), lookup


# ---- the desk ----


def desk(space, hour=10, **more) -> dict:
    start = tomorrow_at(hour)
    end = start + timedelta(hours=1)
    return {
        "kind": "book",
        "space": space.pk,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{end:%Y-%m-%dT%H:%M}",
        "places": "1",
        "purpose": "",
        "phone": "",
    } | more


def test_booking_for_a_worker(client, home_cadre, space, worker):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(space, phone=worker.phone))
    made = Reservation.objects.get()
    assert answer.status_code == 302
    assert (made.person, made.state, made.source) == (worker, State.CONFIRMED, Source.CADRE)
    assert made.holds.count() == 1


def test_booking_for_a_number_without_an_account(client, home_cadre, space):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(space, phone="13712345678"))
    assert list(answer.context["adminform"].form.errors) == ["display_name"]
    client.post(f"{LIST}add/", desk(space, phone="13712345678", display_name="示例职工"))
    made = Reservation.objects.get()
    assert (made.person, made.contact_name, made.contact_phone) == (None, "示例职工", "13712345678")
    assert not Person.objects.filter(phone="13712345678").exists()


def test_booking_for_the_home_itself_says_what_for(client, home_cadre, space):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(space))
    assert list(answer.context["adminform"].form.errors) == ["purpose"]
    client.post(f"{LIST}add/", desk(space, purpose="设备检修"))
    assert Reservation.objects.get().purpose == "设备检修"


def test_the_desk_says_what_it_did_and_whom_to_tell(client, home_cadre, space):
    client.force_login(home_cadre)
    more = {"phone": "13712345678", "display_name": "来客"}
    answer = client.post(f"{LIST}add/", desk(space, **more), follow=True)
    shown = answer.content.decode()
    row = Reservation.objects.get()
    day = row.starts_at.astimezone(clock.SHANGHAI).date()
    assert answer.redirect_chain == [(f"{LIST}?starts_at_from={day}&o=1", 302)]
    assert ("已预约：" in shown, "请电话告知" in shown) == (True, True)


def test_a_taken_time_is_an_error_of_the_form(client, home_cadre, space):
    ReservationFactory(space=space)
    client.force_login(home_cadre)
    data = desk(space, phone="13712345678", display_name="示例职工", purpose="下棋")
    answer = client.post(f"{LIST}add/", data)
    form = answer.context["adminform"].form
    assert form.non_field_errors() == [str(refuse("taken"))]
    assert (form["purpose"].value(), form["phone"].value()) == ("下棋", "13712345678")
    assert not Person.objects.filter(phone="13712345678").exists()


def test_a_walk_in_while_the_clock_runs(client, home_cadre, home, space):
    home.hours.update(opens=time(0), closes=time(0))
    client.force_login(home_cadre)
    data = desk(space, kind="walk_in", starts_at="", ends_at="", minutes="60")
    assert client.post(f"{LIST}add/", data).status_code == 302
    assert Reservation.objects.get().state == State.CHECKED_IN


def test_a_closed_time_too(client, home_cadre, space):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(space, hour=23, purpose="夜里"))
    assert len(answer.context["adminform"].form.non_field_errors()) == 1
    assert not Reservation.objects.exists()


def test_no_desk_elsewhere(client, home_cadre, next_home):
    elsewhere = SpaceFactory(home=next_home)
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(elsewhere, purpose="不可"))
    assert list(answer.context["adminform"].form.errors) == ["space"]


# ---- spaces ----


def space_page(space) -> str:
    return reverse("admin:homes_space_change", args=[space.pk])


def space_form(space, **changes) -> dict:
    fields = [
        "name", "name_en", "mode", "capacity", "condition", "step_minutes", "min_minutes",
        "max_minutes", "lead_minutes", "horizon_days", "buffer_minutes", "cancel_minutes",
        "daily_quota", "order",
    ]  # fmt: skip
    data = {name: getattr(space, name) for name in fields}
    data |= {"facility": space.facility_id, "parent": space.parent_id, "area_m2": space.area_m2}
    return {key: value for key, value in (data | changes).items() if value is not None}


def test_a_new_space_gets_its_numbers(client, home_cadre, home):
    FacilityFactory()
    client.force_login(home_cadre)
    data = space_form(Space(name="1 号场", facility_id="badminton", mode="exclusive"))
    answer = client.post("/admin/homes/space/add/", data | {"home": home.pk})
    made = Space.objects.get()
    assert answer.status_code == 302
    assert (made.root, made.units.upper - made.units.lower) == (made, 1)


def test_more_places_move_the_holds_along(client, home_cadre, home):
    gym = SpaceFactory(home=home, places=True, capacity=4)
    reservation = ReservationFactory(space=gym, places=3)
    client.force_login(home_cadre)
    assert client.post(space_page(gym), space_form(gym, capacity=20)).status_code == 302
    gym.refresh_from_db()
    assert gym.units.upper - gym.units.lower == 20
    hold = reservation.holds.get()
    assert gym.units.lower <= hold.units.lower < hold.units.upper <= gym.units.upper


def test_fewer_places_than_are_sold_come_back_as_an_error(client, home_cadre, home):
    gym = SpaceFactory(home=home, places=True, capacity=4)
    ReservationFactory(space=gym, places=3)
    client.force_login(home_cadre)
    answer = client.post(space_page(gym), space_form(gym, capacity=2, name="小健身房"))
    form = answer.context["adminform"].form
    assert form.non_field_errors() == [str(refuse("held"))]
    assert form["name"].value() == "小健身房"
    assert Space.objects.get().capacity == 4


def test_saving_a_space_leaves_numbers_that_moved_meanwhile(client, home_cadre, home):
    gym = SpaceFactory(home=home, places=True, capacity=4)
    stale = Space.objects.get(pk=gym.pk)
    client.force_login(home_cadre)
    client.post(space_page(gym), space_form(gym, capacity=9))
    moved = Space.objects.get(pk=gym.pk).units
    client.post(space_page(gym), space_form(stale, capacity=9, name="改名"))
    assert (Space.objects.get().name, Space.objects.get().units) == ("改名", moved)


def test_a_part_belongs_to_a_space_of_its_home(client, county, home, next_home):
    hall, elsewhere = SpaceFactory(home=home), SpaceFactory(home__union=home.union)
    client.force_login(county)
    answer = client.post(space_page(hall), space_form(hall, parent=elsewhere.pk))
    assert list(answer.context["adminform"].form.errors) == ["parent"]


def test_a_space_is_no_part_of_its_part(client, county, home):
    hall = SpaceFactory(home=home)
    half = SpaceFactory(home=home, parent=hall)
    client.force_login(county)
    answer = client.post(space_page(hall), space_form(hall, parent=half.pk))
    assert list(answer.context["adminform"].form.errors) == ["parent"]


def test_a_space_with_bookings_can_not_be_deleted(client, county, requested):
    client.force_login(county)
    client.post(f"/admin/homes/space/{requested.space_id}/delete/", {"post": "yes"})
    assert Space.objects.count() == 1


def test_spaces_keep_to_the_scope(client, next_city, viewer, space):
    client.force_login(next_city)
    assert client.get(space_page(space)).status_code == 404
    client.force_login(viewer)
    assert client.post(space_page(space), space_form(space)).status_code == 403


def test_a_choice_of_spaces_names_their_homes(client, county, space):
    client.force_login(county)
    query = {"app_label": "bookings", "model_name": "reservation", "field_name": "space"}
    answer = client.get("/admin/autocomplete/", {**query, "term": "培训"})
    assert answer.json()["results"] == [
        {"id": str(space.pk), "text": "示例石狮共享职工之家 · 培训室"}
    ]


@pytest.mark.parametrize(
    "term", ["羽毛球 1 号场", "羽毛球1", "yumaoqiu 1", "ymq1", "石狮 羽毛球 1"]
)
@pytest.mark.parametrize("model", ["series", "closure", "reservation"])
def test_a_choice_of_spaces_knows_court_1_from_2_and_10(client, home_cadre, home, term, model):
    court, *_others = [SpaceFactory(home=home, name=f"羽毛球 {n} 号场") for n in (1, 2, 10)]
    client.force_login(home_cadre)
    query = {"app_label": "bookings", "model_name": model, "field_name": "space", "term": term}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert [each["id"] for each in found] == [str(court.pk)]


def test_spaces_are_found_by_the_new_name_of_their_facility(client, province, space):
    page = f"/admin/homes/facility/{space.facility_id}/change/"
    facility = space.facility
    data = {name: getattr(facility, name) for name in ("code", "name_en", "zone", "icon", "order")}
    client.force_login(province)
    assert client.post(page, {**data, "name": "飞镖"}).status_code == 302
    answer = client.get("/admin/homes/space/", {"q": "feibiao"})
    assert [row.pk for row in answer.context["cl"].result_list] == [space.pk]


def test_walk_in_spaces_are_not_sold(client, home_cadre, home):
    rest = SpaceFactory(home=home, mode=Mode.WALK_IN)
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", desk(rest, purpose="歇脚"))
    assert len(answer.context["adminform"].form.non_field_errors()) == 1


def test_a_page_opened_by_a_message_has_its_buttons_in_reach_of_a_phone(
    client, home_cadre, viewer, requested
):
    """The theme hides those of the head behind a menu there."""
    page = f"{LIST}{requested.pk}/change/"
    client.force_login(home_cadre)
    assert client.get(page).text.count("row-button row-button-approve") == 1
    client.force_login(viewer)
    assert "row-button-approve" not in client.get(page).text
