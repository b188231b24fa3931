"""Closures in the admin: the form, whom it hits, deciding, closing, the list of whom to phone."""

import pytest
from django.utils import translation
from django.utils.html import escape
from openpyxl import load_workbook

from bookings import closures
from bookings.admin.closure_lines import stretch_text
from bookings.enums import ClosureKind, ClosureState, Decision
from bookings.models import Closure, ClosureHit, Reservation
from homes.models import Hours, HoursException
from tests.bookings.closures.scene import TUESDAY, at, draft
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import (
    FacilityFactory,
    HomeAppointmentFactory,
    HomeFactory,
    SpaceFactory,
)
from tests.homes.test_admin import filled, management
from unions.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
LIST = "/admin/bookings/closure/"
ADD, OUTSIDE = f"{LIST}add/", f"{LIST}outside/"


def wanted(**more) -> dict:
    day = str(TUESDAY.date())
    given = {"kind": "hours", "starts_on": day, "ends_on": day, "how": "days", "reason": "台风"}
    return given | more


def shown(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def as_cadre(client, home_cadre):
    client.force_login(home_cadre)
    return client


@pytest.fixture
def booked(court, worker):
    return ReservationFactory(space=court, person=worker, starts_at=at(10), purpose="班组活动")


@pytest.fixture
def closure(home, booked, home_cadre, worked):
    return worked(draft([home], home_cadre))


def press(client, closure, name: str, **data):
    return client.post(f"{LIST}{closure.pk}/{name}/", data, follow=True)


# ---- the form ----


def test_a_typhoon_closes_every_home_of_a_county(
    client, city, home, next_home, tree, django_capture_on_commit_callbacks
):
    other = HomeFactory(union=tree["350583"], hours=True)
    client.force_login(city)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADD, wanted(divisions=["350581"]))
    closure = Closure.objects.get()
    assert (closure.state, [part.home for part in closure.parts.all()]) == ("ready", [home])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADD, wanted(divisions=["350500"]))
    latest = Closure.objects.latest("pk")
    assert {part.home for part in latest.parts.all()} == {home, other}


