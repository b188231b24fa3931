"""Series in the admin: plan, book the chosen dates, change and call off, each listed first."""

from datetime import date

import pytest

from bookings import series as doing
from bookings import series_plan
from bookings.admin.series_forms import packed
from bookings.enums import Scope
from bookings.models import Reservation, Series
from tests.bookings.series.club import TUESDAYS, at, club
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory
from unions.enums import Role
from unions.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
LIST = "/admin/bookings/series/"
ADD = f"{LIST}add/"


def wanted(court, **more) -> dict:
    given = {
        "space": court.pk,
        "weekdays": [2],
        "starts": "19:00",
        "ends": "20:00",
        "first_on": TUESDAYS[0],
        "last_on": TUESDAYS[-1],
        "every_weeks": 1,
        "skip_holidays": "on",
        "skip_closed": "on",
        "places": 1,
        "purpose": "羽毛球俱乐部",
    }
    return given | more


@pytest.fixture
def as_cadre(client, home_cadre):
    client.force_login(home_cadre)
    return client


def shown(answer) -> str:
    return answer.content.decode()


# ---- a new one ----


def test_the_plan_comes_before_anything_is_saved(as_cadre, court, other, worker):
    busy = ReservationFactory(space=court, person=worker, starts_at=at(TUESDAYS[1], 19))
    answer = as_cadre.post(ADD, wanted(court))
    assert [row["free"] for row in answer.context["rows"]] == [True, False, True, True]
    assert f"{worker} {worker.masked_phone}" in shown(answer)
    assert "3 次可预约，1 次有冲突" in shown(answer)
    assert (Series.objects.count(), list(Reservation.objects.all())) == (0, [busy])


@pytest.mark.parametrize(("more", "told"), [({"skip_holidays": "on"}, True), ({}, False)])
def test_a_year_whose_holidays_nobody_knows_is_said(as_cadre, court, more, told):
    data = wanted(court)
    data.pop("skip_holidays", None)
    page = shown(as_cadre.post(ADD, data | more))
    assert ("2026 年的放假安排还没有录入" in page) == told


def test_how_many_come_is_asked_and_an_impossible_number_said_at_its_field(as_cadre, court):
    answer = as_cadre.post(ADD, wanted(court, people=court.capacity + 1))
    assert list(answer.context["form"].errors) == ["people"]
    page = as_cadre.post(ADD, wanted(court, people=court.capacity))
    assert page.context["wanted"].people == court.capacity


def test_a_visitor_in_the_way_is_named(as_cadre, court):
    visitor = {"contact_name": "来客", "contact_phone": "13712345678"}
    ReservationFactory(space=court, person=None, starts_at=at(TUESDAYS[1], 19), **visitor)
    assert "来客 137****5678" in shown(as_cadre.post(ADD, wanted(court)))


def test_the_ticked_dates_are_booked_for_a_new_worker(as_cadre, court):
    turns = [packed(turn) for turn in series_plan.plan(club(court)).free[:2]]
    data = wanted(court, phone="13800001234", display_name="队长", step="save", turn=turns)
    answer = as_cadre.post(ADD, data, follow=True)
    series = Series.objects.get()
    assert series.person == Person.objects.get(phone="13800001234")
    assert series.reservations.count() == 2
    assert "已预约 2 次" in shown(answer)


def test_what_changed_meanwhile_is_shown_and_nothing_is_saved(as_cadre, court):
    turns = [packed(turn) for turn in series_plan.plan(club(court)).free]
    ReservationFactory(space=court, starts_at=at(TUESDAYS[2], 19))
    data = wanted(court, phone="13800001234", display_name="队长", step="save", turn=turns)
    answer = as_cadre.post(ADD, data)
    assert [row["free"] for row in answer.context["rows"]] == [True, True, False, True]
    assert "清单列出后情况有变化" in shown(answer)
    assert not Series.objects.exists()
    assert not Person.objects.filter(phone="13800001234").exists()


def test_back_to_the_form_with_all_that_was_typed(as_cadre, court):
    answer = as_cadre.post(ADD, wanted(court, step="form"))
    assert answer.context["form"]["purpose"].value() == "羽毛球俱乐部"
    assert "series_plan" not in [t.name for t in answer.templates]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"purpose": ""}, "或写明用途"),
        ({"last_on": date(2026, 11, 20)}, "结束早于开始"),
        ({"first_on": date(2026, 11, 2)}, "都不能早于今天"),
        ({"last_on": date(2028, 1, 1)}, "最长安排一年"),
    ],
)
def test_what_makes_no_series_comes_back_with_the_reason(as_cadre, court, more, words):
    answer = as_cadre.post(ADD, wanted(court, **more))
    assert "admin/series_form.html" in [t.name for t in answer.templates]
    assert words in shown(answer)


