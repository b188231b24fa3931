import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from rest_framework.authtoken.models import Token

from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


def ask(visitor, **body):
    answer = visitor.post(reverse("api_token"), body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.fixture
def person(db):
    return PersonFactory(password=PASSWORD)


def test_address():
    assert reverse("api_token") == "/api/v1/auth/token/"


def test_token_opens_the_api(visitor, person):
    status, body = ask(visitor, phone=f"+86{person.phone}", password=PASSWORD)
    assert (status, list(body)) == (200, ["token"])
    assert Token.objects.get(key=body["token"]).user == person
    own = visitor.get("/api/v1/bookings/", headers={"Authorization": f"Token {body['token']}"})
    assert own.status_code == 200


def test_asking_again_gives_the_same_token(visitor, person):
    answers = [ask(visitor, phone=person.phone, password=PASSWORD) for _ in range(2)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"phone": "13800009998"}])
def test_wrong_is_neutral(visitor, person, change):
    status, body = ask(visitor, **({"phone": person.phone, "password": PASSWORD} | change))
    assert (status, body["code"]) == (400, "bad_credentials")
    assert body["detail"] == "手机号或密码不正确。"


def test_worker_without_a_password_and_closed_account_get_none(visitor, worker):
    assert ask(visitor, phone=worker.phone, password="")[0] == 400
    assert ask(visitor, phone=worker.phone, password="!")[1]["code"] == "bad_credentials"
    closed = PersonFactory(password=PASSWORD, is_active=False)
    assert ask(visitor, phone=closed.phone, password=PASSWORD)[1]["code"] == "bad_credentials"


def test_missing_field_is_named(visitor):
    status, body = ask(visitor, phone="13800000001")
    assert (status, body["code"]) == (400, "invalid")
    assert body["detail"].startswith("password")


def test_locks_after_five(visitor, person):
    answers = [ask(visitor, phone=person.phone, password="wrong") for _ in range(6)]
    assert [status for status, _body in answers] == [400, 400, 400, 400, 429, 429]
    status, body = ask(visitor, phone=person.phone, password=PASSWORD)
    assert (status, body["code"]) == (429, "locked")


def test_second_factor_is_not_bypassed(visitor, person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    status, body = ask(visitor, phone=person.phone, password=PASSWORD)
    assert (status, body["code"]) == (403, "second_factor")


def test_get_is_refused(visitor):
    answer = visitor.get(reverse("api_token"))
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
