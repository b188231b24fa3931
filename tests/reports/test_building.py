"""A report is finished once: built twice, cancelled, or its worker killed on the way."""

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from reports import actions, building, tasks
from reports.enums import FileFormat, ReportState
from reports.models import Report, Standard
from reports.reference import load_standards
from tests.live import ROOT, environment
from tests.reports.world import make_home

pytestmark = pytest.mark.django_db(transaction=True)
A_WHILE = timedelta(minutes=5)


@pytest.fixture
def report(tree):
    load_standards()
    make_home(tree["350581"])
    return Report.objects.create(
        kind="coverage",
        union=tree["350500"],
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
        queued_at=clock.now() - A_WHILE,
    )


@contextmanager
def reading_stands_still():
    """Let whoever reads the sessions, half way through a report, wait until the block ends."""
    side = connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE services_session IN ACCESS EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        side.close()


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def endings(report):
    """What the audit log says about how the report ended."""
    entries = AuditEntry.objects.filter(model="reports.report", row=report.pk)
    return sorted(entries.values_list("action", flat=True))


def is_half_way(report):
    report.refresh_from_db()
    return report.state == ReportState.RUNNING and report.progress > 0


def build_in_thread(report):
    def work():
        building.build_report(report.pk)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    return thread


def test_a_report_is_built_with_its_files(report):
    building.build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.progress, report.error) == ("done", 100, "")
    assert report.payload["homes"] == 1
    assert report.digest == report.payload["hash"]
    assert set(report.files.values_list("format", flat=True)) == set(FileFormat.values)
    assert endings(report) == ["report done"]


def test_building_it_again_changes_nothing(report):
    building.build_report(report.pk)
    report.refresh_from_db()
    first = (report.finished_at, report.digest, list(report.files.values_list("pk", flat=True)))
    building.build_report(report.pk)
    report.refresh_from_db()
    again = (report.finished_at, report.digest, list(report.files.values_list("pk", flat=True)))
    assert again == first
    assert endings(report) == ["report done"]


def test_two_workers_on_one_report_finish_it_once(report):
    with reading_stands_still():
        threads = [build_in_thread(report) for _ in range(2)]
        wait_until(lambda: sum(thread.is_alive() for thread in threads) == 1)
        wait_until(lambda: is_half_way(report))
    for thread in threads:
        thread.join()
    report.refresh_from_db()
    assert report.state == ReportState.DONE
    assert endings(report) == ["report done"]


def test_a_report_cancelled_half_way_stays_cancelled(report, city):
    with reading_stands_still():
        thread = build_in_thread(report)
        wait_until(lambda: is_half_way(report))
        actions.cancel_report(report=report, by=city)
    thread.join()
    report.refresh_from_db()
    assert (report.state, report.payload, report.files.count()) == ("cancelled", None, 0)
    assert endings(report) == ["report cancelled"]


def test_a_finished_report_cannot_be_cancelled(report, city):
    building.build_report(report.pk)
    with pytest.raises(Refusal) as refusal:
        actions.cancel_report(report=report, by=city)
    assert refusal.value.code == "finished"


def test_a_cancelled_report_is_not_built(report, city):
    actions.cancel_report(report=report, by=city)
    building.build_report(report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.CANCELLED


def test_a_report_that_cannot_be_built_says_why(report):
    Standard.objects.all().delete()
    with pytest.raises(Standard.DoesNotExist):
        building.build_report(report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert report.error.startswith("DoesNotExist")
    assert endings(report) == ["report failed"]


def test_abandoned_reports_are_old_unfinished_and_in_nobodys_hands(report, tree):
    def another(**fields):
        same = {"kind": "funding", "union": tree["350500"], "starts_on": "2026-01-01"}
        return Report.objects.create(ends_on="2026-01-31", **same, **fields)

    another()
    another(state=ReportState.CANCELLED, queued_at=clock.now() - A_WHILE)
    another(state=ReportState.FAILED, queued_at=clock.now() - A_WHILE)
    assert building.abandoned() == [report.pk]
    with reading_stands_still():
        thread = build_in_thread(report)
        wait_until(lambda: is_half_way(report))
        assert building.abandoned() == []
    thread.join()
    assert building.abandoned() == []


@contextmanager
def worker():
    """A Celery worker of its own on the test's database and broker."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "ERROR"]
    command += ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.xdist_group("broker")  # one worker at a time: they take each other's tasks
def test_a_killed_worker_leaves_a_report_that_the_next_one_finishes_once(report):
    with reading_stands_still(), worker() as first:
        tasks.build_report.delay(report.pk)
        wait_until(lambda: is_half_way(report))
        first.kill()
        first.wait()
    report.refresh_from_db()
    assert (report.state, report.files.count()) == (ReportState.RUNNING, 0)
    wait_until(lambda: building.abandoned() == [report.pk])
    with worker():
        tasks.resume_reports.delay()
        wait_until(lambda: not Report.objects.unfinished().exists())
    report.refresh_from_db()
    assert (report.state, report.files.count()) == (ReportState.DONE, len(FileFormat))
    assert endings(report) == ["report done"]
