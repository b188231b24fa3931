"""Many rows at once: nothing before the last step, then all of it or nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage

from bookings.enums import State
from bookings.models import Reservation
from common import clock
from common.admin_bulk import confirm
from common.models import AuditEntry
from homes.admin import bulk
from homes.enums import Admission, Condition, Status
from homes.models import Home, LifeEvent, Space
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeFactory, SpaceFactory

pytestmark = pytest.mark.django_db
HOMES, SPACES = "/admin/homes/home/", "/admin/homes/space/"


@pytest.fixture
def homes(tree):
    return [HomeFactory(union=tree["350581"], name=f"示例家{n}") for n in range(3)]


def ids(rows) -> str:
    return ",".join(str(row.pk) for row in rows)


def suspended(**more) -> dict:
    return {"status": "suspended", "on": f"{clock.today()}", "note": "台风"} | more


def confirming(page) -> str:
    """What the page's button sends to do it; "" where it offers none."""
    found = re.search(r'name="confirm" value="(\w+)"', page.content.decode())
    return found[1] if found else ""


def statuses() -> set[str]:
    return set(Home.objects.values_list("status", flat=True))


def test_from_the_list_to_the_change(client, county, homes):
    client.force_login(county)
    chosen = {"action": "bulk_status", "_selected_action": [home.pk for home in homes[:2]]}
    page = client.post(HOMES, chosen)
    assert "示例家1" in page.content.decode()
    assert "示例家2" not in page.content.decode()
    address, asked = f"{HOMES}bulk/status/", suspended(ids=ids(homes[:2]))
    preview = client.post(address, asked)
    assert "运行 → <strong>暂停" in re.sub(r"\s+", " ", preview.content.decode())
    assert statuses() == {Status.OPEN}
    done = client.post(address, asked | {"confirm": confirming(preview)})
    assert done.url == HOMES
    assert [home.status for home in Home.objects.order_by("pk")] == ["suspended"] * 2 + ["open"]
    events = LifeEvent.objects.filter(status="suspended")
    assert [event.note for event in events] == ["台风", "台风"]
    entries = AuditEntry.objects.filter(action="change_status", actor=county)
    assert {entry.row for entry in entries} == {str(home.pk) for home in homes[:2]}
    assert homes[0].history.latest().history_user == county


def test_one_refusal_keeps_everything_as_it_is(client, county, homes):
    LifeEvent.objects.create(home=homes[1], on=clock.today(), status="open")
    client.force_login(county)
    address, asked = f"{HOMES}bulk/status/", suspended(ids=ids(homes))
    preview = client.post(address, asked)
    assert "请换一个日期" in preview.content.decode()
    assert confirming(preview) == ""
    rest = f'name="ids" value="{ids([homes[0], homes[2]])}"'
    assert rest in preview.content.decode()
    client.post(address, asked | {"confirm": "x"})
    assert statuses() == {Status.OPEN}


def test_what_changed_in_the_meantime_is_shown_again(client, county, homes):
    client.force_login(county)
    address, asked = f"{HOMES}bulk/status/", suspended(ids=ids(homes))
    seen = confirming(client.post(address, asked))
    Home.objects.filter(pk=homes[0].pk).update(status="trial")
    again = client.post(address, asked | {"confirm": seen})
    assert "重新核对" in again.content.decode()
    assert "suspended" not in statuses()
    client.post(address, asked | {"confirm": confirming(again)})
    assert statuses() == {"suspended"}


def test_a_refusal_at_the_last_moment_takes_everything_back(rf, county, homes):
    """What the preview could not know yet, the action's own check finds under its lock."""
    Home.objects.exclude(pk=homes[2].pk).update(host_name="示例企业")
    unchecked = replace(bulk.ADMISSION, check=lambda home, data: None)
    request = rf.post("/", {"admission": "host", "note": ""})
    request.user, request.session = county, {}
    request._messages = FallbackStorage(request)
    form = bulk.AdmissionForm(request.POST)
    assert form.is_valid()
    lines = unchecked.lines(
        [(home, home.name) for home in homes], {home.pk for home in homes}, form.cleaned_data
    )
    keeper = admin.site.get_model_admin(Home)
    answer = confirm(keeper, request, unchecked, homes, form, lines)
    assert "未作任何改动" in answer.content.decode()
    assert set(Home.objects.values_list("admission", flat=True)) == {Admission.WORKERS}
    assert not AuditEntry.objects.filter(action="set_admission").exists()


def test_rows_of_others_are_left_alone(client, county, viewer, homes, next_home):
    client.force_login(county)
    address = f"{HOMES}bulk/status/"
    preview = client.post(address, suspended(ids=ids([homes[0], next_home])))
    assert next_home.name not in preview.content.decode()
    client.force_login(viewer)
    assert client.post(address, suspended(ids=ids(homes))).status_code == 403


