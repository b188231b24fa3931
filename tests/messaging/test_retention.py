from datetime import timedelta

import pytest

from common import clock
from messaging.enums import DeliveryState
from messaging.models import Delivery, Notice
from messaging.tasks import forget_old
from tests.factories.messaging import DeliveryFactory, NoticeFactory
from unions.actions import close_account

pytestmark = pytest.mark.django_db


def days_ago(days: int):
    return clock.now() - timedelta(days=days)


@pytest.mark.parametrize(
    ("age", "read", "kept"),
    [(179, True, 1), (181, True, 0), (181, False, 1), (729, False, 1), (731, False, 0)],
)
def test_read_ones_go_after_half_a_year_unread_ones_after_two(age, read, kept):
    NoticeFactory(at=days_ago(age), read_at=days_ago(age) if read else None)
    assert forget_old() == 1 - kept
    assert forget_old() == 0
    assert Notice.objects.count() == kept


def test_what_was_sent_goes_with_half_a_year_too():
    sent = {"state": DeliveryState.SENT, "sent_at": clock.now()}
    DeliveryFactory(notice__at=days_ago(181), **sent)
    waiting = DeliveryFactory(notice__at=days_ago(181))
    young = DeliveryFactory(notice__at=days_ago(179), **sent)
    assert forget_old() == 0
    assert set(Delivery.objects.all()) == {waiting, young}


def test_what_came_while_an_account_was_being_closed_goes(worker):
    NoticeFactory(person=worker)
    close_account(person=worker)
    assert forget_old() == 1