def test_a_made_up_tick_is_refused(as_cadre, court):
    for turn in ("x", "0|999999|2026-11-24T19:00:00+08:00|2026-11-24T20:00:00+08:00",
                 f"0|{court.pk}|2026-11-24T19:00:00|2026-11-24T20:00:00"):  # fmt: skip
        answer = as_cadre.post(ADD, wanted(court, step="save", turn=[turn]))
        assert "请重新选择日期" in shown(answer)
    assert not Series.objects.exists()


def test_a_space_outside_ones_scope_is_no_choice(client, next_city, court):
    client.force_login(next_city)
    answer = client.post(ADD, wanted(court))
    assert "space" in answer.context["form"].errors


# ---- one of them ----


def test_its_page_for_those_who_see_and_those_who_write(client, viewer, home_cadre, series):
    client.force_login(viewer)
    page = shown(client.get(f"{LIST}{series.pk}/change/"))
    assert ("每周二 19:00–20:00" in page, "/call_off/" in page) == (True, False)
    client.force_login(home_cadre)
    assert "/call_off/" in shown(client.get(f"{LIST}{series.pk}/change/"))


def test_calling_off_this_and_following(as_cadre, series):
    second = doing.coming(series, Scope.ALL)[1]
    first_choice = as_cadre.get(f"{LIST}{series.pk}/call_off/").context["form"]["scope"].value()
    assert first_choice == Scope.ONE
    data = {"scope": Scope.FOLLOWING, "pivot": second.pk, "note": "停用"}
    answer = as_cadre.post(f"{LIST}{series.pk}/call_off/", data, follow=True)
    assert "已取消 3 次" in shown(answer)
    answer = as_cadre.post(f"{LIST}{series.pk}/call_off/", {"scope": Scope.ONE})
    assert "请选择日期" in shown(answer)


def test_another_time_is_listed_then_moved(as_cadre, series, court):
    ReservationFactory(space=court, starts_at=at(TUESDAYS[2], 20))
    url = f"{LIST}{series.pk}/shift/"
    data = {"scope": "all", "space": court.pk, "starts": "19:30", "ends": "20:30"}
    answer = as_cadre.post(url, data)
    rows = answer.context["rows"]
    assert [row["free"] for row in rows] == [True, True, False, True]
    assert doing.coming(series, Scope.ALL)[0].starts_at == at(TUESDAYS[0], 19)
    ticked = [row["value"] for row in rows if row["free"]]
    answer = as_cadre.post(url, data | {"step": "save", "turn": ticked}, follow=True)
    assert "已改期 3 次" in shown(answer)
    series.refresh_from_db()
    assert series.label == "每周二 19:30–20:30"


def test_a_move_that_no_longer_fits_is_listed_again(as_cadre, series, court):
    url = f"{LIST}{series.pk}/shift/"
    data = {"scope": "all", "space": court.pk, "starts": "19:30", "ends": "20:30"}
    ticked = [row["value"] for row in as_cadre.post(url, data).context["rows"]]
    ReservationFactory(space=court, starts_at=at(TUESDAYS[3], 20))
    answer = as_cadre.post(url, data | {"step": "save", "turn": ticked})
    assert "清单列出后情况有变化" in shown(answer)
    assert doing.coming(series, Scope.ALL)[0].starts_at == at(TUESDAYS[0], 19)


@pytest.mark.parametrize("page", ["call_off", "shift"])
def test_scope_and_right(client, next_city, viewer, series, page):
    client.force_login(next_city)
    assert client.post(f"{LIST}{series.pk}/{page}/", {"scope": "all"}).status_code == 404
    client.force_login(viewer)
    assert client.post(f"{LIST}{series.pk}/{page}/", {"scope": "all"}).status_code == 403
    assert doing.coming(series, Scope.ALL).count() == 4


def test_a_confidential_room_is_occupied(client, home, series, court):
    facility = FacilityFactory(code="counselling_room", name="心灵驿站", confidential=True)
    court.facility = facility
    court.save(update_fields=["facility"])
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    client.force_login(editor)
    for url in (LIST, f"{LIST}{series.pk}/change/"):
        page = shown(client.get(url))
        assert ("已占用" in page, "羽毛球俱乐部" in page) == (True, False)
    assert list(client.get(LIST, {"q": "羽毛球俱乐部"}).context["cl"].queryset) == []
    plan = client.post(ADD, wanted(court, purpose="其他"))
    assert "羽毛球俱乐部" not in shown(plan)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_list_asks_the_same_queries(client, county, court, count, django_assert_num_queries):
    from tests.factories.bookings import SeriesFactory

    SeriesFactory.create_batch(count, space=court)
    client.force_login(county)
    with django_assert_num_queries(13):
        client.get(LIST)
