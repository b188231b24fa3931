"""A worker gives an own booking another time, on Monday 23 November 2026, 20:40."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from bookings.enums import State
from bookings.models import Reservation
from bookings.refusals import refuse
from common import clock
from common.clock import SHANGHAI
from tests.bookings.test_views import text
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
SEVEN = datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="羽毛球 1 号场")


@pytest.fixture
def booking(court, worker):
    return ReservationFactory(space=court, person=worker, starts_at=SEVEN)


def times_of(booking, **query) -> str:
    return f"{reverse('bookings:move', args=[booking.pk])}?{urlencode(query)}"


def to(booking, start=SEVEN + 2 * HOUR, **query) -> str:
    query = {"starts_at": start.isoformat(), "minutes": 60, **query}
    return f"{reverse('bookings:move_to', args=[booking.pk])}?{urlencode(query)}"


def times_shown(answer) -> list[str]:
    return [f"{s.starts_at:%H:%M}" for _n, part in answer.context["parts_of_day"] for s in part]


def starts(booking) -> datetime:
    booking.refresh_from_db()
    return booking.starts_at


def test_the_booking_page_leads_to_its_free_times(client, worker, booking):
    client.force_login(worker)
    page = client.get(reverse("bookings:detail", args=[booking.pk]))
    assert reverse("bookings:move", args=[booking.pk]) in page.content.decode()
    answer = client.get(times_of(booking))
    assert answer.context["day"] == SEVEN.date()
    # Its own time counts as free, so that half an hour later can be had; the present one is left.
    assert times_shown(answer)[-6:] == ["18:00", "18:30", "19:30", "20:00", "20:30", "21:00"]


def test_three_taps(client, worker, booking):
    client.force_login(worker)
    assert (
        reverse("bookings:move_to", args=[booking.pk])
        in client.get(times_of(booking)).content.decode()
    )
    shown = text(client.get(to(booking)))
    assert "改成这个时间吗？" in shown
    answer = client.post(to(booking), follow=True)
    assert "预约已改期" in text(answer)
    assert starts(booking) == SEVEN + 2 * HOUR


def test_longer_and_in_another_space_of_the_kind(client, worker, booking, home):
    other = SpaceFactory(home=home, name="羽毛球 2 号场")
    client.force_login(worker)
    client.post(to(booking, SEVEN, minutes=120, space=other.pk))
    booking.refresh_from_db()
    assert (booking.space, booking.ends_at - booking.starts_at) == (other, 2 * HOUR)


def test_a_space_elsewhere_in_the_address_is_left_alone(client, worker, booking, next_home):
    elsewhere = SpaceFactory(home=next_home)
    client.force_login(worker)
    client.post(to(booking, space=elsewhere.pk))
    booking.refresh_from_db()
    assert booking.space_id != elsewhere.pk


def test_taken_meanwhile_keeps_the_old_one_and_offers_others(client, worker, booking, court):
    ReservationFactory(space=court, starts_at=SEVEN + 2 * HOUR)
    client.force_login(worker)
    answer = client.post(to(booking))
    assert answer.status_code == 409
    assert str(refuse("taken")) in text(answer)
    assert "原来的预约没有变动" in text(answer)
    assert next(slot.starts_at for _s, slot in answer.context["offers"]) == SEVEN + HOUR
    assert starts(booking) == SEVEN


def test_what_can_no_longer_be_moved_says_why(client, worker, booking):
    Reservation.objects.update(state=State.CHECKED_IN)
    client.force_login(worker)
    assert "move" not in client.get(reverse("bookings:detail", args=[booking.pk])).content.decode()
    answer = client.get(times_of(booking), follow=True)
    assert str(refuse("state", state="已签到")) in text(answer)


def test_only_ones_own(client, member, booking):
    client.force_login(member)
    assert client.get(times_of(booking)).status_code == 404
    assert client.post(to(booking)).status_code == 404
    assert client.get(reverse("bookings:move_to", args=[booking.pk])).status_code == 404
    assert starts(booking) == SEVEN


def test_without_a_time_it_is_chosen_first(client, worker, booking):
    client.force_login(worker)
    answer = client.get(reverse("bookings:move_to", args=[booking.pk]))
    assert answer.headers["Location"] == reverse("bookings:move", args=[booking.pk])


@pytest.mark.parametrize("count", [1, 3, 12])
def test_same_queries_for_any_number(
    client, worker, booking, home, django_assert_num_queries, count
):
    SpaceFactory.create_batch(count, home=home)
    client.force_login(worker)
    # The user; the booking; opening hours (3) and holds; the same kind here; the day's
    # own hours.
    with django_assert_num_queries(9):
        client.get(times_of(booking))
