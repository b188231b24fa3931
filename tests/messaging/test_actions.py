"""Leaving messages: once each, in the reader's language, with the caller's transaction."""

from datetime import datetime

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.clock import SHANGHAI
from messaging import kinds
from messaging.actions import notify
from messaging.kinds import Kind
from messaging.models import Notice
from tests.factories.homes import HomeFactory
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
        assert (notice.title, notice.text) == ("取消", "示例之家 2026-11-24 19:00")
    with override("en"):
        assert (str(notice), notice.text) == ("Cancel", "Example home 2026-11-24 19:00")


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
