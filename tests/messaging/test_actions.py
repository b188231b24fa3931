"""Leaving messages: once each, in the reader's language, with the caller's transaction."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from messaging import actions, kinds
from messaging.actions import notify
from messaging.enums import Channel, DeliveryState, Group, Level
from messaging.kinds import Kind
from messaging.models import Choice, Delivery, Notice, Preferences, preferences_of
from tests.factories.homes import HomeFactory
from tests.factories.messaging import (
    ChoiceFactory,
    DeliveryFactory,
    NoticeFactory,
    PreferencesFactory,
)
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 24, 19, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def kind():
    kinds.register(Kind("example", _("Cancel"), "%(home)s %(when)s"))
    yield
    kinds._kinds.pop("example")


def test_a_message_is_left_once_for_each_key(worker):
    assert notify(person=worker, kind="example", key="a") is True
    assert notify(person=worker, kind="example", key="a") is False
    assert notify(person=worker, kind="example", key="b") is True
    assert Notice.objects.count() == 2


def test_it_reads_in_the_language_of_its_reader(worker):
    home = HomeFactory(name="示例之家", name_en="Example home")
    notify(person=worker, kind="example", key="a", home=home, when=WHEN)
    notice = Notice.objects.get()
    with override("zh-hans"):
        assert (notice.title, notice.text) == ("取消", "示例之家 11月24日（周二）19:00")
    with override("en"):
        assert (str(notice), notice.text) == ("Cancel", "Example home Tue 24 Nov, 19:00")


def test_nothing_is_left_for_nobody_or_a_closed_account():
    closed = PersonFactory(is_active=False)
    assert notify(person=None, kind="example", key="a") is False
    assert notify(person=closed, kind="example", key="a") is False
    assert Notice.objects.count() == 0


def test_it_goes_with_the_change_that_failed(worker):
    with transaction.atomic():
        notify(person=worker, kind="example", key="a")
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0


def test_a_kind_nobody_registered_is_an_error_at_once(worker):
    with pytest.raises(KeyError):
        notify(person=worker, kind="unheard", key="a")


def test_unread(worker):
    notify(person=worker, kind="example", key="a")
    notify(person=worker, kind="example", key="b")
    Notice.objects.filter(key="a").update(read_at=WHEN)
    assert [notice.key for notice in Notice.objects.unread()] == ["b"]


NOON = WHEN.replace(hour=12)


def leave(person, kind: str = "booking_cancelled", **options) -> list[tuple]:
    """Leave a message about something at noon tomorrow; its deliveries."""
    values = {"home": "示例之家", "space": "书法室", "when": NOON + timedelta(days=1), "note": ""}
    notify(person=person, kind=kind, key=f"{kind}:1", **(values | options))
    rows = Delivery.objects.order_by("channel")
    return list(rows.values_list("channel", "next_try_at"))


@pytest.mark.parametrize(
    ("kind", "level", "channels"),
    [
        ("booking_cancelled", None, ["sms"]),
        ("booking_approved", None, []),
        ("booking_reminder", None, []),
        ("booking_cancelled", Level.NONE, []),
        ("booking_approved", Level.IMPORTANT, []),
        ("booking_approved", Level.ALL, ["sms"]),
    ],
)
def test_by_sms_goes_what_is_important_or_chosen(kind, level, channels, worker):
    if level:
        ChoiceFactory(person=worker, group=Group.BOOKINGS, channel=Channel.SMS, level=level)
    with clock.stopped_at(NOON):
        assert leave(worker, kind) == [(channel, NOON) for channel in channels]


def test_a_confirmed_address_gets_everything(worker):
    PreferencesFactory(person=worker, email="zhang@example.com")
    with clock.stopped_at(NOON):
        assert leave(worker, "booking_approved") == [("email", NOON)]


def test_at_night_an_sms_waits_and_a_letter_does_not(worker):
    PreferencesFactory(person=worker, email="zhang@example.com")
    night, morning = NOON.replace(hour=23), NOON.replace(hour=7) + timedelta(days=1)
    with clock.stopped_at(night):
        assert leave(worker) == [("email", night), ("sms", morning)]


def test_what_begins_early_does_not_wait(worker):
    night = NOON.replace(hour=23)
    with clock.stopped_at(night):
        assert leave(worker, when=night + timedelta(hours=8)) == [("sms", night)]


def test_it_goes_out_once_the_change_is_committed(worker, django_capture_on_commit_callbacks):
    with clock.stopped_at(NOON), django_capture_on_commit_callbacks() as callbacks:
        leave(worker)
    assert len(callbacks) == 1
    with clock.stopped_at(NOON.replace(hour=23)), django_capture_on_commit_callbacks() as none:
        notify(person=worker, kind="booking_cancelled", key="b", home="", space="", note="")
    assert none == []


def test_read_once(worker):
    notice = NoticeFactory(person=worker)
    with clock.stopped_at(WHEN):
        actions.read(notice=notice)
    actions.read(notice=notice)
    notice.refresh_from_db()
    assert notice.read_at == WHEN


def test_what_is_settled_is_new_no_longer(worker, member):
    for person in (worker, member):
        NoticeFactory(person=person, key="offer")
        NoticeFactory(person=person, key="other")
    assert actions.settled(person=worker, key="offer") == 1
    assert actions.settled(person=worker, key="offer") == 0
    unread = Notice.objects.unread().values_list("person", "key")
    assert set(unread) == {(worker.pk, "other"), (member.pk, "offer"), (member.pk, "other")}


def test_all_of_ones_own_are_read(worker, member):
    NoticeFactory.create_batch(2, person=worker)
    other = NoticeFactory(person=member)
    assert actions.read_all(person=worker) == 2
    assert list(Notice.objects.unread()) == [other]


def test_choices_are_kept_and_changed(worker):
    for level in (Level.ALL, Level.NONE):
        levels = {(Group.BOOKINGS, Channel.SMS): level}
        actions.choose(person=worker, language="en", levels=levels)
    assert list(Choice.objects.values_list("level", flat=True)) == [Level.NONE]
    assert preferences_of(worker).language == "en"


def test_forgotten_with_the_account(worker, member):
    for person in (worker, member):
        DeliveryFactory(notice__person=person)
        PreferencesFactory(person=person, email="a@example.com")
        ChoiceFactory(person=person)
    actions.forget(person=worker)
    for model in (Notice, Delivery, Preferences, Choice):
        assert model.objects.count() == 1


def test_what_failed_is_tried_anew_under_the_same_id(province):
    failed = DeliveryFactory(state=DeliveryState.FAILED, attempts=6, error="down")
    actions.retry(delivery=failed, by=province)
    again = Delivery.objects.get()
    assert (again.state, again.attempts, again.uuid) == ("pending", 0, failed.uuid)
    assert AuditEntry.objects.get(action="retry_delivery").actor == province


def test_what_was_sent_is_not_sent_again(province):
    sent = DeliveryFactory(state=DeliveryState.SENT, sent_at=WHEN)
    with pytest.raises(Refusal) as refusal:
        actions.retry(delivery=sent, by=province)
    assert refusal.value.code == "state"


def test_an_offer_that_lapses_before_the_morning_does_not_wait(worker):
    night = NOON.replace(hour=23)
    far = {"when": NOON + timedelta(days=3), "until": night + timedelta(minutes=30)}
    with clock.stopped_at(night):
        found = leave(worker, "waitlist_offered", not_after=far["until"], **far)
    assert found == [("sms", night)]
