"""Homes in the admin: scope, the list, the point, the status, what belongs to a home."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from common import clock
from common.datum import Point, from_wgs84
from common.models import AuditEntry
from homes.enums import Scene, Status
from homes.models import Agreement, Home, HomeAppointment, Hours, LifeEvent, Stop
from tests.factories.homes import (
    AgreementFactory,
    HomeAppointmentFactory,
    HomeFactory,
    StopFactory,
)
from tests.factories.unions import PersonFactory
from unions.enums import Role
from unions.models import Person

LIST = "/admin/homes/home/"
ADD = "/admin/homes/home/add/"


def page(home) -> str:
    return reverse("admin:homes_home_change", args=[home.pk])


def listed(client, query="") -> list[str]:
    changelist = client.get(LIST + query).context["cl"]
    return sorted(home.code for home in changelist.queryset)


def management(answer) -> dict[str, str]:
    """The hidden counters of all formsets of a page, and its rows as they are."""
    data = {}
    for formset in answer.context["inline_admin_formsets"]:
        for form in [formset.formset.management_form, *formset.formset.initial_forms]:
            for bound in form:
                value = bound.value()
                data[bound.html_name] = "" if value is None else value
    return data


def filled(home, **changes) -> dict:
    data = {
        "name": home.name,
        "scene": home.scene,
        "mechanism": home.mechanism,
        "union": home.union_id,
        "division": home.division_id,
        "address": home.address,
        "lat": home.lat,
        "lon": home.lon,
        "area_m2": home.area_m2,
        "free_area_m2": home.free_area_m2,
        "admission": home.admission,
        "regime": home.regime,
        "pasted_datum": "wgs84",
    }
    return {key: value for key, value in (data | changes).items() if value is not None}


@pytest.fixture
def save(client):
    """save(user, home, **changes): the answer to the home's form with these changes."""

    def send(user, home, **changes):
        client.force_login(user)
        opened = client.get(page(home))
        return client.post(page(home), filled(home, **changes) | management(opened))

    return send


# ---- scope ----


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("home_cadre", ["350581-001"]),
        ("county", ["350581-001"]),
        ("city", ["350581-001"]),
        ("viewer", ["350581-001"]),
        ("next_city", ["350206-001"]),
        ("province", ["350206-001", "350581-001"]),
    ],
)
def test_list_holds_the_homes_of_the_scope(client, request, home, next_home, who, codes):
    client.force_login(request.getfixturevalue(who))
    assert listed(client) == codes


def test_outsiders_get_404(client, home, next_city):
    client.force_login(next_city)
    for address in (page(home), f"{LIST}{home.pk}/history/", f"{LIST}{home.pk}/set_status/"):
        assert client.get(address).status_code == 404, address
    assert client.post(page(home), filled(home)).status_code == 404


def test_insiders_without_the_right_read_and_may_not_write(client, home, viewer):
    client.force_login(viewer)
    answer = client.get(page(home))
    assert answer.status_code == 200
    assert answer.context["has_change_permission"] is False
    assert client.post(page(home), filled(home)).status_code == 403
    assert client.get(ADD).status_code == 403


def test_workers_are_sent_to_the_door(client, home, worker):
    client.force_login(worker)
    assert client.get(page(home)).url == f"/admin/login/?next={page(home)}"


def test_a_home_cadre_adds_no_homes(client, home_cadre):
    client.force_login(home_cadre)
    assert client.get(ADD).status_code == 403


