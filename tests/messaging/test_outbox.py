"""What happens to one delivery: sent, tried again, given up, left out."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from common import clock
from common.clock import SHANGHAI
from messaging import outbox
from messaging.enums import Channel, DeliveryState, Level
from messaging.models import Delivery
from tests.factories.messaging import ChoiceFactory, DeliveryFactory, PreferencesFactory
from unions.sms import Rejected

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


class Down:
    """A gateway that does not answer, and repeats the number in its error."""

    def send(self, phone: str, text: str, *, once: str = "") -> None:
        raise ConnectionError(f"no route for {phone} <somebody@example.com>")


class Strict:
    """A gateway that wants nothing to do with the number."""

    def send(self, phone: str, text: str, *, once: str = "") -> None:
        raise Rejected("number does not exist")


@pytest.fixture(autouse=True)
def noon():
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def down(settings):
    settings.SMS_BACKEND = "tests.messaging.test_outbox.Down"


def states() -> list[tuple]:
    rows = Delivery.objects.order_by("pk")
    return list(rows.values_list("state", "attempts", "error"))


def test_an_sms_is_short_and_signed_and_says_what_to_do(sms):
    delivery = DeliveryFactory()
    assert outbox.send_due() == 1
    [message] = sms
    assert message.phone == delivery.notice.person.phone
    assert message.text == (
        "【共享职工之家】抱歉，您在示例之家“羽毛球场”11月24日（周二）19:00的预约已被取消，"
        "请勿前往：停电检修"
    )
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.sent_at) == ("sent", 1, NOON)
    assert outbox.send_due() == 0
    assert len(sms) == 1


def test_in_the_language_last_chosen(sms):
    delivery = DeliveryFactory()
    PreferencesFactory(person=delivery.notice.person, language="en")
    outbox.send_due()
    assert sms[0].text == (
        "[Shared Workers' Homes] Sorry, your booking of 羽毛球场 at 示例之家 on Tue 24 Nov, 19:00 "
        "was cancelled, please don't come: 停电检修"
    )


def test_a_letter_leads_to_the_page_and_keeps_its_id(settings):
    settings.PORTAL_BASE_URL = "https://homes.example.org"
    delivery = DeliveryFactory(channel=Channel.EMAIL)
    PreferencesFactory(person=delivery.notice.person, email="zhang@example.com")
    outbox.send_due()
    [letter] = mail.outbox
    assert letter.to == ["zhang@example.com"]
    assert letter.subject == "共享职工之家 · 预约已被取消"
    assert "https://homes.example.org/bookings/" in letter.body
    assert "https://homes.example.org/me/messages/choices/" in letter.body
    assert letter.extra_headers["Message-ID"] == f"<{delivery.uuid}@homes.example.org>"


def test_it_is_tried_again_later_and_later_then_given_up(down):
    DeliveryFactory()
    moment, waited = NOON, []
    for _attempt in range(outbox.MOST_ATTEMPTS):
        with clock.stopped_at(moment):
            assert outbox.send_due() == 1
            assert outbox.send_due() == 0
        next_try_at = Delivery.objects.get().next_try_at
        waited.append(next_try_at - moment)
        moment = next_try_at
    assert waited[:-1] == list(outbox.BACKOFF)
    phone = Delivery.objects.get().notice.person.masked_phone
    error = f"ConnectionError('no route for {phone} <***@example.com>')"
    assert states() == [("failed", outbox.MOST_ATTEMPTS, error)]
    with clock.stopped_at(moment + timedelta(days=1)):
        assert outbox.send_due() == 0


def test_what_a_gateway_rejects_is_not_tried_again(settings):
    settings.SMS_BACKEND = "tests.messaging.test_outbox.Strict"
    DeliveryFactory()
    outbox.send_due()
    assert states() == [("failed", 1, "Rejected('number does not exist')")]


def test_one_that_kills_its_sender_each_time_is_given_up():
    DeliveryFactory(state=DeliveryState.SENDING, attempts=outbox.MOST_ATTEMPTS)
    assert outbox.send_due() == 0
    assert states() == [("failed", outbox.MOST_ATTEMPTS, "its sender died")]


def test_while_somebody_sends_it_nobody_else_does(sms):
    delivery = DeliveryFactory()
    claimed = outbox.claim()
    assert claimed is not None
    assert (outbox.claim(), outbox.send_one(delivery.pk)) == (None, False)
    with clock.stopped_at(NOON + outbox.LEASE):
        assert outbox.send_one(delivery.pk) is True
        outbox.try_later(claimed, "late news of the first sender")
    assert states() == [("sent", 2, "")]
    assert len(sms) == 1


def test_one_that_waits_for_the_morning_waits(sms):
    DeliveryFactory(next_try_at=NOON + timedelta(hours=1))
    assert outbox.send_due() == 0
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert outbox.send_due() == 1


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("read on the site", lambda row: setattr(row.notice, "read_at", NOON)),
        ("too late", lambda row: setattr(row.notice, "not_after", NOON)),
        ("account closed", lambda row: setattr(row.notice.person, "is_active", False)),
        ("not wanted", lambda row: ChoiceFactory(person=row.notice.person, level=Level.NONE)),
    ],
)
def test_what_is_not_needed_any_more_is_left_out(reason, change, sms):
    delivery = DeliveryFactory()
    change(delivery)
    delivery.notice.save()
    delivery.notice.person.save()
    outbox.send_due()
    assert states() == [("skipped", 1, reason)]
    assert sms == []


def test_a_letter_to_nowhere_is_left_out():
    DeliveryFactory(channel=Channel.EMAIL)
    outbox.send_due()
    assert states() == [("skipped", 1, "no address")]


def test_one_that_fails_does_not_hold_up_the_others(down):
    DeliveryFactory.create_batch(3)
    assert outbox.send_due() == 3
    assert {state for state, _attempts, _error in states()} == {"pending"}


def test_a_sweep_ends(sms):
    DeliveryFactory.create_batch(3)
    assert outbox.send_due(most=2) == 2
    assert len(sms) == 2
