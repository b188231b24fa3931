"""Booking rules, quotas and workers of firms in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.enums import Claim
from bookings.models import PartnerWorker, Quota, RuleSet
from bookings.rule_fields import NAMES
from bookings.rule_sets import save_rules
from homes.models import Home, Space
from tests.factories.bookings import (
    PartnerWorkerFactory,
    QuotaFactory,
    ReservationFactory,
    RuleSetFactory,
)
from tests.factories.homes import SpaceFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/bookings/ruleset/add/"


@pytest.fixture
def space(home):
    return SpaceFactory(home=home)


def page(row, kind: str = "ruleset") -> str:
    return reverse(f"admin:bookings_{kind}_change", args=[row.pk])


def typed(**changes) -> dict:
    return dict.fromkeys(NAMES, "") | changes


def again(space: Space) -> Space:
    return Space.objects.get(pk=space.pk)


def test_a_home_cadre_sets_the_rules_of_the_home(client, home_cadre, home, space):
    client.force_login(home_cadre)
    data = typed(home=home.pk, max_minutes=90, needs_approval="True", daily_quota="-1", cap=30)
    answer = client.post(f"{ADD}?home={home.pk}", data)
    assert answer.status_code == 302
    row = again(space)
    assert (row.max_minutes, row.needs_approval, row.daily_quota) == (90, True, None)
    assert Home.objects.get(pk=home.pk).cap == 30
    data = typed(max_minutes=60, needs_approval="False", cap="")
    assert client.post(page(RuleSet.objects.get()), data).status_code == 302
    row = again(space)
    assert (row.max_minutes, row.needs_approval, row.daily_quota) == (60, False, 2)
    assert Home.objects.get(pk=home.pk).cap is None


def test_what_is_inherited_stands_beside_each_field(client, home_cadre, tree, home, space):
    save_rules(owner=tree["350581"], values={"max_minutes": 60}, by=None)
    client.force_login(home_cadre)
    form = client.get(f"{ADD}?space={space.pk}").context["adminform"].form
    assert form.fields["max_minutes"].help_text == "留空则按石狮市总工会的规定：1 小时"
    assert form.fields["step_minutes"].help_text == "留空则按系统默认的规定：30 分钟"
    save_rules(owner=space, values={"max_minutes": 120}, by=None)
    form = client.get(page(space.rules)).context["adminform"].form
    assert form.fields["max_minutes"].help_text == "留空则按石狮市总工会的规定：1 小时"
    assert form.initial["max_minutes"] == 120


def test_a_home_cadre_does_not_rule_the_union(client, home_cadre, tree, space):
    rules = save_rules(owner=tree["350581"], values={"max_minutes": 60}, by=None)
    client.force_login(home_cadre)
    assert client.get(page(rules)).status_code == 404
    answer = client.post(ADD, typed(union=tree["350500"].pk, max_minutes=30))
    assert "union" in answer.context["adminform"].form.errors
    assert again(space).max_minutes == 60


def test_the_county_rules_its_union_and_homes(client, county, tree, home, space):
    client.force_login(county)
    assert client.post(ADD, typed(union=tree["350581"].pk, lead_minutes=30)).status_code == 302
    assert again(space).lead_minutes == 30
    answer = client.post(ADD, typed(union=tree["350581"].pk, home=home.pk))
    assert len(answer.context["adminform"].form.non_field_errors()) >= 1
    answer = client.post(ADD, typed(union=tree["350581"].pk))
    assert answer.status_code == 200
    assert RuleSet.objects.count() == 1


def test_a_clash_comes_back_in_the_form(client, county, tree, home, space):
    save_rules(owner=space, values={"min_minutes": 120}, by=None)
    client.force_login(county)
    answer = client.post(ADD, typed(union=tree["350581"].pk, max_minutes=60))
    [error] = answer.context["adminform"].form.non_field_errors()
    assert str(space) in error
    assert again(space).max_minutes == 240


def test_a_keeping_time_that_nobody_can_answer_comes_back(client, home_cadre, home, space):
    client.force_login(home_cadre)
    answer = client.post(f"{ADD}?home={home.pk}", typed(home=home.pk, keep_last_hours_minutes=3))
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {"keep_last_hours_minutes"}
    data = typed(home=home.pk, keep_last_hours_minutes=5)
    assert client.post(f"{ADD}?home={home.pk}", data).status_code == 302
    assert again(space).keep_last_hours_minutes == 5
    assert again(space).keep_minutes == 120


def test_a_cap_below_what_is_sold_comes_back_in_the_form(client, home_cadre, home):
    gym = SpaceFactory(home=home, places=True)
    ReservationFactory(space=gym, places=9)
    client.force_login(home_cadre)
    answer = client.post(f"{ADD}?home={home.pk}", typed(home=home.pk, cap=8))
    assert len(answer.context["adminform"].form.non_field_errors()) == 1
    assert (Home.objects.get(pk=home.pk).cap, RuleSet.objects.count()) == (None, 0)


def test_rules_taken_away_are_inherited_again(client, home_cadre, home, space):
    rules = save_rules(owner=home, values={"max_minutes": 60}, by=None)
    client.force_login(home_cadre)
    url = reverse("admin:bookings_ruleset_delete", args=[rules.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert again(space).max_minutes == 240


def test_from_a_place_to_its_rules(client, home_cadre, viewer, home, space):
    of_space = reverse("admin:bookings_rules_of_space", args=[space.pk])
    client.force_login(home_cadre)
    assert client.get(of_space).url == f"{ADD}?space={space.pk}"
    client.force_login(viewer)
    assert client.get(of_space).url == reverse("admin:bookings_rules_why", args=[space.pk])
    rules = RuleSetFactory(space=space)
    assert client.get(of_space).url == page(rules)
    text = client.get(reverse("admin:homes_space_change", args=[space.pk])).content.decode()
    assert of_space in text


def test_why_a_rule_applies(client, home_cadre, county, tree, home, space):
    save_rules(owner=tree["350581"], values={"horizon_days": 21}, by=None)
    QuotaFactory(union=tree["350000"])
    url = reverse("admin:bookings_rules_why", args=[space.pk])
    client.force_login(home_cadre)
    found = client.get(url).context
    rows = {row.rule.name: (row.text, row.source_text, link) for row, link in found["rows"]}
    assert rows["horizon_days"] == ("21 天", "石狮市总工会", "")
    assert [link for _text, link in found["quotas"]] == [""]
    client.force_login(county)
    rows = {row.rule.name: link for row, link in client.get(url).context["rows"]}
    assert rows["horizon_days"] == reverse(
        "admin:bookings_rules_of_union", args=[tree["350581"].pk]
    )


def quota_form(**changes) -> dict:
    empty = {"peaks-TOTAL_FORMS": 1, "peaks-INITIAL_FORMS": 0}
    peak = {"peaks-0-weekdays": [6, 7], "peaks-0-starts": "09:00", "peaks-0-ends": "22:00"}
    return {"limit": 2, "measure": "count", "period": "week", **empty, **peak, **changes}


def test_a_quota_reaches_the_spaces_and_leaves_them(client, home_cadre, home, space):
    client.force_login(home_cadre)
    answer = client.post("/admin/bookings/quota/add/", quota_form(home=home.pk))
    assert answer.status_code == 302
    quota = Quota.objects.get()
    assert [peak.weekdays for peak in quota.peaks.all()] == [[6, 7]]
    assert again(space).has_quotas
    url = reverse("admin:bookings_quota_delete", args=[quota.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not again(space).has_quotas


@pytest.mark.parametrize("count", [1, 3, 9])
def test_lists_ask_the_same_queries_for_any_number(client, county, home, count):
    for _row in range(count):
        space = SpaceFactory(home=home)
        RuleSetFactory(space=space, max_minutes=60)
        QuotaFactory(space=space)
        PartnerWorkerFactory(agreement__home=home)
    client.force_login(county)
    asked = {}
    for kind in ("ruleset", "quota", "partnerworker"):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/admin/bookings/{kind}/")
        asked[kind] = len(found)
    assert asked == {"ruleset": 11, "quota": 12, "partnerworker": 11}


def decide(client, action: str, *claims) -> None:
    keys = [claim.pk for claim in claims]
    data = {"action": action, "_selected_action": keys}
    client.post("/admin/bookings/partnerworker/", data)


def test_a_cadre_confirms_workers_of_firms(client, home_cadre, home, next_home):
    mine = PartnerWorkerFactory(agreement__home=home)
    other = PartnerWorkerFactory(agreement__home=next_home)
    client.force_login(home_cadre)
    decide(client, "confirm_all", mine, other)
    states = dict(PartnerWorker.objects.values_list("pk", "state"))
    assert states == {mine.pk: Claim.CONFIRMED, other.pk: Claim.WAITING}
    decide(client, "refuse_all", mine)
    mine.refresh_from_db()
    assert (mine.state, mine.decided_by) == (Claim.REFUSED, home_cadre)


def test_deciding_needs_the_right(client, viewer, home):
    claim = PartnerWorkerFactory(agreement__home=home)
    client.force_login(viewer)
    decide(client, "confirm_all", claim)
    claim.refresh_from_db()
    assert claim.state == Claim.WAITING