@pytest.mark.parametrize(
    ("more", "windows"),
    [
        ({}, [(at(0), at(24))]),
        ({"how": "through", "starts": "14:00", "ends": "08:00"}, [(at(14), at(8, day=2))]),
        (
            {"how": "each", "starts": "12:00", "ends": "14:00"},
            [(at(12, day=n), at(14, day=n)) for n in range(3)],
        ),
    ],
)
def test_days_and_hours(as_cadre, home, more, windows):
    if more:
        more = {**more, "ends_on": str(at(0, day=2).date())}
    as_cadre.post(ADD, wanted(homes=[home.pk], **more))
    assert Closure.objects.get().intervals == windows


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "请至少选择一个运行中"),
        ({"kind": "block"}, "请选择场地。"),
        ({"starts_on": ""}, "请填写日期。"),
        ({"how": "each"}, "请填写时间。"),
        ({"ends_on": "2026-11-01"}, "结束早于开始。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(as_cadre, more, words):
    answer = as_cadre.post(ADD, wanted(**more))
    assert words in shown(answer)
    assert answer.context["form"]["reason"].value() == "台风"
    assert not Closure.objects.exists()


def test_homes_outside_the_scope_are_no_choice(client, next_city, home):
    client.force_login(next_city)
    assert "homes" in client.post(ADD, wanted(homes=[home.pk])).context["form"].errors
    assert "divisions" in client.post(ADD, wanted(divisions=["350581"])).context["form"].errors


def test_from_the_homes_page(as_cadre, home):
    answer = as_cadre.get(f"/admin/homes/home/{home.pk}/close_for_a_time/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{ADD}?homes={home.pk}"
    assert f'<option value="{home.pk}" selected>' in shown(answer)


def test_a_keeper_of_one_home_finds_it_chosen_and_no_counties(as_cadre, home, client, county):
    page = shown(as_cadre.get(ADD))
    assert f'<option value="{home.pk}" selected>' in page
    assert "id_divisions" not in page
    client.force_login(county)
    assert "id_divisions" in shown(client.get(ADD))


def test_a_link_fills_in_what_was_typed_elsewhere(as_cadre, home):
    space = SpaceFactory(home=home)
    query = (
        f"kind=block&space={space.pk}&starts_on=2026-12-01&how=through&starts=18:00&reason=更换地胶"
    )
    form = as_cadre.get(f"{ADD}?{query}").context["form"]
    given = {name: form[name].value() for name in ("kind", "space", "starts_on", "how", "reason")}
    assert list(given.values()) == ["block", str(space.pk), "2026-12-01", "through", "更换地胶"]


def test_the_list_names_the_one_home(as_cadre, closure, home):
    assert home.name in shown(as_cadre.get(LIST))


# ---- whom it hits, and what becomes of them ----


def test_the_preview_names_them_with_masked_phones(as_cadre, closure, worker):
    page = shown(as_cadre.get(f"{LIST}{closure.pk}/change/"))
    assert (worker.masked_phone in page, worker.phone in page, "班组活动" in page) == (
        True,
        False,
        True,
    )


def test_a_confidential_room_is_occupied(client, home, home_cadre, worker, worked):
    facility = FacilityFactory(code="counselling_room", name="心灵驿站", confidential=True)
    room = SpaceFactory(home=home, facility=facility, name="心灵驿站")
    ReservationFactory(space=room, person=worker, starts_at=at(10), purpose="睡眠问题")
    closure = worked(draft([home], home_cadre))
    client.force_login(HomeAppointmentFactory(home=home, role=Role.EDITOR).person)
    page = shown(client.get(f"{LIST}{closure.pk}/change/"))
    assert ("已占用" in page, worker.masked_phone in page, "睡眠问题" in page) == (
        True,
        False,
        False,
    )
    closures.confirm(closure=closure, by=home_cadre)
    worked(closure)
    assert worker.phone not in shown(client.get(f"{LIST}{closure.pk}/people/"))


def test_decided_and_confirmed_with_one_button(as_cadre, closure, booked, worked):
    hit = ClosureHit.objects.get()
    data = {f"hit-{hit.pk}": Decision.CANCEL, "then": "confirm", "page": "1"}
    press(as_cadre, closure, "decide", **data)
    assert worked(closure).state == ClosureState.DONE
    assert Reservation.objects.get(pk=booked.pk).state == "cancelled"
    assert "已取消" in shown(as_cadre.get(f"{LIST}{closure.pk}/change/"))


def test_all_at_once(as_cadre, closure):
    press(as_cadre, closure, "decide", all="cancel")
    assert ClosureHit.objects.get().decision == Decision.CANCEL
    press(as_cadre, closure, "decide", all="move")
    assert ClosureHit.objects.get().decision == Decision.MOVE


def test_a_changed_home_is_shown_first_with_the_reason(as_cadre, closure, court, worked):
    ReservationFactory(space=court, starts_at=at(15))
    press(as_cadre, closure, "confirm")
    worked(closure)
    page = shown(as_cadre.get(f"{LIST}{closure.pk}/change/"))
    assert ("情况有变，请重新查看" in page, "影响 2 项" in page) == (True, True)
    assert HoursException.objects.count() == 0


def test_progress_until_the_worker_is_through(as_cadre, closure, worked):
    closures.confirm(closure=closure, by=closure.by)
    answer = as_cadre.get(f"{LIST}{closure.pk}/progress/")
    assert ("0 / 1 家" in shown(answer), "HX-Refresh" in answer.headers) == (True, False)
    worked(closure)
    assert as_cadre.get(f"{LIST}{closure.pk}/progress/").headers["HX-Refresh"] == "true"


def test_stopping_and_opening_again(as_cadre, closure, worked):
    page = shown(press(as_cadre, closure, "stop"))
    assert ("已放弃，没有停用任何家。" in page, "电话通知名单" in page) == (True, False)
    assert escape("现在不能这样操作") in shown(press(as_cadre, closure, "reopen"))
    closure.refresh_from_db()
    assert closure.state == ClosureState.DROPPED


def test_whom_to_phone_on_paper_and_as_a_file(as_cadre, closure, worker, worked, tmp_path):
    closures.confirm(closure=closure, by=closure.by)
    worked(closure)
    assert worker.phone in shown(as_cadre.get(f"{LIST}{closure.pk}/people/"))
    file = tmp_path / "people.xlsx"
    file.write_bytes(press(as_cadre, closure, "people_file").content)
    rows = list(load_workbook(file).active.values)
    assert (len(rows), worker.phone in rows[1]) == (2, True)


def test_who_has_no_account_can_be_phoned(as_cadre, home, court, home_cadre, worked):
    visitor = {"contact_name": "来客", "contact_phone": "13712345678"}
    ReservationFactory(space=court, person=None, starts_at=at(10), **visitor)
    closure = worked(draft([home], home_cadre))
    assert "来客 137****5678" in shown(as_cadre.get(f"{LIST}{closure.pk}/change/"))
    closures.confirm(closure=closure, by=home_cadre)
    worked(closure)
    page = shown(as_cadre.get(f"{LIST}{closure.pk}/people/"))
    assert ("来客" in page, 'href="tel:13712345678"' in page) == (True, True)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (at(0), at(24), "11-24 周二 全天"),
        (at(0), at(0, day=2), "11-24 周二 – 11-25 周三 全天"),
        (at(12), at(14), "11-24 周二 12:00–14:00"),
        (at(12), at(14, day=1), "11-24 周二 12:00 – 11-25 周三 14:00"),
    ],
)
def test_a_stretch_in_words(start, end, text):
    with translation.override("zh-hans"):
        assert stretch_text(start, end) == text


