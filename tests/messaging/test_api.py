import pytest

from tests.factories.messaging import NoticeFactory

pytestmark = pytest.mark.django_db
MESSAGES = "/api/v1/messages/"


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def test_ones_own_newest_first_in_the_callers_language(signed_in, worker, member):
    NoticeFactory(person=member)
    first, second = NoticeFactory.create_batch(2, person=worker)
    answer = signed_in.get(MESSAGES, headers={"accept-language": "en"}).json()
    assert [row["id"] for row in answer["results"]] == [second.pk, first.pk]
    row = answer["results"][0]
    assert row["text"].startswith(
        "Sorry, your booking of 羽毛球场 at 示例之家 on Tue 24 Nov, 19:00"
    )
    assert (row["kind"], row["url"], row["read_at"]) == ("booking_cancelled", "/bookings/", None)


def test_reading_and_what_is_left_unread(signed_in, worker):
    first, second = NoticeFactory.create_batch(2, person=worker)
    assert signed_in.post(f"{MESSAGES}{first.pk}/read/").json()["read_at"] is not None
    left = signed_in.get(MESSAGES, {"unread": "1"}).json()
    assert [row["id"] for row in left["results"]] == [second.pk]


def test_of_others_nothing(signed_in, member):
    notice = NoticeFactory(person=member)
    answer = signed_in.post(f"{MESSAGES}{notice.pk}/read/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_it_needs_a_sign_in(client):
    assert client.get(MESSAGES).status_code == 401


@pytest.mark.parametrize("count", [1, 3, 15])
def test_the_list_takes_the_same_queries(count, signed_in, worker, django_assert_num_queries):
    NoticeFactory.create_batch(count, person=worker)
    signed_in.get(MESSAGES)
    with django_assert_num_queries(3):  # the person, the count, the page
        signed_in.get(MESSAGES)
