"""The union tree, appointments, workplaces, divisions and the audit log in the admin."""

import pytest
from django.urls import reverse

from common.audit import record
from tests.factories.unions import AppointmentFactory, UnionFactory, WorkplaceFactory
from unions.enums import Role, UnionLevel
from unions.models import Appointment, Person, Union, Workplace

UNIONS = "/admin/unions/union/"
APPOINTMENTS = "/admin/unions/appointment/"


def page(union) -> str:
    return reverse("admin:unions_union_change", args=[union.pk])


def listed(client, address) -> list[str]:
    return [str(row) for row in client.get(address).context["cl"].queryset]


# ---- the tree ----


@pytest.fixture
def primary(tree):
    return UnionFactory(parent=tree["350581"], name="示例鞋业工会")


def test_the_list_is_the_user_s_part_of_the_tree(client, county, primary):
    client.force_login(county)
    assert listed(client, UNIONS) == ["石狮市总工会", "示例鞋业工会"]


def test_planting_a_union(client, county, tree):
    client.force_login(county)
    data = {"code": "P-1", "name": "示例工会", "level": UnionLevel.PRIMARY, "division": "350581"}
    answer = client.post(f"{UNIONS}add/", data | {"parent": tree["350581"].pk})
    planted = Union.objects.get(code="P-1")
    assert answer.status_code == 302
    assert Union.objects.get_parent(planted) == tree["350581"]


def test_not_under_a_union_of_others(client, county, tree):
    client.force_login(county)
    data = {"code": "P-1", "name": "示例工会", "level": UnionLevel.PRIMARY, "division": ""}
    for parent in ("350500", "350206"):
        answer = client.post(f"{UNIONS}add/", data | {"parent": tree[parent].pk})
        assert list(answer.context["adminform"].form.errors) == ["parent"]


def test_moving_a_union(client, city, tree, primary):
    client.force_login(city)
    data = {"name": "改名", "level": UnionLevel.PRIMARY, "division": ""}
    answer = client.post(page(primary), data | {"parent": tree["350583"].pk})
    moved = Union.objects.get(pk=primary.pk)
    assert answer.status_code == 302
    assert (moved.name, Union.objects.get_parent(moved)) == ("改名", tree["350583"])


def test_not_below_itself(client, city, tree, primary):
    client.force_login(city)
    county = Union.objects.get(code="350581")
    data = {"name": county.name, "level": county.level, "division": "350581"}
    answer = client.post(page(county), data | {"parent": primary.pk})
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["工会不能隶属于自己或自己的下级。"]
    assert Union.objects.get_parent(Union.objects.get(code="350581")).code == "350500"


def test_nobody_moves_the_union_they_stand_at(client, county, tree):
    client.force_login(county)
    form = client.get(page(tree["350581"])).context["adminform"].form
    assert list(form.fields) == ["name", "level", "division"]


def test_the_tree_needs_managers(client, finance, viewer, home_cadre, primary):
    for user in (finance, viewer):
        client.force_login(user)
        assert client.get(page(primary)).status_code == 200
        assert client.post(page(primary), {"name": "x"}).status_code == 403
    client.force_login(home_cadre)
    assert client.get(UNIONS).status_code == 403


# ---- appointments ----


def appointment(union, **more) -> dict:
    return {
        "phone": "13712345678",
        "display_name": "示例干部",
        "union": union.pk,
        "role": "editor",
        "valid_from": "2024-01-01",
        "valid_to": "",
        "password": "",
    } | more


def test_appointing_somebody_new(client, county, tree):
    client.force_login(county)
    assert client.post(f"{APPOINTMENTS}add/", appointment(tree["350581"])).status_code == 302
    person = Person.objects.get(phone="13712345678")
    assert (person.is_staff, person.has_usable_password()) == (True, False)
    assert person.appointments.get().role == Role.EDITOR


