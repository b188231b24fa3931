import json

import pytest
from django.urls import reverse

from tests.factories.bookings import ReservationFactory
from unions.models import Person

pytestmark = pytest.mark.django_db


def test_visitor_is_shown_the_way_in(visitor):
    answer = visitor.get(reverse("me"))
    assert answer.status_code == 200
    assert f"{reverse('account_login')}?next=/me/" in answer.content.decode()


def test_own_page_names_its_owner(visitor, worker):
    visitor.force_login(worker)
    page = visitor.get(reverse("me")).content.decode()
    assert worker.phone in page
    assert reverse("own_data") in page
    assert reverse("close_account") in page


def test_details_are_changed(visitor, worker):
    visitor.force_login(worker)
    body = {"display_name": "小陈", "worker_group": "courier", "member_status": "member"}
    assert visitor.post(reverse("me"), body).url == reverse("me")
    worker.refresh_from_db()
    changed = (worker.display_name, worker.worker_group, worker.member_status)
    assert changed == ("小陈", "courier", "not_member")


def test_wrong_detail_keeps_what_was_typed(visitor, worker):
    visitor.force_login(worker)
    answer = visitor.post(reverse("me"), {"display_name": "小陈", "worker_group": "king"})
    assert (answer.status_code, answer.context["form"]["display_name"].value()) == (200, "小陈")
    assert Person.objects.get(pk=worker.pk).display_name == "worker"


def test_download_needs_sign_in(visitor):
    assert visitor.get(reverse("own_data")).status_code == 302


def test_download_is_a_file_in_chinese(visitor, worker, home):
    reservation = ReservationFactory(person=worker, space__home=home)
    visitor.force_login(worker)
    answer = visitor.get(reverse("own_data"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.content)
    assert set(data) == {"person", "bookings.reservation"}
    assert data["bookings.reservation"][0]["id"] == reservation.pk
    assert "已确认" in answer.content.decode()


def test_download_by_post_is_refused(visitor, worker):
    visitor.force_login(worker)
    assert visitor.post(reverse("own_data")).status_code == 405
