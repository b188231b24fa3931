"""Several senders at once, and senders that are killed: each message is sent once, none is lost."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from common import clock
from messaging import outbox
from messaging.actions import notify
from messaging.enums import DeliveryState
from messaging.models import Delivery, Notice
from tests.factories.messaging import DeliveryFactory
from tests.factories.unions import PersonFactory
from tests.live import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = """
import django
django.setup()
from messaging.outbox import send_due
send_due()
"""


@pytest.fixture
def gateway(tmp_path, settings, monkeypatch):
    settings.SMS_BACKEND = "tests.messaging.gateway.Gateway"
    monkeypatch.setenv("GATEWAY", str(tmp_path))
    monkeypatch.setenv("DEADLY", "0")
    return tmp_path


def asked(folder) -> Counter:
    """How often the gateway was asked to send each id."""
    return Counter(line.split()[0] for line in (folder / "asked").read_text().splitlines())


def in_threads(count: int, do) -> None:
    """Run `do` at once in so many threads, each on its own connection."""

    def run(number: int) -> None:
        try:
            do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, range(count)))


def test_four_senders_share_the_work(gateway):
    ids = {str(row.uuid) for row in DeliveryFactory.create_batch(60)}
    in_threads(4, lambda number: outbox.send_due())
    assert asked(gateway) == dict.fromkeys(ids, 1)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_killed_senders_lose_nothing_and_repeat_nothing(gateway):
    """Two rounds of two processes; one in five calls of the gateway is a sender's last."""
    ids = {str(row.uuid) for row in DeliveryFactory.create_batch(40)}
    deadly = environment() | {
        "GATEWAY": str(gateway),
        "DEADLY": "1",
        "SMS_BACKEND": "tests.messaging.gateway.Gateway",
    }
    command = [sys.executable, "-c", SENDER]
    ends = []
    for _round in range(2):
        senders = [subprocess.Popen(command, cwd=ROOT, env=deadly) for _sender in range(2)]
        ends += [sender.wait(timeout=120) for sender in senders]
    assert -9 in ends
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING).count()
    assert stuck == ends.count(-9)
    outbox.send_due()  # what the dead had not begun
    assert Delivery.objects.exclude(state=DeliveryState.SENT).count() == stuck
    with clock.stopped_at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        outbox.send_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert {path.stem for path in gateway.glob("*.sms")} == ids
    assert set(asked(gateway)) == ids  # the same id at each attempt


def test_the_same_news_from_ten_places_is_left_once(gateway):
    person = PersonFactory()

    def tell(number: int) -> None:
        notify(
            person=person,
            kind="booking_cancelled",
            key="booking_cancelled:1:",
            home="示例之家",
            space="书法室",
            when=clock.now() + timedelta(hours=1),
            note="",
        )

    in_threads(10, tell)
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
