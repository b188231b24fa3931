"""Who comes without an account and agreed to it is told by SMS; nobody else is."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings import actions, closure_work, closures
from bookings.actions import Contact
from bookings.enums import ClosureKind, Decision, Source
from bookings.models import Reservation
from bookings.reminders import remind
from common import clock
from messaging import outbox, retention
from messaging.models import Delivery, Notice
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import SpaceFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, tzinfo=clock.SHANGHAI)
NUMBER = "13712345678"
CALL = "职工之家0595-88880000"
AGREED = Contact("张三丰", NUMBER, texts=True)


def at(hour: int, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(MONDAY):
        yield


@pytest.fixture
def space(home):
    home.phone = "0595-88880000"
    home.save(update_fields=["phone"])
    return SpaceFactory(home=home, name="培训室")


@pytest.fixture
def book(space, home_cadre):
    def made(contact=AGREED, **fields) -> Reservation:
        given = {"space": space, "starts_at": at(14), "ends_at": at(15)} | fields
        row, _new = actions.book(
            person=None, source=Source.CADRE, contact=contact, by=home_cadre, **given
        )
        return row

    return made


def sent(sms) -> list[str]:
    """What went out to the number by now, without the signature."""
    outbox.send_due()
    assert {message.phone for message in sms} <= {NUMBER}
    return [message.text.removeprefix("【共享职工之家】") for message in sms]


def test_booked_moved_and_cancelled(sms, book, space, home_cadre):
    row = book()
    name = space.home.name
    actions.move(
        reservation=row, space=space, starts_at=at(16), ends_at=at(17), by=home_cadre, note="检修"
    )
    actions.cancel(reservation=row, by=home_cadre, note="停电")
    assert sent(sms) == [
        f"{name}已为您预约“培训室”，11月25日（周三）14:00。来不了请联系{CALL}。",
        f"{name}已将您的预约改为“培训室”11月25日（周三）16:00。来不了请联系{CALL}。检修",
        f"抱歉，您在{name}“培训室”11月25日（周三）16:00的预约已被取消，请勿前往。"
        f"有疑问请联系{CALL}。停电",
    ]
    assert sent(sms) == sent(sms)


@pytest.mark.parametrize("contact", [Contact("张三丰", NUMBER), Contact("张三丰")])
def test_who_has_not_agreed_is_told_nothing(sms, book, home_cadre, contact):
    row = book(contact)
    with clock.stopped_at(at(19, day=24)):
        assert remind() == 0
    actions.cancel(reservation=row, by=home_cadre)
    assert (sent(sms), Notice.objects.count()) == ([], 0)


def test_reminded_once(sms, book):
    book()
    Notice.objects.all().delete()
    with clock.stopped_at(at(19, day=24)):
        assert (remind(), remind()) == (1, 0)
    with clock.stopped_at(at(12)):
        assert remind() == 0
        [text] = sent(sms)
    assert text.startswith("提醒：您预约了")


def test_a_closure_tells_the_number_too(sms, book, space, home_cadre, worker):
    book()
    ReservationFactory(space=space, person=worker, starts_at=at(10))
    Notice.objects.all().delete()
    window = (at(0), at(0, day=26))
    closure = closures.draft(
        kind=ClosureKind.HOURS, homes=[space.home], reason="台风", windows=[window], by=home_cadre
    )
    closure_work.work_on(closure.pk)
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=home_cadre)
    closures.confirm(closure=closure, by=home_cadre)
    closure_work.work_on(closure.pk)
    kinds = Notice.objects.order_by("kind").values_list("kind", "person", "phone")
    assert list(kinds) == [
        ("booking_cancelled", worker.pk, ""),
        ("contact_cancelled", None, NUMBER),
    ]


def test_the_number_is_erased_in_time(book, settings):
    book()
    with clock.stopped_at(MONDAY + timedelta(days=settings.CONTACT_DAYS, minutes=1)):
        assert retention.forget_old() == 1
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_it_is_in_nobodys_inbox_and_masked_in_the_outbox(client, book, home_cadre, superuser):
    book()
    client.force_login(home_cadre)
    assert client.get("/api/v1/messages/").json()["results"] == []
    client.force_login(superuser)
    page = client.get("/admin/messaging/delivery/").content.decode()
    assert "137****5678" in page
    assert NUMBER not in page


def test_the_database_wants_a_number_and_one_addressee(book, worker):
    row = book(Contact("张三丰"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(pk=row.pk).update(contact_texts=True)
    for person, phone in ((worker, NUMBER), (None, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(person=person, phone=phone, kind="x", key="x")


@pytest.mark.parametrize(("ticked", "told"), [({"texts": "on"}, True), ({}, False)])
def test_the_desk_asks(client, home_cadre, space, ticked, told):
    client.force_login(home_cadre)
    data = {
        "kind": "book",
        "space": space.pk,
        "starts_at": "2026-11-25T14:00",
        "ends_at": "2026-11-25T15:00",
        "places": 1,
        "phone": NUMBER,
        "display_name": "张三丰",
    }
    answer = client.post("/admin/bookings/reservation/add/", data | ticked)
    assert answer.status_code == 302
    made = Reservation.objects.get()
    assert (made.contact_texts, Notice.objects.exists()) == (told, told)
    page = client.get(f"/admin/bookings/reservation/{made.pk}/change/").content.decode()
    assert ("短信通知" in page) == told
