"""The ledger in the admin: entered in yuan, never edited, totals of what is filtered."""

import pytest
from django.urls import reverse

from funding.models import Entry
from tests.factories.funding import CategoryFactory, EntryFactory, PremisesFactory, ProjectFactory
from tests.factories.homes import HomeAppointmentFactory
from unions.enums import Role

LIST = "/admin/funding/entry/"


def page(entry) -> str:
    return reverse("admin:funding_entry_change", args=[entry.pk])


def typed(tree, home, **changes) -> dict:
    data = {
        "on": "2024-03-01",
        "voucher": "记-0001",
        "source": "county",
        "amount_fen": "1,234.56",
        "payer": tree["350581"].pk,
        "payer_name": "",
        "payee": "",
        "home": home.pk,
        "project": "",
        "category": "",
        "note": "",
    }
    return data | changes


@pytest.mark.parametrize("who", ["county", "city", "finance", "province"])
def test_an_entry_is_typed_in_yuan(client, request, tree, home, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"{LIST}add/", typed(tree, home)).status_code == 302
    assert Entry.objects.get().amount_fen == 123_456


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("12.345", "0.01"),
        ("3万", "30000"),
        ("-1", "负数"),
        ("一百", "一百"),
        ("", "必填"),
    ],
)
def test_amounts_that_make_no_sense(client, county, tree, home, amount, message):
    client.force_login(county)
    answer = client.post(f"{LIST}add/", typed(tree, home, amount_fen=amount))
    form = answer.context["adminform"].form
    assert list(form.errors) == ["amount_fen"]
    assert message in str(form.errors["amount_fen"])
    assert form["amount_fen"].value() == amount


def test_a_refusal_is_an_error_of_the_form(client, county, tree, home):
    client.force_login(county)
    answer = client.post(f"{LIST}add/", typed(tree, home, amount_fen="0"))
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["金额必须大于零。"]
    assert form["voucher"].value() == "记-0001"


def test_the_same_line_twice(client, county, tree, home):
    client.force_login(county)
    client.post(f"{LIST}add/", typed(tree, home))
    answer = client.post(f"{LIST}add/", typed(tree, home))
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["此凭证的这一笔已经入账。"]
    assert Entry.objects.count() == 1


def test_money_of_others_is_not_recorded(client, county, tree, next_home):
    client.force_login(county)
    answer = client.post(f"{LIST}add/", typed(tree, next_home))
    assert list(answer.context["adminform"].form.errors) == ["home"]


def test_editors_and_viewers_record_nothing(client, viewer, home):
    for user in (viewer, HomeAppointmentFactory(home=home, role=Role.EDITOR).person):
        client.force_login(user)
        assert client.get(f"{LIST}add/").status_code == 403


def test_nothing_is_changed_or_deleted(client, county, home):
    entry = EntryFactory(home=home)
    client.force_login(county)
    assert client.post(page(entry), {"note": "改"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "1,000.00" in client.get(page(entry)).content.decode()


def test_entries_keep_to_the_scope(client, county, next_city, home):
    entry = EntryFactory(home=home, payer=home.union)
    client.force_login(next_city)
    assert client.get(page(entry)).status_code == 404
    client.force_login(county)
    assert client.get(page(entry)).status_code == 200


def test_totals_are_those_of_the_filtered_list(client, county, tree, home):
    EntryFactory(home=home, amount_fen=150_000, source="province")
    EntryFactory(home=home, amount_fen=50_001)
    EntryFactory(home=None, payee=tree["350581"], payer=tree["350500"], amount_fen=700_000)
    client.force_login(county)
    assert client.get(LIST).context["totals"] == {"invested": "2,000.01", "passed_on": "7,000.00"}
    filtered = client.get(LIST, {"source__exact": "province"}).context["totals"]
    assert filtered == {"invested": "1,500.00", "passed_on": "0.00"}


def test_reversing(client, county, next_city, viewer, home):
    entry = EntryFactory(home=home, payer=home.union)
    data = {"note": "记错", "_form_submitted": "True"}
    client.force_login(next_city)
    assert client.post(f"{LIST}{entry.pk}/take_back/", data).status_code == 404
    client.force_login(viewer)
    assert client.post(f"{LIST}{entry.pk}/take_back/", data).status_code == 403
    client.force_login(county)
    assert client.post(f"{LIST}{entry.pk}/take_back/", data).headers["HX-Redirect"] == LIST
    assert sum(Entry.objects.values_list("amount_fen", flat=True)) == 0
    client.post(f"{LIST}{entry.pk}/take_back/", data)
    assert "这笔账已冲销过。" in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_queries(client, county, home, django_assert_num_queries, count):
    for _ in range(count):
        EntryFactory(home=home, payer=home.union, category=CategoryFactory())
    client.force_login(county)
    # The user, appointments by power (4) and at homes, whether the province's; the filters'
    # categories and divisions, the count, the dates, the rows, the totals; the sidebar's badge.
    with django_assert_num_queries(16):
        client.get(LIST)


def test_projects_show_what_was_paid(client, county, tree, home):
    project = ProjectFactory(union=tree["350581"], name="提升项目")
    EntryFactory(home=home, project=project, amount_fen=4_000_000)
    client.force_login(county)
    assert "40,000.00" in client.get("/admin/funding/project/").content.decode()


def test_premises_are_a_tab_of_the_home(client, county, home):
    PremisesFactory(home=home)
    client.force_login(county)
    formsets = client.get(f"/admin/homes/home/{home.pk}/change/").context["inline_admin_formsets"]
    assert [len(f.formset.forms) for f in formsets if f.formset.prefix == "premises"] == [1]


def test_the_province_keeps_the_categories(client, county, province):
    category = CategoryFactory()
    address = f"/admin/funding/category/{category.pk}/change/"
    data = {"code": category.code, "name": "资本性支出（新）", "version": "2026", "order": "1"}
    client.force_login(county)
    assert client.get(address).status_code == 200
    assert client.post(address, data).status_code == 403
    client.force_login(province)
    assert client.post(address, data).status_code == 302
    category.refresh_from_db()
    assert category.name == "资本性支出（新）"
