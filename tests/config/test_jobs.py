"""The health of the timed jobs: by a real beat and worker, and where people see it."""

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bookings.enums import State
from common import clock
from common.jobs import make_known
from common.models import JobRun
from config.celery import app
from config.jobs_admin import NAMES
from tests.factories.bookings import ReservationFactory
from tests.live import ROOT, environment

ALIVE, RELEASE = "common.tasks.say_alive", "bookings.tasks.release_unclaimed"
LIST = "/admin/common/jobrun/"


@contextmanager
def celery(*arguments: str):
    """A Celery process of its own on the test's database and broker."""
    command = [sys.executable, "-m", "celery", "-A", "config", *arguments, "--loglevel", "ERROR"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(true, seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("broker")
def test_a_real_worker_and_beat_release_what_nobody_came_to_and_leave_word(tmp_path):
    """Released within a minute and a half of its grace, and the run is on record."""
    started = clock.now() - timedelta(minutes=30)
    booked = ReservationFactory(
        space__check_in_required=True, starts_at=started, created_at=started
    )
    worker = ("worker", "--pool", "solo", "--without-gossip", "--without-mingle")
    with celery(*worker), celery("beat", "--pidfile", str(tmp_path / "beat.pid")):
        wait_until(lambda: JobRun.objects.filter(task=RELEASE, succeeded_at__isnull=False))
        wait_until(lambda: JobRun.objects.filter(task=ALIVE, succeeded_at__isnull=False))
    booked.refresh_from_db()
    assert booked.state == State.NO_SHOW
    assert JobRun.objects.count() == len(app.conf.beat_schedule)


def test_every_job_has_a_name_for_people():
    assert set(app.conf.beat_schedule) - set(NAMES) == set()
    assert set(NAMES) - set(app.conf.beat_schedule) == set()


@pytest.fixture
def late(db):
    """Everything on time but one that has not run for two days, and one that fails."""
    make_known()
    two_days_ago = clock.now() - timedelta(days=2)
    JobRun.objects.filter(task=RELEASE).update(known_since=two_days_ago)
    JobRun.objects.filter(task=ALIVE).update(failed_at=clock.now(), error="OSError: no broker")


def test_the_province_sees_a_red_card_and_the_list(client, province, late):
    client.force_login(province)
    card = next(c for c in client.get("/admin/").context["cards"] if c.count and c.url == LIST)
    assert (str(card.title), card.count, card.urgent) == ("定时任务延误", 2, True)
    assert card.hint == "后台进程心跳, 释放无人到场的预约"
    page = client.get(LIST).content.decode()
    assert "OSError: no broker" in page
    assert "释放无人到场的预约" in page


def test_nobody_else_sees_it_and_without_trouble_there_is_no_card(client, county, province, late):
    client.force_login(county)
    assert LIST not in [card.url for card in client.get("/admin/").context["cards"]]
    assert client.get(LIST).status_code == 403
    JobRun.objects.all().delete()
    make_known()
    client.force_login(province)
    assert LIST not in [card.url for card in client.get("/admin/").context["cards"]]
