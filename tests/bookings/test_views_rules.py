"""What a worker sees of the rules: the page of a space, the form, the firms, the API."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.enums import Claim
from bookings.models import PartnerWorker, Reservation
from bookings.rule_sets import save_rules
from bookings.spaces import set_cap
from tests.factories.bookings import QuotaFactory, ReservationFactory, tomorrow_at
from tests.factories.homes import AgreementFactory, SpaceFactory

pytestmark = pytest.mark.django_db


def book_url(space, hour: int = 10) -> str:
    start = tomorrow_at(hour)
    return (
        f"{reverse('bookings:book', args=[space.pk])}?starts_at={start.isoformat()[:19]}&minutes=60"
    )


def test_the_page_of_a_space_says_its_rules(client, tree, home):
    space = SpaceFactory(home=home, cancel_minutes=120)
    save_rules(owner=tree["350581"], values={"max_minutes": 120}, by=None)
    QuotaFactory(home=home, limit=3)
    set_cap(home=home, cap=50, by=None)
    found = client.get(reverse("bookings:space", args=[space.pk])).context["rules"]
    assert found == [
        "每次最长 2 小时",
        "可提前 14 天预约",
        "最晚开始前 2 小时取消",
        "过时限：可以取消，计入记录",
        "每人每天最多 2 次",
        f"{home}全家每人每周最多 3 次",
        "全家凭预约同时在场不超过 50 人",
    ]


def test_what_must_be_declared_is_asked_and_kept(client, worker, home):
    space = SpaceFactory(home=home, women_only=True)
    client.force_login(worker)
    assert 'value="woman"' in client.get(book_url(space)).content.decode()
    answer = client.post(book_url(space), {"purpose": "休息"})
    assert (answer.status_code, answer.context["refusal"].code) == (422, "declare")
    text = answer.content.decode()
    assert 'value="woman"' in text
    assert 'value="休息"' in text
    assert client.post(book_url(space), {"declares": "woman"}).status_code == 302
    assert Reservation.objects.get().declares == ["woman"]


def test_how_many_come_is_asked_where_the_home_has_a_cap(client, worker, home):
    room = SpaceFactory(home=home, capacity=8)
    client.force_login(worker)
    assert 'name="people"' not in client.get(book_url(room)).content.decode()
    set_cap(home=home, cap=5, by=None)
    assert 'name="people"' in client.get(book_url(room)).content.decode()
    answer = client.post(book_url(room), {"people": "6"})
    assert (answer.status_code, answer.context["refusal"].code) == (409, "home_full")
    assert answer.context["shows_form"]
    assert client.post(book_url(room), {"people": "5"}).status_code == 302
    assert Reservation.objects.get().people == 5


def test_a_worker_says_where_she_works(client, worker, home, next_home):
    firm = AgreementFactory(home=home)
    elsewhere = AgreementFactory(home=next_home)
    url = reverse("bookings:partner", args=[home.code])
    assert client.get(url).status_code == 302
    client.force_login(worker)
    assert [row for row, _claim in client.get(url).context["rows"]] == [firm]
    assert client.post(url, {"firm": elsewhere.pk}).status_code == 404
    assert client.post(url, {"firm": "x"}).status_code == 404
    assert client.post(url, {"firm": firm.pk}).status_code == 302
    assert PartnerWorker.objects.get().state == Claim.WAITING
    [(_firm, claim)] = client.get(url).context["rows"]
    assert claim.person == worker


# ---- the API ----


def test_the_rules_of_a_space(client, tree, home):
    space = SpaceFactory(home=home, adults_only=True)
    save_rules(owner=tree["350581"], values={"max_minutes": 120}, by=None)
    quota = QuotaFactory(home=home, limit=3)
    quota.peaks.create(weekdays=[6, 7], starts="09:00", ends="00:00")
    found = client.get(f"/api/v1/spaces/{space.pk}/rules/").json()
    rules = {row["rule"]: row for row in found["rules"]}
    assert rules["max_minutes"] == {
        "rule": "max_minutes",
        "value": 120,
        "source": {"kind": "union", "name": "石狮市总工会"},
        "code": "too_long",
        "text": "每次最长 2 小时",
    }
    assert rules["step_minutes"]["source"] == {"kind": "built_in", "name": ""}
    assert rules["adults_only"]["source"]["kind"] == "space"
    [row] = found["quotas"]
    assert (row["limit"], row["code"], row["source"]["kind"]) == (3, "quota", "home")
    assert row["peaks"] == [{"weekdays": [6, 7], "from": "09:00", "to": "00:00"}]
    assert (found["cap"], found["declares"]) == (None, ["adult"])


def test_no_rules_of_a_hidden_home(client, home):
    space = SpaceFactory(home=home)
    type(home).objects.filter(pk=home.pk).update(status="planned")
    assert client.get(f"/api/v1/spaces/{space.pk}/rules/").status_code == 404


def ask(client, space, **more):
    start = tomorrow_at(10)
    body = {"space": space.pk, "starts_at": start, "ends_at": start + timedelta(hours=1), **more}
    return client.post("/api/v1/bookings/", body, content_type="application/json")


def test_declaring_and_people_over_the_api(client, worker, home):
    space = SpaceFactory(home=home, women_only=True, adults_only=True, capacity=6)
    client.force_login(worker)
    answer = ask(client, space, declares=["adult"])
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["missing"]) == ("declare", ["woman"])
    assert ask(client, space, declares=["man"]).status_code == 400
    answer = ask(client, space, declares=["adult", "woman"], people=6)
    assert answer.status_code == 201
    assert (answer.json()["people"], answer.json()["declares"]) == (6, ["woman", "adult"])


def test_a_full_home_offers_other_times(client, worker, home):
    room = SpaceFactory(home=home, capacity=6)
    other = SpaceFactory(home=home, capacity=6)
    set_cap(home=home, cap=6, by=None)
    ReservationFactory(space=other, people=4)
    client.force_login(worker)
    answer = ask(client, room, people=3)
    assert (answer.status_code, answer.json()["code"]) == (409, "home_full")
    starts = [row["starts_at"] for row in answer.json()["alternatives"]]
    assert starts
    assert tomorrow_at(10).isoformat() not in starts