def test_a_home_can_not_be_deleted(client, home, province):
    client.force_login(province)
    assert client.post(f"{LIST}{home.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()


def test_a_home_can_not_be_given_to_a_union_outside_the_scope(save, home, county, tree):
    answer = save(county, home, union=tree["350206"].pk)
    assert list(answer.context["adminform"].form.errors) == ["union"]
    home.refresh_from_db()
    assert home.union == tree["350581"]


def test_the_present_union_stays_a_choice_for_a_home_cadre(save, home, home_cadre):
    assert save(home_cadre, home, name="改名后的家").status_code == 302
    home.refresh_from_db()
    assert home.name == "改名后的家"


def test_autocompletion_offers_what_the_form_accepts(client, tree, county):
    client.force_login(county)
    query = {"app_label": "homes", "model_name": "home", "field_name": "union"}
    answer = client.get("/admin/autocomplete/", {**query, "term": ""})
    assert [row["text"] for row in answer.json()["results"]] == ["石狮市总工会"]


# ---- list ----


@pytest.mark.parametrize("count", [1, 3, 12])
def test_list_asks_the_same_queries_for_any_number(
    client, tree, county, django_assert_num_queries, count
):
    for _ in range(count):
        HomeFactory(union=tree["350581"], hours=True)
    client.force_login(county)
    # The user, the appointments by power (4) and at homes, whether the province's; the filter's
    # divisions, the count, the rows; the sidebar's badge.
    with django_assert_num_queries(12):
        answer = client.get(LIST)
    assert len(answer.context["cl"].result_list) == count


def test_filters(client, tree, province, home, next_home):
    bare = HomeFactory(code="350583-001", union=tree["350583"])
    mobile = HomeFactory(union=tree["350583"], scene=Scene.MOBILE, code="350583-002")
    client.force_login(province)
    assert listed(client, "?has_hours=no") == [bare.code]
    assert listed(client, "?has_hours=yes") == [next_home.code, home.code]
    assert listed(client, "?division=350500") == [home.code, bare.code, mobile.code]
    assert listed(client, "?division=350581") == [home.code]
    assert listed(client, f"?scene__exact={Scene.MOBILE}") == [mobile.code]
    assert listed(client, "?q=湖里") == [next_home.code]


def test_division_filter_offers_places_with_homes_only(client, county, home, next_home):
    client.force_login(county)
    filters = client.get(LIST).context["cl"].filter_specs
    division = next(spec for spec in filters if getattr(spec, "parameter_name", "") == "division")
    assert division.lookup_choices == [("350500", "泉州市"), ("350581", "　石狮市")]


# ---- the form ----


def test_saving_is_on_record(save, home, county):
    save(county, home, address="新华路 2 号")
    assert Home.objects.get(pk=home.pk).address == "新华路 2 号"
    assert AuditEntry.objects.get(action="change").actor == county
    assert home.history.latest().history_user == county


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_a_pasted_point_is_brought_to_wgs84(save, home, county, datum):
    point = Point(24.744000, 118.665000)
    there = from_wgs84(*point, datum)
    save(county, home, pasted=f"{there.lon},{there.lat}", pasted_datum=datum)
    home.refresh_from_db()
    assert (round(home.lat, 6), round(home.lon, 6)) == point
    assert home.source_datum == datum


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"pasted": "24.7"}, "pasted"),
        ({"pasted": "39.9,116.4"}, "pasted"),
        ({"lat": 118.65, "lon": 24.73}, "lat"),
        ({"lat": 24.5, "lon": 119.9}, "lat"),
        ({"free_area_m2": 501}, "free_area_m2"),
        ({"host_uscc": "91350581MA2XN1A00X"}, "host_uscc"),
    ],
)
def test_what_makes_no_sense_is_named(save, home, county, typed, field):
    answer = save(county, home, **typed)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_what_only_the_database_refuses_is_said_in_the_form(save, home, county):
    answer = save(county, home, lat="", lon="", address="新华路 2 号")
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["投入使用的家须有地图位置。"]
    assert form["address"].value() == "新华路 2 号"
    assert Home.objects.get(pk=home.pk).address == home.address


def test_conversion_for_the_map(client, county):
    client.force_login(county)
    there = from_wgs84(24.744, 118.665, "gcj02")
    query = {"text": f"{there.lat} {there.lon}", "datum": "gcj02"}
    answer = client.get("/admin/unions/division/point/", query)
    assert answer.json() == {"lat": 24.744, "lon": 118.665}
    answer = client.get("/admin/unions/division/point/", {"text": "here", "datum": "gcj02"})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_point")


def new_home(tree) -> dict:
    return {
        "code": "350581-009",
        "name": "示例新家",
        "scene": "park",
        "mechanism": "innovative",
        "union": tree["350581"].pk,
        "division": "350581",
        "address": "示例路 9 号",
        "lat": "24.73",
        "lon": "118.65",
        "area_m2": "300",
        "free_area_m2": "0",
        "admission": "workers",
        "regime": "office",
        "pasted_datum": "wgs84",
        "status_from": "2024-01-05",
    }


