"""A worker and a series that a cadre has booked; on Monday 23 November 2026, 10:00."""

import pytest
from django.urls import reverse

from bookings import series as doing
from bookings.enums import Scope
from common import clock
from tests.bookings.series.club import TUESDAYS, at
from tests.bookings.test_views import text
from tests.factories.bookings import ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
LIST = reverse("bookings:list")


def page(series) -> str:
    return reverse("bookings:series", args=[series.pk])


def test_the_list_shows_it_once_with_its_dates(client, worker, series, court):
    ReservationFactory(space=court, person=worker, starts_at=at(TUESDAYS[0], 12))
    client.force_login(worker)
    answer = client.get(LIST)
    assert [entry["dates"] for entry in answer.context["coming"]] == [0, 4]
    assert "每周二 19:00–20:00 · 还有 4 次" in text(answer)


def test_its_page_lists_every_date(client, worker, series):
    client.force_login(worker)
    answer = client.get(page(series))
    assert len(answer.context["rows"]) == 4
    booking = answer.context["rows"][0]
    detail = client.get(reverse("bookings:detail", args=[booking.pk]))
    assert page(series) in detail.content.decode()


def test_the_rest_is_cancelled_from_a_date_on(client, worker, series):
    second = doing.coming(series, Scope.ALL)[1]
    client.force_login(worker)
    cancel = reverse("bookings:series_cancel", args=[series.pk])
    assert "已取消 3 次" in text(client.post(cancel, {"from": second.pk}, follow=True))
    assert "已取消 1 次" in text(client.post(cancel, follow=True))
    answer = client.post(cancel, follow=True)
    assert "请至少选择一个还没到的日期" in text(answer)
    assert "没有剩余场次" in text(answer)
    assert not answer.context["may_go"]


def test_only_for_its_person(client, member, series):
    client.force_login(member)
    assert client.get(page(series)).status_code == 404
    assert client.post(reverse("bookings:series_cancel", args=[series.pk])).status_code == 404
    assert doing.coming(series, Scope.ALL).count() == 4


@pytest.mark.parametrize("count", [1, 3, 4])
def test_the_page_asks_the_same_queries_for_any_number(
    client, worker, series, count, django_assert_num_queries
):
    rows = list(doing.coming(series, Scope.ALL))
    with clock.stopped_at(rows[4 - count].starts_at):
        client.force_login(worker)
        with django_assert_num_queries(4):
            assert len(client.get(page(series)).context["rows"]) == count