def test_rows_that_may_be_seen_and_not_changed(client, tree, homes):
    from tests.factories.homes import HomeAppointmentFactory
    from tests.people import appointed
    from unions.enums import Role

    cadre = appointed(tree["350581"], "viewer", Role.VIEWER)
    HomeAppointmentFactory(home=homes[0], person=cadre)
    client.force_login(cadre)
    preview = client.post(f"{HOMES}bulk/status/", suspended(ids=ids(homes))).content.decode()
    assert preview.count("您无权修改这一条") == 2


@pytest.mark.parametrize(
    ("address", "status"), [(f"{HOMES}bulk/nothing/", 404), (f"{HOMES}bulk/status/", 405)]
)
def test_what_is_no_step(client, county, address, status):
    client.force_login(county)
    assert client.get(address).status_code == status


def test_nothing_chosen_and_too_much_chosen(client, county, homes, monkeypatch):
    client.force_login(county)
    assert client.post(f"{HOMES}bulk/status/", suspended(ids="x,")).url == HOMES
    monkeypatch.setattr("common.admin_bulk.MOST_ROWS", 2)
    chosen = {"action": "bulk_status", "_selected_action": [home.pk for home in homes]}
    assert client.post(HOMES, chosen).status_code == 302


def test_a_reason_is_needed(client, county, homes):
    client.force_login(county)
    page = client.post(f"{HOMES}bulk/status/", suspended(ids=ids(homes), note=""))
    assert "bulk-lines" in page.content.decode()
    assert confirming(page) == ""


def test_who_may_enter_is_changed_with_its_note(client, county, homes):
    Home.objects.filter(pk=homes[0].pk).update(admission="everyone", admission_note="凭证")
    client.force_login(county)
    address = f"{HOMES}bulk/admission/"
    asked = {"ids": ids(homes), "admission": "everyone", "note": "凭证"}
    preview = client.post(address, asked)
    assert "不变" in preview.content.decode()
    client.post(address, asked | {"confirm": confirming(preview)})
    assert set(Home.objects.values_list("admission", "admission_note")) == {("everyone", "凭证")}
    assert AuditEntry.objects.filter(action="set_admission").count() == 2


def test_a_home_without_a_host_is_not_kept_for_its_workers(client, county, homes):
    client.force_login(county)
    asked = {"ids": ids(homes), "admission": "host", "note": ""}
    preview = client.post(f"{HOMES}bulk/admission/", asked)
    assert preview.content.decode().count("请先填写这个家的依托单位") == 3


def test_conditions_of_spaces_and_what_is_booked_in_them(client, home_cadre, home):
    court, room = SpaceFactory(home=home), SpaceFactory(home=home, facility__code="gym")
    ReservationFactory(space=court)
    ReservationFactory(space=court, state=State.CANCELLED)
    past = clock.now() - timedelta(days=3)
    ReservationFactory(space=room, starts_at=past, state=State.COMPLETED)
    client.force_login(home_cadre)
    address = f"{SPACES}bulk/condition/"
    asked = {"ids": ids([court, room]), "condition": "fault", "note": "漏水"}
    preview = client.post(address, asked)
    assert preview.content.decode().count("已有 1 个预约不会自动取消") == 1
    client.post(address, asked | {"confirm": confirming(preview)})
    assert set(Space.objects.values_list("condition", flat=True)) == {Condition.FAULT}
    assert Reservation.objects.filter(state=State.CONFIRMED).count() == 1
    [one, _two] = AuditEntry.objects.filter(action="set_condition")
    assert one.detail == {"condition": "fault", "note": "漏水"}


def test_what_is_booked_in_homes_that_close(client, county, home):
    ReservationFactory(space=SpaceFactory(home=home))
    client.force_login(county)
    preview = client.post(f"{HOMES}bulk/status/", suspended(ids=str(home.pk)))
    assert "已有 1 个预约不会自动取消" in preview.content.decode()
    later = suspended(ids=str(home.pk), on=f"{clock.today() + timedelta(days=5)}")
    assert "不会自动取消" not in client.post(f"{HOMES}bulk/status/", later).content.decode()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_a_preview_asks_as_often_for_many(client, county, tree, count, django_assert_num_queries):
    spaces = [SpaceFactory(home__union=tree["350581"]) for _ in range(count)]
    client.force_login(county)
    address = f"{SPACES}bulk/condition/"
    asked = {"ids": ids(spaces), "condition": "closed", "note": "装修"}
    client.post(address, asked)
    with django_assert_num_queries(13):
        client.post(address, asked)
