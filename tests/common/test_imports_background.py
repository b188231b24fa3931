"""An import happens once: by two workers, cancelled half way, or its worker killed on the way."""

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from common import clock, tasks
from common.enums import ImportState
from common.errors import Refusal
from common.imports import queueing, working
from common.models import AuditEntry, ImportBatch
from homes.models import Visit
from tests.live import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)
A_WHILE = timedelta(minutes=5)
ROWS = 3000


def content(home, rows=ROWS) -> bytes:
    first = clock.today() - timedelta(days=rows)
    days = "".join(f"{home.code},{first + timedelta(days=day)},{day}\n" for day in range(rows))
    return f"家编号,日期,人次\n{days}".encode()


@pytest.fixture
def batch(home, home_cadre):
    """A file of three chunks, checked and confirmed."""
    batch = queueing.request_check(
        kind="visits", content=content(home), file_name="a.csv", datum="wgs84", by=home_cadre
    )
    working.work_on(batch.pk)
    queueing.confirm(batch=batch, answers={}, by=home_cadre)
    ImportBatch.objects.update(queued_at=clock.now() - A_WHILE)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.created) == ("saving", ROWS, ROWS)
    return batch


@contextmanager
def saving_stands_still(home):
    """Let whoever saves visits wait in the second chunk, until the block ends."""
    day = clock.today() - timedelta(days=ROWS - 1500)
    side = connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                'INSERT INTO homes_visit (home_id, "on", person_times, method)'
                " VALUES (%s, %s, 1, 'typed')",
                [home.pk, day],
            )
            yield
            cursor.execute("ROLLBACK")
    finally:
        side.close()


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def is_half_way(batch):
    batch.refresh_from_db()
    return batch.state == ImportState.SAVING and 0 < batch.progress < 100


def endings(batch):
    """What the audit log says about how the import ended."""
    entries = AuditEntry.objects.filter(model="common.importbatch", row=batch.pk)
    return sorted(entries.exclude(action="import confirmed").values_list("action", flat=True))


def save_in_thread(batch):
    def work():
        working.work_on(batch.pk)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    return thread


def test_a_confirmed_file_is_taken_in_once(batch):
    working.work_on(batch.pk)
    batch.refresh_from_db()
    first = batch.finished_at
    working.work_on(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.progress, batch.finished_at) == ("done", 100, first)
    assert Visit.objects.count() == ROWS
    assert endings(batch) == ["import"]


def test_two_workers_take_it_in_once(batch, home):
    with saving_stands_still(home):
        threads = [save_in_thread(batch) for _ in range(2)]
        wait_until(lambda: sum(thread.is_alive() for thread in threads) == 1)
        wait_until(lambda: is_half_way(batch))
    for thread in threads:
        thread.join()
    assert Visit.objects.count() == ROWS
    assert endings(batch) == ["import"]


def test_cancelled_half_way_nothing_is_saved(batch, home, home_cadre):
    with saving_stands_still(home):
        thread = save_in_thread(batch)
        wait_until(lambda: is_half_way(batch))
        queueing.cancel(batch=batch, by=home_cadre)
    asked = time.monotonic()
    thread.join()
    assert time.monotonic() - asked < 2
    batch.refresh_from_db()
    assert (batch.state, Visit.objects.count(), batch.changes.count()) == ("cancelled", 0, 0)
    assert endings(batch) == ["import cancelled"]


def test_cancelled_after_the_last_row_nothing_is_saved_either(batch, home_cadre, monkeypatch):
    ended = working.ended

    def cancel():
        queueing.cancel(batch=batch, by=home_cadre)
        connection.close()

    def cancelled_just_before(outcome):
        # On a connection of its own, as another process would.
        thread = Thread(target=cancel)
        thread.start()
        thread.join()
        return ended(outcome)

    monkeypatch.setattr(working, "ended", cancelled_just_before)
    working.work_on(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Visit.objects.count(), batch.changes.count()) == ("cancelled", 0, 0)


def test_a_finished_import_cannot_be_cancelled_nor_confirmed_again(batch, home_cadre):
    working.work_on(batch.pk)
    with pytest.raises(Refusal) as refusal:
        queueing.cancel(batch=batch, by=home_cadre)
    assert refusal.value.code == "finished"
    with pytest.raises(Refusal) as refusal:
        queueing.confirm(batch=batch, answers={}, by=home_cadre)
    assert refusal.value.code == "not_checked"


def test_an_import_that_breaks_says_so(batch):
    batch.files.all().delete()
    with pytest.raises(Exception, match="ImportFile"):
        working.work_on(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert batch.error.startswith("DoesNotExist")
    assert endings(batch) == ["import failed"]


def test_abandoned_imports_are_old_unfinished_and_in_nobodys_hands(batch, home, home_cadre):
    def another(state, **fields):
        return ImportBatch.objects.create(kind="visits", at=clock.now(), state=state, **fields)

    another("queued")
    another("cancelled", queued_at=clock.now() - A_WHILE)
    another("checked", queued_at=clock.now() - A_WHILE)
    assert working.abandoned() == [batch.pk]
    with saving_stands_still(home):
        thread = save_in_thread(batch)
        wait_until(lambda: is_half_way(batch))
        assert working.abandoned() == []
    thread.join()
    assert working.abandoned() == []


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
def test_a_killed_workers_import_is_taken_in_once_by_the_next(batch, home):
    with saving_stands_still(home), worker() as first:
        tasks.work_on_import.delay(batch.pk)
        wait_until(lambda: is_half_way(batch))
        first.kill()
        first.wait()
    assert (batch.state, Visit.objects.count()) == ("saving", 0)
    wait_until(lambda: working.abandoned() == [batch.pk])
    with worker():
        tasks.resume_imports.delay()
        wait_until(lambda: ImportBatch.objects.get(pk=batch.pk).state == "done")
    assert Visit.objects.count() == ROWS
    assert batch.changes.count() == ROWS
    assert endings(batch) == ["import"]