def test_scope_and_right(client, next_city, viewer, closure):
    for user, status in ((next_city, 404), (viewer, 403)):
        client.force_login(user)
        for name in ("decide", "confirm", "stop", "reopen", "people_file"):
            assert press(client, closure, name).status_code == status
        assert client.get(f"{LIST}{closure.pk}/people/").status_code == status
    closure.refresh_from_db()
    assert closure.state == ClosureState.READY


def test_a_closure_of_more_than_ones_homes_is_only_seen(
    client, city, home_cadre, home, tree, worked
):
    other = HomeFactory(union=tree["350583"], hours=True, name="别家")
    closure = worked(draft([home, other], city))
    client.force_login(home_cadre)
    page = client.get(f"{LIST}{closure.pk}/change/")
    assert (len(page.context["parts"]), page.context["may_write"]) == (1, False)
    assert press(client, closure, "confirm").status_code == 403


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_page_asks_the_same_queries(
    as_cadre, home, court, home_cadre, worked, count, django_assert_num_queries
):
    for number in range(count):
        ReservationFactory(space=court, starts_at=at(9 + number))
    closure = worked(draft([home], home_cadre))
    with django_assert_num_queries(20):
        as_cadre.get(f"{LIST}{closure.pk}/change/")


# ---- bookings outside the hours ----


def test_changed_hours_warn_and_lead_to_the_list(as_cadre, client, home, booked, worked):
    Hours.objects.update(opens="11:00")
    inbox = shown(as_cadre.get("/admin/"))
    assert OUTSIDE in inbox
    page = shown(as_cadre.get(OUTSIDE))
    assert (home.name in page, booked.person.masked_phone in page) == (True, True)
    answer = as_cadre.post(OUTSIDE, {"home": [home.pk], "reason": "开放时间调整"}, follow=True)
    closure = Closure.objects.get()
    assert (closure.kind, closure.reason) == (ClosureKind.OUTSIDE, "开放时间调整")
    assert answer.redirect_chain[-1][0] == f"{LIST}{closure.pk}/change/"


def test_nothing_outside_and_nothing_chosen(as_cadre, home, booked):
    assert "所有预约都在开放时间内" in shown(as_cadre.get(OUTSIDE))
    answer = as_cadre.post(OUTSIDE, {"home": []}, follow=True)
    assert "请至少选择一个运行中" in shown(answer)


def test_others_list_is_not_shown(client, next_city, viewer, home, booked):
    Hours.objects.update(opens="11:00")
    client.force_login(next_city)
    assert "所有预约都在开放时间内" in shown(client.get(OUTSIDE))
    client.force_login(viewer)
    answer = client.get(OUTSIDE)
    assert (home.name in shown(answer), answer.context["may_write"]) == (True, False)
    assert client.post(OUTSIDE, {"home": [home.pk]}).status_code == 403


def test_saving_shorter_hours_warns_with_a_link(client, county, home, booked):
    client.force_login(county)
    url, hours = f"/admin/homes/home/{home.pk}/change/", home.hours.get()
    data = filled(home) | management(client.get(url)) | {"hours-0-opens": "11:00"}
    page = shown(client.post(url, data, follow=True))
    hours.refresh_from_db()
    assert hours.opens.hour == 11
    assert ("有 1 项预约已不在开放时间内" in page, OUTSIDE in page) == (True, True)


def test_who_has_no_account_must_be_phoned_too(as_cadre, court, home, home_cadre, worked):
    ReservationFactory(
        space=court,
        person=None,
        contact_name="李四",
        contact_phone="13712345678",
        starts_at=at(10),
    )
    closure = worked(draft([home], home_cadre))
    assert "李四 137****5678" in shown(as_cadre.get(f"{LIST}{closure.pk}/change/"))
    closures.confirm(closure=closure, by=home_cadre)
    worked(closure)
    page = shown(as_cadre.get(f"{LIST}{closure.pk}/people/"))
    assert ("李四" in page, "13712345678" in page) == (True, True)
