"""The province watches over deliveries, sends failed ones again, and reads nobody's messages."""

import pytest
from django.urls import reverse

from messaging.enums import Channel, DeliveryState
from messaging.models import Delivery
from tests.factories.messaging import DeliveryFactory, PreferencesFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:messaging_delivery_changelist")


def again(client, *rows: Delivery):
    data = {"action": "send_again", "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, data, follow=True)


def test_numbers_and_contents_are_hidden(client, province):
    failed = DeliveryFactory(state=DeliveryState.FAILED, error="down")
    letter = DeliveryFactory(channel=Channel.EMAIL)
    PreferencesFactory(person=letter.notice.person, email="zhang@example.com")
    client.force_login(province)
    for address in (LIST, reverse("admin:messaging_delivery_change", args=[failed.pk])):
        page = client.get(address).content.decode()
        assert failed.notice.person.masked_phone in page
        assert failed.notice.person.phone not in page
        assert "停电检修" not in page
    page = client.get(LIST).content.decode()
    assert "z***@example.com" in page
    assert "zhang@example.com" not in page


def test_what_failed_is_sent_again(client, province):
    failed = DeliveryFactory(state=DeliveryState.FAILED, attempts=6)
    sent = DeliveryFactory(state=DeliveryState.SENT, sent_at="2026-11-24T12:00:00+08:00")
    client.force_login(province)
    page = again(client, failed, sent).content.decode()
    assert "1 条消息已重新进入发送队列。" in page
    assert "只有发送失败的才能重发。" in page
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("pending", 0)


@pytest.mark.parametrize("role", ["city", "county", "home_cadre"])
def test_below_the_province_nobody_sees_them(role, request, client):
    failed = DeliveryFactory(state=DeliveryState.FAILED)
    client.force_login(request.getfixturevalue(role))
    assert client.get(LIST).status_code == 403
    assert again(client, failed).status_code == 403
    failed.refresh_from_db()
    assert failed.state == DeliveryState.FAILED


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_list_takes_the_same_queries(count, client, province, django_assert_num_queries):
    for row in DeliveryFactory.create_batch(count):
        PreferencesFactory(person=row.notice.person)
    client.force_login(province)
    client.get(LIST)
    with django_assert_num_queries(16):
        client.get(LIST)
