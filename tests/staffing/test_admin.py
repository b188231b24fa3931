"""Shifts, staff and the hours with nobody in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from staffing.enums import AssignmentState, StaffRole
from staffing.models import Assignment, Contract, Shift, StaffMember
from staffing.refusals import refuse
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import (
    AssignmentFactory,
    ContractFactory,
    ProviderFactory,
    ShiftFactory,
    StaffMemberFactory,
)

LIST = "/admin/staffing/shift/"
SUBMIT = {"_form_submitted": "True"}


def page(shift) -> str:
    return reverse("admin:staffing_shift_change", args=[shift.pk])


def needs(hour=9, **more) -> dict:
    start = tomorrow_at(hour)
    return {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M}",
        "cadres": "0",
        "social_workers": "0",
        "volunteers": "2",
        "note": "",
    } | more


def no_inline(count=0) -> dict:
    return {"assignments-TOTAL_FORMS": str(count), "assignments-INITIAL_FORMS": str(count)}


def test_adding_a_shift(client, home_cadre, home):
    client.force_login(home_cadre)
    assert client.post(f"{LIST}add/", needs(home=home.pk)).status_code == 302
    assert Shift.objects.get().volunteers == 2


def test_a_shift_for_nobody_is_an_error_of_the_form(client, home_cadre, home):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", needs(home=home.pk, volunteers="0", note="早班"))
    form = answer.context["adminform"].form
    assert len(form.non_field_errors()) == 1
    assert form["note"].value() == "早班"
    assert not Shift.objects.exists()


def test_changing_a_shift_takes_its_people_along(client, home_cadre, home):
    shift = ShiftFactory(home=home)
    AssignmentFactory(shift=shift)
    client.force_login(home_cadre)
    assert client.post(page(shift), needs(hour=13) | no_inline()).status_code == 302
    assert Assignment.objects.get().during.lower == tomorrow_at(13)


def test_removing_a_shift(client, home_cadre, home):
    shift = ShiftFactory(home=home)
    client.force_login(home_cadre)
    client.post(f"{LIST}{shift.pk}/delete/", {"post": "yes"})
    assert not Shift.objects.exists()


def test_attendance_stays_on_record(client, home_cadre, home):
    shift = AssignmentFactory(shift__home=home, state=AssignmentState.ATTENDED).shift
    client.force_login(home_cadre)
    assert client.post(f"{LIST}{shift.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("verb", "state"), [("assign", AssignmentState.TAKEN), ("ask", AssignmentState.OFFERED)]
)
def test_somebody_for_the_shift(client, home_cadre, home, verb, state):
    shift, member = ShiftFactory(home=home), StaffMemberFactory(home=home)
    client.force_login(home_cadre)
    data = SUBMIT | {"member": member.pk}
    assert client.post(f"{LIST}{shift.pk}/{verb}/", data).headers["HX-Redirect"] == page(shift)
    assert Assignment.objects.get().state == state


def test_staff_of_another_home_are_no_choice(client, home_cadre, home, next_home):
    shift, stranger = ShiftFactory(home=home), StaffMemberFactory(home=next_home)
    client.force_login(home_cadre)
    client.post(f"{LIST}{shift.pk}/assign/", SUBMIT | {"member": stranger.pk})
    assert not Assignment.objects.exists()


def test_a_full_shift_is_a_message(client, home_cadre, home):
    shift = ShiftFactory(home=home)
    AssignmentFactory(shift=shift)
    client.force_login(home_cadre)
    member = StaffMemberFactory(home=home)
    client.post(f"{LIST}{shift.pk}/assign/", SUBMIT | {"member": member.pk})
    assert str(refuse("shift_full")) in client.get(page(shift)).content.decode()


def test_shifts_keep_to_scope_and_right(client, next_city, viewer, home):
    shift = ShiftFactory(home=home)
    client.force_login(next_city)
    assert client.get(page(shift)).status_code == 404
    assert client.post(f"{LIST}{shift.pk}/assign/", SUBMIT).status_code == 404
    client.force_login(viewer)
    assert client.get(page(shift)).status_code == 200
    assert client.post(page(shift), needs()).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_attendance_of_many(client, home_cadre, home):
    start = clock.now() - timedelta(hours=4)
    shift = ShiftFactory(home=home, starts_at=start, volunteers=3)
    rows = [AssignmentFactory(shift=shift) for _ in range(2)]
    client.force_login(home_cadre)
    data = {"action": "came", "_selected_action": [rows[0].pk]}
    client.post("/admin/staffing/assignment/", data)
    client.post(
        "/admin/staffing/assignment/", {"action": "absent", "_selected_action": [rows[1].pk]}
    )
    states = Assignment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [AssignmentState.ATTENDED, AssignmentState.ABSENT]


def test_own_shifts_are_seen_but_not_noted(client, home, next_home_cadre):
    member = StaffMemberFactory(home=home, person=next_home_cadre)
    start = clock.now() - timedelta(hours=4)
    row = AssignmentFactory(shift=ShiftFactory(home=home, starts_at=start), member=member)
    client.force_login(next_home_cadre)
    data = {"action": "came", "_selected_action": [row.pk]}
    shown = client.post("/admin/staffing/assignment/", data, follow=True).content.decode()
    assert "其中 1 行您无权更改。" in shown
    assert Assignment.objects.get().state == AssignmentState.TAKEN


def test_hours_with_nobody(client, county, home, next_home):
    client.force_login(county)
    shown = client.get(f"{LIST}gaps/").content.decode()
    day = tomorrow_at(8)
    link = f"home={home.pk}&amp;starts_at={day:%Y-%m-%dT}08%3A00"
    assert link in shown
    assert next_home.name not in shown
    shift = ShiftFactory(home=home, starts_at=day, ends_at=tomorrow_at(22))
    AssignmentFactory(shift=shift)
    assert link not in client.get(f"{LIST}gaps/").content.decode()


def test_a_gap_fills_the_form_of_a_shift(client, county, home):
    client.force_login(county)
    start = tomorrow_at(8)
    query = {"home": home.pk, "starts_at": f"{start:%Y-%m-%dT%H:%M}"}
    form = client.get(f"{LIST}add/", query).context["adminform"].form
    assert form["starts_at"].value() == f"{start:%Y-%m-%dT%H:%M}"
    assert str(form["home"].value()) == str(home.pk)


def test_viewers_see_gaps_without_links(client, viewer, home):
    client.force_login(viewer)
    shown = client.get(f"{LIST}gaps/").content.decode()
    assert home.name in shown
    assert "starts_at=" not in shown


def test_linking_an_account(client, home_cadre, home, worker):
    member = StaffMemberFactory(home=home, name="示例志愿者")
    client.force_login(home_cadre)
    address = f"/admin/staffing/staffmember/{member.pk}/link/"
    client.post(address, SUBMIT | {"phone": worker.phone})
    member.refresh_from_db()
    assert member.person == worker


def test_contracts_are_typed_in_yuan(client, county, home):
    provider = ProviderFactory(union=home.union)
    client.force_login(county)
    data = {
        "provider": provider.pk,
        "home": home.pk,
        "number": "HT-1",
        "amount_fen": "120,000",
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
        "deliverables": "",
    }
    assert client.post("/admin/staffing/contract/add/", data).status_code == 302
    assert Contract.objects.get().amount_fen == 12_000_000


def test_a_contract_that_ends_before_it_starts(client, county, home):
    contract = ContractFactory(home=home, provider__union=home.union)
    client.force_login(county)
    data = {
        "provider": contract.provider_id,
        "home": home.pk,
        "number": contract.number,
        "amount_fen": "1",
        "starts_on": "2024-12-31",
        "ends_on": "2024-01-01",
    }
    answer = client.post(f"/admin/staffing/contract/{contract.pk}/change/", data)
    assert answer.context["adminform"].form.non_field_errors() == ["结束早于开始。"]


def test_staff_are_the_home_s(client, home_cadre, home, next_home):
    client.force_login(home_cadre)
    data = {
        "name": "示例社工",
        "role": StaffRole.SOCIAL_WORKER,
        "phone": "",
        "starts_on": "2024-01-01",
        "ends_on": "",
        "note": "",
        "provider": "",
    }
    address = "/admin/staffing/staffmember/add/"
    assert client.post(address, data | {"home": next_home.pk}).status_code == 200
    assert client.post(address, data | {"home": home.pk}).status_code == 302
    assert StaffMember.objects.get().home == home


def test_providers_are_kept_by_unions(client, home_cadre, county):
    client.force_login(home_cadre)
    assert client.get("/admin/staffing/provider/add/").status_code == 403
    client.force_login(county)
    assert client.get("/admin/staffing/provider/add/").status_code == 200
