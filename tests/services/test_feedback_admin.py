"""Ratings in the admin: read, answered, and personal data hidden by the county and above."""

import pytest
from django.urls import reverse

from services.models import Feedback, HiddenPassage
from services.rules import can_hide
from tests.factories.services import FeedbackFactory
from tests.people import appointed
from unions.enums import Role, UnionLevel

pytestmark = pytest.mark.django_db
LIST = "/admin/services/feedback/"
SUBMIT = {"_form_submitted": "True"}


@pytest.fixture
def feedback(home):
    return FeedbackFactory(home=home, stars=1, comment="甲某某不在，门锁着")


def page(feedback) -> str:
    return reverse("admin:services_feedback_change", args=[feedback.pk])


def no_inline() -> dict:
    return {"hidden-TOTAL_FORMS": "0", "hidden-INITIAL_FORMS": "0"}


def test_the_home_answers_in_public(client, home_cadre, feedback):
    client.force_login(home_cadre)
    answer = client.post(page(feedback), {"reply": "已安排专人开门"} | no_inline())
    assert answer.status_code == 302
    feedback.refresh_from_db()
    assert (feedback.answer, feedback.answered_by) == ("已安排专人开门", home_cadre)
    assert "已安排专人开门" in client.get(page(feedback)).content.decode()


def test_an_empty_answer_is_no_answer(client, home_cadre, feedback):
    client.force_login(home_cadre)
    assert client.post(page(feedback), {"reply": " "} | no_inline()).status_code == 200
    assert Feedback.objects.get().answer == ""


def test_nobody_sees_who_rated(client, home_cadre, feedback, worker):
    worker.display_name = "某某某"
    worker.save(update_fields=["display_name"])
    Feedback.objects.update(person=worker)
    client.force_login(home_cadre)
    for address in (LIST, page(feedback)):
        assert worker.display_name not in client.get(address).content.decode()


def test_low_ratings_wait_in_the_inbox(client, county, next_city, feedback, home):
    FeedbackFactory(home=home, stars=4)
    client.force_login(county)
    index = client.get("/admin/").content.decode()
    assert f"{LIST}?low=yes" in index
    listed = client.get(f"{LIST}?low=yes").content.decode()
    assert listed.count("field-stars_label") == 1
    client.force_login(next_city)
    assert client.get(f"{LIST}?low=yes").content.decode().count("field-stars_label") == 0


def test_the_county_hides_words(client, county, feedback):
    client.force_login(county)
    address = reverse("admin:services_feedback_hide", args=[feedback.pk])
    wanted = {"passage": "甲某某", "kind": "name", "reason": "工作人员姓名"}
    assert client.post(address, wanted | SUBMIT).status_code == 200
    assert HiddenPassage.objects.get().by == county
    assert "工作人员姓名" in client.get(page(feedback)).content.decode()


def test_the_home_can_hide_nothing(client, home_cadre, feedback):
    client.force_login(home_cadre)
    address = reverse("admin:services_feedback_hide", args=[feedback.pk])
    wanted = {"passage": "甲某某", "kind": "name", "reason": "x"}
    assert client.post(address, wanted | SUBMIT).status_code == 403
    assert address not in client.get(page(feedback)).content.decode()
    assert not HiddenPassage.objects.exists()


def test_who_may_hide(home, home_cadre, county, city, province, next_city, viewer, superuser, tree):
    from tests.factories.unions import UnionFactory

    feedback = FeedbackFactory(home=home)
    assert [can_hide(person, feedback) for person in (county, city, province, superuser)] == (
        [True] * 4
    )
    assert [can_hide(person, feedback) for person in (home_cadre, next_city, viewer)] == [False] * 3
    park = UnionFactory(parent=tree["350581"], level=UnionLevel.TOWNSHIP)
    keeper = appointed(park, "park", Role.MANAGER)
    feedback.home.union = park
    assert not can_hide(keeper, feedback)
    assert can_hide(county, feedback)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_takes_the_same_queries(client, county, home, count, django_assert_num_queries):
    for _ in range(count):
        FeedbackFactory(home=home)
    client.force_login(county)
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
