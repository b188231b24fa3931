"""Tasks of a killed worker: given back to the queue by Celery's own bookkeeping."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from common import embedded
from common.embedded.broker import DELIVERED, give_back_lost_tasks

APPLICATION = """
import os, time
from celery import Celery
app = Celery("lost", broker=os.environ["BROKER"])
app.conf.update(
    broker_transport_options={options!r},
    task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True,
)

@app.task
def note(seconds):
    with open({log!r}, "a") as log:
        log.write("begun\\n")
        log.flush()
        time.sleep(seconds)
        log.write("done\\n")
"""


@pytest.fixture
def servers() -> Iterator[embedded.Addresses]:
    """Servers of their own: on the suite's broker other tests' tasks may lie."""
    with embedded.temporary() as cluster:
        yield cluster.addresses


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_lost_task_is_done_at_once_by_the_next_worker(
    servers: embedded.Addresses, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.touch()
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    (tmp_path / "lost.py").write_text(APPLICATION.format(options=options, log=str(log)))
    environment = os.environ | {"BROKER": servers.celery_url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def worker() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "--app", "lost", "worker", "--concurrency", "1"]
        return subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end(process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    first = worker()
    send = "import lost; lost.note.delay(2)"
    subprocess.run([sys.executable, "-c", send], cwd=tmp_path, env=environment, check=True)
    wait_until(lambda: log.read_text() == "begun\n")
    end(first)
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.zcard(DELIVERED) == 1
        give_back_lost_tasks(servers.redis_url)
        second = worker()
        wait_until(lambda: log.read_text() == "begun\nbegun\ndone\n")
        wait_until(lambda: client.zcard(DELIVERED) == 0)
        end(second)


def test_an_empty_queue_stays_empty(servers: embedded.Addresses) -> None:
    give_back_lost_tasks(servers.redis_url)
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.keys("*") == []
