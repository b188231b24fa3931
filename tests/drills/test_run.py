"""`make run` under everything that may happen to it. Run by `make drill`; takes minutes."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.portal import Portal, answers, clean_environment, running, wait_until

SECOND_START_SECONDS = 10
STOP_SECONDS = 20
PROCESSES = ["web", "worker", "beat", "postgresql", "valkey", "keeper"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal whose first start is behind it, stopped."""
    made = Portal(tmp_path_factory.mktemp("drill") / "var")
    with running(made):
        pass
    yield made
    if made.make is not None and made.make.poll() is None:
        made.stop()


def kill(portal: Portal, name: str) -> None:
    os.kill(portal.pid_of(name), signal.SIGKILL)


def test_the_second_start_is_quick(portal: Portal) -> None:
    with running(portal):
        assert portal.seconds < SECOND_START_SECONDS


@pytest.mark.parametrize("victim", PROCESSES)
def test_a_killed_process_is_started_again(portal: Portal, victim: str) -> None:
    with running(portal):
        killed = portal.pid_of(victim)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: portal.pid_of_or_none(victim) not in (None, killed), 30, victim)
        wait_until(lambda: answers(f"{portal.url}/readyz"), 60, "readiness")
    with running(portal):
        assert answers(f"{portal.url}/readyz")


@pytest.mark.parametrize("victim", ["supervisor", "make"])
def test_nothing_outlives_a_killed_supervisor(portal: Portal, victim: str) -> None:
    with running(portal):
        kill(portal, victim)
        portal.wait_until_gone()
    with running(portal):
        assert answers(f"{portal.url}/readyz")


def test_it_starts_after_everything_was_killed_at_once(portal: Portal) -> None:
    with running(portal):
        names = ["supervisor", "keeper", "postgresql", "valkey", "web", "worker", "beat"]
        for pid in {*portal.processes(), *(portal.pid_of(name) for name in names)}:
            os.kill(pid, signal.SIGKILL)
        assert portal.make is not None
        portal.make.wait(STOP_SECONDS)
    with running(portal):
        assert answers(f"{portal.url}/readyz")


@pytest.mark.parametrize("to_all", [True, False], ids=["group", "make-alone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_it(portal: Portal, number: signal.Signals, to_all: bool) -> None:
    with running(portal):
        portal.send(number, to_all=to_all)
        portal.wait_until_gone(STOP_SECONDS)


def test_a_taken_port_is_said_in_one_sentence_before_anything_else(tmp_path: Path) -> None:
    second = Portal(tmp_path / "var")
    with socket.create_server(("127.0.0.1", second.port)):
        second.start()
        assert second.make is not None
        said = [second.lines.get(timeout=10), second.lines.get(timeout=10)]
        assert second.make.wait(10) == 2  # what make answers when its command ended with 1
    assert said[0].startswith(f"Port {second.port} on 127.0.0.1 cannot be used")
    assert said[1].startswith("make: ***")
    assert not second.data_dir.exists()


def test_a_port_that_is_no_port_is_refused(tmp_path: Path) -> None:
    said = subprocess.run(
        ["make", "run", "PORT=eighty", f"DATA_DIR={tmp_path}/var"],
        cwd=Portal(tmp_path).checkout,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert "PORT must be a number from 1 to 65535, not 'eighty'." in said.stderr


def test_one_data_directory_runs_once(portal: Portal) -> None:
    other = Portal(portal.data_dir)
    with running(portal):
        other.start()
        assert "runs already" in other.lines.get(timeout=30)
        assert other.make is not None
        assert other.make.wait(10) == 2
        assert answers(f"{portal.url}/readyz")


def test_two_portals_at_once(portal: Portal, tmp_path: Path) -> None:
    with running(portal), running(Portal(tmp_path / "var")) as other:
        assert answers(f"{portal.url}/readyz")
        assert answers(f"{other.url}/readyz")


@pytest.mark.parametrize("seconds", [0.5, 2, 4, 8])
def test_an_interrupted_first_start_is_made_good(tmp_path: Path, seconds: float) -> None:
    begun = Portal(tmp_path / "var")
    begun.start()
    time.sleep(seconds)
    begun.send(signal.SIGKILL)
    assert begun.make is not None
    begun.make.wait()
    with running(begun):
        assert answers(f"{begun.url}/readyz")
        assert answers(f"{begun.url}/api/v1/homes/")


def test_it_starts_with_an_empty_environment(tmp_path: Path) -> None:
    bare = Portal(tmp_path / "var")
    bare.environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    with running(bare):
        assert answers(f"{bare.url}/readyz")
