"""Cadres hear of what waits for them, in the site and not by SMS."""

from datetime import time

import pytest

from bookings import actions
from messaging.models import Delivery, Notice
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import HomeAppointmentFactory, HomeFactory, HoursFactory, SpaceFactory
from unions.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(home):
    return SpaceFactory(home=home, needs_approval=True, cancel_minutes=0)


def book(person, space, hour: int = 10):
    made, _new = actions.book(
        person=person, space=space, starts_at=tomorrow_at(hour), ends_at=tomorrow_at(hour + 1)
    )
    return made


def told() -> list[tuple]:
    return list(Notice.objects.order_by("pk").values_list("person", "kind"))


def test_the_homes_cadres_are_asked(worker, room, home_cadre, county):
    HomeAppointmentFactory(home=room.home, role=Role.VIEWER)
    asked = book(worker, room)
    assert told() == [(home_cadre.pk, "booking_request")]
    notice = Notice.objects.get()
    assert notice.url == f"/admin/bookings/reservation/{asked.pk}/change/"
    assert str(worker) not in notice.text
    assert not Delivery.objects.exists()


def test_where_a_home_has_none_its_union_is(worker, room, county, city):
    book(worker, room)
    assert told() == [(county.pk, "booking_request")]


def test_again_when_it_is_moved_to_another_time(worker, room, home_cadre):
    asked = book(worker, room)
    actions.move(
        reservation=asked,
        space=room,
        starts_at=tomorrow_at(14),
        ends_at=tomorrow_at(15),
        by=worker,
    )
    assert told() == [(home_cadre.pk, "booking_request")] * 2


def test_each_approval_is_told(worker, room, home_cadre):
    asked = book(worker, room)
    actions.decide(reservation=asked, approve=True, by=home_cadre)
    later = {"starts_at": tomorrow_at(14), "ends_at": tomorrow_at(15)}
    actions.move(reservation=asked, space=room, by=worker, **later)
    actions.decide(reservation=asked, approve=True, by=home_cadre)
    notices = Notice.objects.filter(kind="booking_approved", person=worker).order_by("pk")
    assert ["14:00" in notice.text for notice in notices] == [False, True]


def test_nobody_where_nothing_waits(worker, home_cadre):
    other = HomeFactory()
    HoursFactory(home=other, opens=time(0), closes=time(0))
    book(worker, SpaceFactory(home=other))
    assert told() == []


def test_by_sms_the_person_hears_of_a_cancellation_by_the_home(worker, room, home_cadre):
    asked = book(worker, room)
    actions.decide(reservation=asked, approve=True, by=home_cadre)
    assert not Delivery.objects.exists()
    actions.cancel(reservation=asked, by=home_cadre, note="停电检修")
    [delivery] = Delivery.objects.all()
    assert (delivery.notice.kind, delivery.notice.person) == ("booking_cancelled", worker)
    assert f"{tomorrow_at(10).day}日" in delivery.notice.text
