"""The processes under `make run`, with real processes in their place."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.embedded import children
from common.embedded.children import MARK, Child, end_orphans, stop_all
from common.embedded.processes import portal_children
from common.embedded.starter import Starter
from common.embedded.surroundings import surroundings

SLEEP = "import time; time.sleep(60)"
FORKS = "import os, time; os.fork(); print(os.getpid(), flush=True); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(60)"
)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def make_child(tmp_path: Path) -> Iterator[Callable[[str], Child]]:
    made: list[Child] = []

    def make(script: str) -> Child:
        environment = dict(os.environ) | {MARK: str(tmp_path)}
        log = tmp_path / f"{len(made)}.log"
        child = Child("child", [sys.executable, "-c", script], environment, log)
        made.append(child)
        return child

    yield make
    for child in made:
        if child.process is not None:
            children.kill_group(child.process.pid)
            child.process.wait()


def test_a_child_writes_to_its_log_and_is_stopped(make_child: Callable[[str], Child]) -> None:
    child = make_child(f"print('hello', flush=True); {SLEEP}")
    child.start()
    wait_until(lambda: child.log.read_text() == "hello\n")
    stop_all([child])
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM


def test_one_that_does_not_want_to_stop_is_killed(
    make_child: Callable[[str], Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "STOP_SECONDS", 0.3)
    child = make_child(STUBBORN)
    child.start()
    wait_until(lambda: child.log.read_text() == "up\n")
    stop_all([child])
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_what_a_dead_child_left_in_its_group_is_ended(
    make_child: Callable[[str], Child], capsys: pytest.CaptureFixture[str]
) -> None:
    child = make_child(FORKS)
    child.start()
    wait_until(lambda: len(child.log.read_text().split()) == 2)
    assert child.process is not None
    orphan = next(
        int(pid) for pid in child.log.read_text().split() if int(pid) != child.process.pid
    )
    child.process.kill()
    child.process.wait()
    assert is_alive(orphan)
    child.bury()
    wait_until(lambda: not is_alive(orphan))
    assert capsys.readouterr().err == f"portal: child ended (SIGKILL), see {child.log}\n"


def test_one_that_dies_young_waits_longer_each_time(make_child: Callable[[str], Child]) -> None:
    child = make_child("raise SystemExit(3)")
    assert child.may_start()
    for deaths in (1, 2):
        child.start()
        wait_until(child.has_ended)
        child.bury()
        assert child.early_ends == deaths
        assert not child.may_start()
    child.started -= 2 ** (2 - 1)
    assert child.may_start()


def test_a_long_life_clears_the_record(make_child: Callable[[str], Child]) -> None:
    child = make_child("pass")
    child.early_ends = 5
    child.start()
    wait_until(child.has_ended)
    child.started -= children.SHORT_LIFE_SECONDS
    child.bury()
    assert child.early_ends == 0
    assert child.may_start()


def test_orphans_are_found_by_their_mark_alone(
    make_child: Callable[[str], Child], tmp_path: Path
) -> None:
    child = make_child(SLEEP)
    child.start()
    other = subprocess.Popen([sys.executable, "-c", SLEEP], env={MARK: f"{tmp_path}-other"})
    end_orphans(str(tmp_path))
    assert child.process is not None
    assert child.process.wait(5) == -signal.SIGTERM
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_child_goes_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from common.embedded.children import Child;"
        f"c = Child('c', [sys.executable, '-c', {SLEEP!r}], {{}}, Path({str(tmp_path / 'log')!r}));"
        f"c.start(); print(c.process.pid, flush=True); {SLEEP}"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    wait_until(lambda: not is_alive(child))


class TestStarter:
    def test_without_make_nothing_stops_us(self) -> None:
        assert not Starter({}).is_stopping()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
    def test_a_signal_to_make_alone_is_noticed(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        script = (
            "import os, time; from common.embedded.starter import Starter;"
            "s = Starter(os.environ); print('up', flush=True);"
            "exec('while not s.is_stopping(): time.sleep(0.02)'); print('stopping', flush=True)"
        )
        project = Path(__file__).resolve().parents[2]
        (tmp_path / "Makefile").write_text(
            f'run:\n\t@cd {project}; exec {sys.executable} -c "$$S"\n'
        )
        outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        with subprocess.Popen(
            ["make", "run"],
            cwd=tmp_path,
            env=outside | {"S": script},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # a shell starts its background jobs with SIGINT ignored and nohup all with SIGHUP,
            # and make would keep it so
            preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
        ) as make:
            assert make.stdout is not None
            assert make.stdout.readline() == "up\n"
            make.send_signal(number)
            rest = make.stdout.read()
        assert rest == "stopping\n"


class TestSurroundings:
    def environ(self, listener: int, **more: str) -> dict[str, str]:
        return {"PORTAL_LISTENER": str(listener)} | more

    @pytest.fixture
    def listener(self) -> Iterator[int]:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            yield taken.fileno()

    def test_demo_is_the_default_and_told(self, listener: int, tmp_path: Path) -> None:
        around = surroundings(self.environ(listener, DATA_DIR=str(tmp_path)))
        told = around.for_children(demo=True)
        assert around.demo
        assert told["PORTAL_DEMO"] == "1"
        assert told["BASE_URL"] == around.address
        assert "SECRET_KEY" not in told

    def test_a_real_database_rules_demo_out(self, listener: int, tmp_path: Path) -> None:
        url = "postgresql://user@host/name"
        around = surroundings(
            self.environ(listener, DATA_DIR=str(tmp_path), DATABASE_URL=url, DEMO="1")
        )
        told = around.for_children(demo=True)
        assert not around.demo
        assert told["PORTAL_DEMO"] == "0"
        assert told["SECRET_KEY"] == around.for_children(demo=True)["SECRET_KEY"] != ""
        assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600

    def test_the_operators_word_counts(self, listener: int, tmp_path: Path) -> None:
        given = {"BASE_URL": "https://homes.example.org", "SECURE_COOKIES": "1", "DEMO": "0"}
        around = surroundings(self.environ(listener, DATA_DIR=str(tmp_path), **given))
        told = around.for_children(demo=False)
        assert {name: told[name] for name in ("BASE_URL", "SECURE_COOKIES")} == {
            "BASE_URL": "https://homes.example.org",
            "SECURE_COOKIES": "1",
        }
        assert told["PORTAL_DEMO"] == "0"

    def test_the_web_inherits_the_port(self, listener: int, tmp_path: Path) -> None:
        around = surroundings(self.environ(listener, DATA_DIR=str(tmp_path)))
        web, worker, beat = portal_children(around, {})
        assert f"fd://{listener}" in web.command
        assert [child.keep_fds for child in (web, worker, beat)] == [(listener,), (), ()]