def test_a_new_home_begins_its_life(client, county, tree):
    client.force_login(county)
    answer = client.post(ADD, new_home(tree) | {"status": "open"})
    home = Home.objects.get(code="350581-009")
    assert (answer.status_code, answer.url) == (302, page(home))
    assert (home.status, home.opened_on) == (Status.OPEN, date(2024, 1, 5))
    assert list(home.life.values_list("on", "status")) == [(date(2024, 1, 5), "open")]


def test_a_new_home_without_a_point_can_only_be_planned(client, county, tree):
    client.force_login(county)
    data = new_home(tree) | {"lat": "", "lon": ""}
    answer = client.post(ADD, data | {"status": "open"})
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["投入使用的家须有地图位置。"]
    assert form["name"].value() == data["name"]
    assert not Home.objects.filter(code="350581-009").exists()
    assert client.post(ADD, data | {"status": "planned"}).status_code == 302


def test_hours_are_rows_of_the_home(client, home, county):
    client.force_login(county)
    data = filled(home) | management(client.get(page(home)))
    data |= {
        "hours-TOTAL_FORMS": "2",
        "hours-1-weekdays": ["6", "7"],
        "hours-1-kind": "weekly",
        "hours-1-opens": "09:00",
        "hours-1-closes": "21:30",
        "hours-1-season_from": "6-1",
        "hours-1-season_to": "9-30",
    }
    assert client.post(page(home), data).status_code == 302
    added = home.hours.latest("pk")
    assert (added.weekdays, added.opens, added.closes) == ([6, 7], time(9), time(21, 30))
    assert (added.season_from, added.season_to) == (601, 930)


def test_hours_that_are_shut_at_noon_are_pointed_out(save, home, county):
    Hours.objects.filter(home=home).update(opens=time(14, 30))
    answer = save(county, home)
    messages = [str(message) for message in answer.wsgi_request._messages]
    assert any("12:00–14:30" in message for message in messages)


def test_evening_hours_are_added_by_a_post_only(client, home, county):
    client.force_login(county)
    address = f"{LIST}{home.pk}/usual_hours/"
    assert client.get(address).status_code == 200
    assert home.hours.count() == 1
    client.post(address, {"_form_submitted": "True"})
    assert home.hours.count() == 3


def test_mobile_homes_have_stops_and_no_hours(client, tree, county):
    mobile = HomeFactory(union=tree["350581"], scene=Scene.MOBILE)
    StopFactory(home=mobile)
    client.force_login(county)
    formsets = client.get(page(mobile)).context["inline_admin_formsets"]
    models = [formset.formset.model for formset in formsets]
    assert Stop in models
    assert Hours not in models


def test_titles_are_given_by_managers_only(client, home, tree):
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    client.force_login(editor)
    formsets = client.get(page(home)).context["inline_admin_formsets"]
    titles = next(f for f in formsets if f.formset.prefix == "designations")
    assert (titles.has_add_permission, titles.has_change_permission) == (False, False)


# ---- status ----


def test_status_changes_by_the_dialog(client, home, county):
    client.force_login(county)
    data = {"status": "suspended", "on": "2024-11-01", "note": "装修", "_form_submitted": "True"}
    answer = client.post(f"{LIST}{home.pk}/set_status/", data)
    assert answer.headers["HX-Redirect"] == page(home)
    home.refresh_from_db()
    assert home.status == Status.SUSPENDED
    assert home.life.latest("on").note == "装修"


def test_status_needs_the_right(client, home, viewer):
    client.force_login(viewer)
    data = {"status": "closed", "on": "2024-11-01", "_form_submitted": "True"}
    assert client.post(f"{LIST}{home.pk}/set_status/", data).status_code == 403
    assert LifeEvent.objects.filter(home=home).count() == 1