def test_appointing_reaches_no_further_than_the_own_scope(client, county, tree):
    client.force_login(county)
    answer = client.post(f"{APPOINTMENTS}add/", appointment(tree["350500"]))
    assert list(answer.context["adminform"].form.errors) == ["union"]
    assert not Person.objects.filter(phone="13712345678").exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"phone": "12345"}, "phone"), ({"password": "12345678901"}, "password")],
)
def test_appointing_with_nonsense(client, county, tree, typed, field):
    client.force_login(county)
    answer = client.post(f"{APPOINTMENTS}add/", appointment(tree["350581"], **typed))
    assert list(answer.context["adminform"].form.errors) == [field]


def test_an_appointment_is_ended_not_deleted(client, city, tree):
    row = AppointmentFactory(union=tree["350581"])
    address = reverse("admin:unions_appointment_change", args=[row.pk])
    client.force_login(city)
    data = {"role": "manager", "valid_from": "2020-01-01", "valid_to": "2024-06-30"}
    assert client.post(address, data).status_code == 302
    row.refresh_from_db()
    assert str(row.valid_to) == "2024-06-30"
    assert client.post(f"{APPOINTMENTS}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_appointment_can_not_end_before_it_begins(client, city, tree):
    row = AppointmentFactory(union=tree["350581"])
    client.force_login(city)
    data = {"role": "manager", "valid_from": "2024-02-01", "valid_to": "2024-01-01"}
    answer = client.post(reverse("admin:unions_appointment_change", args=[row.pk]), data)
    assert answer.context["adminform"].form.non_field_errors() == ["结束早于开始。"]


def test_finance_appoints_nobody(client, finance, tree):
    client.force_login(finance)
    assert client.get(f"{APPOINTMENTS}add/").status_code == 403
    assert Appointment.objects.count() == 1


# ---- workplaces, divisions, audit log ----


def test_workplaces_of_the_own_divisions(client, county, next_city, tree):
    place = WorkplaceFactory(division=tree["350581"].division)
    address = reverse("admin:unions_workplace_change", args=[place.pk])
    client.force_login(next_city)
    assert client.get(address).status_code == 404
    client.force_login(county)
    assert listed(client, "/admin/unions/workplace/") == [place.name]


def test_a_workplace_can_not_leave_the_scope(client, county, tree):
    place = WorkplaceFactory(division=tree["350581"].division)
    client.force_login(county)
    data = {
        "code": place.code, "name": place.name, "division": "350206", "lat": "24.51",
        "lon": "118.15", "headcount": "10", "new_form": "0", "pasted_datum": "wgs84",
    }  # fmt: skip
    address = reverse("admin:unions_workplace_change", args=[place.pk])
    assert client.post(address, data).status_code == 403
    assert Workplace.objects.get().division_id == "350581"


def test_a_part_of_the_headcount(client, county, tree):
    client.force_login(county)
    data = {
        "code": "W1", "name": "示例", "division": "350581", "lat": "24.73", "lon": "118.65",
        "headcount": "10", "new_form": "11", "pasted_datum": "wgs84",
    }  # fmt: skip
    answer = client.post("/admin/unions/workplace/add/", data)
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["新就业形态人数不能多于职工总数。"]


def test_divisions_are_read_only(client, province, tree):
    client.force_login(province)
    assert client.get("/admin/unions/division/350581/change/").status_code == 200
    assert client.post("/admin/unions/division/350581/change/", {}).status_code == 403
    assert client.get("/admin/unions/division/add/").status_code == 403


def test_the_audit_log_is_the_province_s_to_read(client, province, county, superuser, tree):
    record(action="try", target=tree["350581"], actor=county)
    client.force_login(county)
    assert client.get("/admin/common/auditentry/").status_code == 403
    for user in (province, superuser):
        client.force_login(user)
        assert "try" in client.get("/admin/common/auditentry/").content.decode()
        assert client.get("/admin/common/auditentry/add/").status_code == 403
