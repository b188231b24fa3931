"""The pages of activities, as a visitor, a worker and a member use them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from homes.enums import Status
from services import actions
from services.enums import Function, SessionState, SignUpState
from services.models import SignUp
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import SpaceFactory
from tests.factories.services import (
    ActivityFactory,
    ServiceItemFactory,
    SessionFactory,
    SignUpFactory,
)

LIST = reverse("services:activities")
MINE = reverse("services:mine")


def page_of(session) -> str:
    return reverse("services:session", args=[session.pk])


def sign_up_of(session) -> str:
    return reverse("services:sign_up", args=[session.pk])


def withdraw_of(session) -> str:
    return reverse("services:withdraw", args=[session.pk])


@pytest.fixture
def session(home):
    item = ServiceItemFactory()
    activity = ActivityFactory(home=home, name="书法学习班", name_en="Calligraphy", item=item)
    return SessionFactory(activity=activity, space=SpaceFactory(home=home), capacity=3)


@pytest.fixture
def next_session(next_home):
    item = ServiceItemFactory(code="legal_aid", function=Function.RECEPTION)
    activity = ActivityFactory(home=next_home, name="法律援助咨询", item=item)
    return SessionFactory(activity=activity, starts_at=tomorrow_at(9) + timedelta(days=1))


def found(client, **query) -> list:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [row.activity.name for row in answer.context["page_obj"].object_list]


def test_anybody_finds_what_is_coming(client, session, next_session):
    SessionFactory(activity=session.activity, starts_at=tomorrow_at(9) - timedelta(days=5))
    SessionFactory(activity=session.activity, held=True)
    hidden = SessionFactory()
    hidden.activity.home.status = Status.PLANNED
    hidden.activity.home.save(update_fields=["status"])
    calligraphy, law = "书法学习班", "法律援助咨询"
    assert found(client) == [calligraphy, law]
    assert found(client, city="350500") == [calligraphy]
    assert found(client, city="350200") == [law]
    assert found(client, function="reception") == [law]
    assert found(client, function="activity") == [calligraphy]
    assert found(client, q="书法") == [calligraphy]
    assert found(client, q="calligraphy 石狮") == [calligraphy]
    assert found(client, q="湖里") == [law]
    assert found(client, q="瑜伽") == []
    assert found(client, on=session.on.isoformat()) == [calligraphy]
    assert found(client, home=session.activity.home.code) == [calligraphy]


def test_nonsense_in_the_address_does_not_restrict(client, session):
    nonsense = {"city": "x", "on": "gestern", "function": "play", "page": "none", "home": ""}
    assert found(client, **nonsense) == ["书法学习班"]


def test_an_activity_of_no_service_is_an_activity(client, home):
    SessionFactory(activity=ActivityFactory(home=home, name="观影"))
    assert found(client, function="activity") == ["观影"]
    assert found(client, function="service") == []


def test_htmx_gets_the_results_alone(client, session):
    whole = client.get(LIST)
    part = client.get(LIST, headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert "书法学习班" in part.content.decode()
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_takes_the_same_queries_whatever_it_holds(
    client, home, worker, count, django_assert_num_queries
):
    for n in range(count):
        activity = ActivityFactory(home=home, item=ServiceItemFactory(code=f"item{n}"))
        SignUpFactory(session=SessionFactory(activity=activity), person=worker)
    with django_assert_num_queries(3):
        client.get(LIST)
    client.force_login(worker)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


def test_a_visitor_sees_a_session_and_how_to_sign_in(client, session):
    page = client.get(page_of(session)).content.decode()
    assert "书法学习班" in page
    assert f"{reverse('account_login')}?next={page_of(session)}" in page
    answer = client.post(sign_up_of(session))
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={page_of(session)}"
    assert SignUp.objects.count() == 0


def test_one_tap_signs_up_and_another_withdraws(client, session, worker):
    client.force_login(worker)
    answer = client.post(sign_up_of(session), {"places": "2"}, follow=True)
    assert answer.redirect_chain == [(page_of(session), 302)]
    session.refresh_from_db()
    assert session.taken == 2
    assert answer.context["own"].places == 2
    assert withdraw_of(session) in answer.content.decode()
    answer = client.post(withdraw_of(session), follow=True)
    session.refresh_from_db()
    assert session.taken == 0
    assert answer.context["own"] is None
    assert client.post(withdraw_of(session)).status_code == 404


def test_without_a_number_it_is_one_place(client, session, worker):
    client.force_login(worker)
    client.post(sign_up_of(session))
    assert SignUp.objects.get().places == 1


@pytest.mark.parametrize("places", ["0", "9", "-1", "many", "99999"])
def test_a_senseless_number_is_refused_on_the_page(client, session, worker, places):
    client.force_login(worker)
    answer = client.post(sign_up_of(session), {"places": places})
    assert answer.status_code == 422
    assert answer.context["refusal"].code == "places"
    assert SignUp.objects.count() == 0


def test_a_full_session_says_so(client, session, worker):
    SignUpFactory(session=session, places=3)
    client.force_login(worker)
    answer = client.post(sign_up_of(session))
    assert answer.status_code == 409
    assert answer.context["refusal"].code == "full"
    assert str(answer.context["refusal"].message) in answer.content.decode()
    assert client.get(page_of(session)).context["why_not"].code == "full"


def test_members_only(client, session, worker, member):
    session.members_only = True
    session.save(update_fields=["members_only"])
    client.force_login(worker)
    assert client.get(page_of(session)).context["why_not"].code == "members_only"
    assert client.post(sign_up_of(session)).status_code == 403
    client.force_login(member)
    assert client.get(page_of(session)).context["why_not"] is None
    assert client.post(sign_up_of(session)).status_code == 302


def test_a_session_called_off_says_so(client, session, worker, home_cadre):
    client.force_login(worker)
    client.post(sign_up_of(session))
    actions.cancel_session(session=session, by=home_cadre)
    assert client.get(page_of(session)).context["session"].state == SessionState.CANCELLED
    assert sign_up_of(session) not in client.get(page_of(session)).content.decode()
    assert client.post(sign_up_of(session)).status_code == 422
    assert [row.session for row in client.get(MINE).context["coming"]] == [session]


def test_nobody_withdraws_a_sign_up_of_somebody_else(client, session, worker, member):
    SignUpFactory(session=session, person=member)
    client.force_login(worker)
    assert client.post(withdraw_of(session)).status_code == 404
    assert SignUp.objects.get().state == SignUpState.SIGNED_UP


def test_a_withdrawal_that_comes_too_late_is_refused(client, session, worker):
    SignUpFactory(session=session, person=worker)
    client.force_login(worker)
    with clock.stopped_at(session.starts_at):
        answer = client.post(withdraw_of(session), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert SignUp.objects.get().state == SignUpState.SIGNED_UP


def test_what_is_not_announced_or_not_public_is_not_there(client, session):
    logged = SessionFactory(held=True)
    assert client.get(page_of(logged)).status_code == 404
    home = session.activity.home
    home.status = Status.PLANNED
    home.save(update_fields=["status"])
    assert client.get(page_of(session)).status_code == 404


def test_reading_needs_get_and_changing_needs_post(client, session, worker):
    client.force_login(worker)
    for address in (LIST, MINE, page_of(session)):
        assert client.post(address).status_code == 405
    for address in (sign_up_of(session), withdraw_of(session)):
        assert client.get(address).status_code == 405


def test_my_activities(client, session, next_session, worker, member):
    assert client.get(MINE).url == f"{reverse('account_login')}?next={MINE}"
    client.force_login(worker)
    assert client.get(MINE).status_code == 200
    coming = SignUpFactory(session=session, person=worker)
    SignUpFactory(session=next_session, person=worker, state=SignUpState.CANCELLED)
    SignUpFactory(session=next_session, person=member)
    old = SessionFactory(activity=session.activity, starts_at=tomorrow_at(9) - timedelta(days=9))
    been = SignUpFactory(session=old, person=worker, state=SignUpState.ATTENDED)
    answer = client.get(MINE)
    assert list(answer.context["coming"]) == [coming]
    assert list(answer.context["page_obj"]) == [been]


@pytest.mark.parametrize("count", [1, 3, 9])
def test_my_activities_take_the_same_queries(
    client, home, worker, count, django_assert_num_queries
):
    for _n in range(count):
        activity = ActivityFactory(home=home)
        old = SessionFactory(activity=activity, starts_at=tomorrow_at(9) - timedelta(days=9))
        SignUpFactory(session=SessionFactory(activity=activity), person=worker)
        SignUpFactory(session=old, person=worker, state=SignUpState.ATTENDED)
    client.force_login(worker)
    client.get(MINE)
    with django_assert_num_queries(5):
        client.get(MINE)
