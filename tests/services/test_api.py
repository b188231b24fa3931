"""Activities over JSON."""

import json

import pytest
from django.urls import reverse

from services import actions
from services.enums import Function
from services.models import SignUp
from tests.factories.homes import SpaceFactory
from tests.factories.services import (
    ActivityFactory,
    ServiceItemFactory,
    SessionFactory,
    SignUpFactory,
)

LIST = reverse("api_activities")


@pytest.fixture
def session(home):
    item = ServiceItemFactory(code="legal_aid", function=Function.RECEPTION)
    activity = ActivityFactory(home=home, name="法律援助咨询", description="免费", item=item)
    return SessionFactory(activity=activity, space=SpaceFactory(home=home), capacity=3)


def address(name: str, session) -> str:
    return reverse(name, args=[session.pk])


def post(client, url: str, body: dict | None = None):
    return client.post(url, json.dumps(body or {}), content_type="application/json")


def test_the_list_and_one_of_it(client, session):
    answer = client.get(LIST).json()
    assert answer["count"] == 1
    start, end = (moment.isoformat() for moment in (session.starts_at, session.ends_at))
    assert answer["results"] == [
        {
            "id": session.pk,
            "activity": "法律援助咨询",
            "description": "免费",
            "function": "reception",
            "home": "350581-001",
            "home_name": "示例石狮共享职工之家",
            "space": session.space_id,
            "space_name": session.space.name,
            "starts_at": start,
            "ends_at": end,
            "state": "scheduled",
            "capacity": 3,
            "places_left": 3,
            "sign_up_closes_at": None,
            "members_only": False,
            "my_places": 0,
        }
    ]
    assert client.get(address("api_activity", session)).json() == answer["results"][0]


def test_the_list_can_be_narrowed(client, session):
    SessionFactory(activity=ActivityFactory(home=session.activity.home, name="观影"))
    searches = {"function": "reception", "q": "法律", "city": "350500", "home": "350581-001"}
    counts = {
        key: client.get(LIST, {key: value}).json()["count"] for key, value in searches.items()
    }
    assert counts == {"function": 1, "q": 1, "city": 2, "home": 2}
    assert client.get(LIST, {"date": session.on.isoformat()}).json()["count"] == 2
    assert client.get(LIST, {"date": "2020-01-01"}).json()["count"] == 0


@pytest.mark.parametrize("query", [{"date": "2026-13-01"}, {"function": "play"}])
def test_a_search_that_makes_no_sense_is_named(client, session, query):
    answer = client.get(LIST, query)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert answer.json()["detail"].startswith(next(iter(query)))


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_list_takes_the_same_queries(client, home, count, django_assert_num_queries):
    for n in range(count):
        item = ServiceItemFactory(code=f"item{n}")
        SessionFactory(activity=ActivityFactory(home=home, item=item))
    with django_assert_num_queries(2):
        client.get(LIST)


def test_signing_up_and_withdrawing(client, session, worker):
    client.force_login(worker)
    made = post(client, address("api_sign_up", session), {"places": 2})
    assert (made.status_code, made.json()["places_left"], made.json()["my_places"]) == (201, 1, 2)
    again = post(client, address("api_sign_up", session))
    assert (again.status_code, again.json()["code"]) == (409, "already_signed_up")
    back = post(client, address("api_withdraw", session))
    assert (back.status_code, back.json()["places_left"], back.json()["my_places"]) == (200, 3, 0)
    assert post(client, address("api_withdraw", session)).status_code == 404


def test_refusals_carry_their_code_and_their_sentence(client, session, worker):
    SignUpFactory(session=session, places=2)
    client.force_login(worker)
    answer = post(client, address("api_sign_up", session), {"places": 2})
    assert (answer.status_code, answer.json()["code"]) == (409, "fewer_places")
    assert answer.json()["places"] == 1
    assert "1" in answer.json()["detail"]
    for places in (0, 6, "many"):
        answer = post(client, address("api_sign_up", session), {"places": places})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert SignUp.objects.count() == 1


def test_a_session_called_off_takes_nobody(client, session, worker, home_cadre):
    actions.cancel_session(session=session, by=home_cadre)
    client.force_login(worker)
    answer = post(client, address("api_sign_up", session))
    assert (answer.status_code, answer.json()["code"]) == (422, "state")


def test_signing_up_needs_an_account(client, session):
    for name in ("api_sign_up", "api_withdraw"):
        assert post(client, address(name, session)).status_code == 401
    assert client.get(address("api_sign_up", session)).status_code == 401


def test_withdrawing_what_is_not_mine(client, session, worker, member):
    SignUpFactory(session=session, person=member)
    client.force_login(worker)
    assert post(client, address("api_withdraw", session)).status_code == 404
    assert SignUp.objects.get().state == "signed_up"


def test_what_is_not_announced_is_not_there(client, worker):
    logged = SessionFactory(held=True)
    client.force_login(worker)
    assert client.get(address("api_activity", logged)).status_code == 404
    assert post(client, address("api_sign_up", logged)).status_code == 404