def test_a_refused_status_is_a_message(client, home, county):
    client.force_login(county)
    data = {"status": "closed", "on": "2020-01-01", "_form_submitted": "True"}
    client.post(f"{LIST}{home.pk}/set_status/", data)
    shown = client.get(page(home)).content.decode()
    assert "这一天已有状态变更，请换一个日期。" in shown


def test_past_versions_are_for_reading(client, home, county, next_city):
    client.force_login(county)
    version = home.history.latest().history_id
    address = f"{LIST}{home.pk}/history/{version}/"
    assert client.get(address).status_code == 200
    assert client.post(address, filled(home, name="旧名")).status_code == 404
    client.force_login(next_city)
    assert client.get(address).status_code == 404


# ---- lists of what belongs to homes ----


def test_agreements_by_term(client, county, home):
    today = clock.today()
    AgreementFactory(home=home, partner="即将到期", ends_on=today + timedelta(days=30))
    AgreementFactory(home=home, partner="到期", ends_on=today - timedelta(days=1))
    AgreementFactory(home=home, partner="长期")
    client.force_login(county)

    def partners(term: str) -> list[str]:
        cl = client.get(f"/admin/homes/agreement/?term={term}").context["cl"]
        return sorted(cl.queryset.values_list("partner", flat=True))

    assert partners("ending") == ["即将到期"]
    assert partners("over") == ["到期"]
    assert partners("running") == ["即将到期", "长期"]


def test_agreement_of_another_home_can_not_be_made(client, county, home, next_home):
    client.force_login(county)
    data = {"home": next_home.pk, "partner": "示例", "starts_on": "2024-01-01"}
    answer = client.post("/admin/homes/agreement/add/", data)
    assert list(answer.context["adminform"].form.errors) == ["home"]
    assert not Agreement.objects.exists()


def test_the_only_home_is_chosen_already(client, home_cadre, home):
    client.force_login(home_cadre)
    form = client.get("/admin/homes/agreement/add/").context["adminform"].form
    assert form["home"].value() == home.pk


def test_appointing_to_a_home_makes_the_account(client, county, home):
    client.force_login(county)
    data = {"phone": "13712345678", "display_name": "示例专干", "home": home.pk, "role": "editor"}
    data |= {"valid_from": "2024-01-01", "password": "a long enough one"}
    assert client.post("/admin/homes/homeappointment/add/", data).status_code == 302
    person = Person.objects.get(phone="13712345678")
    assert (person.is_staff, person.check_password("a long enough one")) == (True, True)
    assert HomeAppointment.objects.get(person=person).home == home


def test_appointing_does_not_take_over_an_account(client, county, home):
    known = PersonFactory(phone="13712345678", password="their own one", display_name="本名")
    client.force_login(county)
    data = {"phone": known.phone, "display_name": "别名", "home": home.pk, "role": "editor"}
    data |= {"valid_from": "2024-01-01", "password": "a long enough one"}
    assert client.post("/admin/homes/homeappointment/add/", data).status_code == 302
    known.refresh_from_db()
    assert (known.check_password("their own one"), known.display_name) == (True, "本名")


def test_an_appointment_to_a_home_is_ended(client, county, home):
    row = HomeAppointmentFactory(home=home)
    client.force_login(county)
    data = {"role": "manager", "valid_from": "2020-01-01", "valid_to": "2024-06-30"}
    assert client.post(f"/admin/homes/homeappointment/{row.pk}/change/", data).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == date(2024, 6, 30)


def test_editors_appoint_nobody(client, home):
    client.force_login(HomeAppointmentFactory(home=home, role=Role.EDITOR).person)
    assert client.get("/admin/homes/homeappointment/add/").status_code == 403


def test_the_history_says_who_and_why(client, county, home):
    client.force_login(county)
    changes = {"name": "改名的家", "why": "闽工〔2026〕7 号"}
    data = filled(home) | changes | management(client.get(page(home)))
    assert client.post(page(home), data).status_code == 302
    last = home.history.latest()
    assert (last.name, last.history_change_reason, last.history_user) == (
        "改名的家",
        "闽工〔2026〕7 号",
        county,
    )
    history = client.get(reverse("admin:homes_home_history", args=[home.pk])).content.decode()
    assert "闽工〔2026〕7 号" in history
