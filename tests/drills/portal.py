"""A whole portal under `make run`, as a drill handles it: started, looked at, killed."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common.embedded import locks
from common.embedded.layout import Layout, layout

PROJECT = Path(__file__).resolve().parents[2]
OURS = (
    "PORTAL_",
    "DATA_DIR",
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_",
    "SECRET_KEY",
    "PYTEST_",
    "MAKE",
)
FIRST_START_SECONDS = 180


def clean_environment() -> dict[str, str]:
    """The environment of the drill without what the test session put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Portal:
    """One data directory and the `make run` on it."""

    data_dir: Path
    checkout: Path = PROJECT
    port: int = field(default_factory=free_port)
    options: dict[str, str] = field(default_factory=lambda: {"DEMO": "0"})
    prefix: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=clean_environment)
    make: subprocess.Popen[str] | None = None
    seconds: float = 0  # that the last start took
    lines: "queue.Queue[str]" = field(default_factory=queue.Queue)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> Layout:
        return layout(self.data_dir)

    def start(self) -> None:
        """Begin `make run`; see `wait_until_ready`."""
        told = {"PORT": str(self.port), "DATA_DIR": str(self.data_dir)} | self.options
        self.lines = queue.Queue()
        self.make = subprocess.Popen(
            [*self.prefix, "make", "--no-print-directory", "run"],
            cwd=self.checkout,
            env=self.environment | told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, args=[self.make, self.lines], daemon=True).start()

    def wait_until_ready(self, seconds: float = FIRST_START_SECONDS) -> None:
        """Wait for the line `ready: …`."""
        began = time.monotonic()
        said = []
        while True:
            try:
                line = self.lines.get(timeout=max(0.1, began + seconds - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not ready within {seconds} s: {''.join(said)}") from None
            if line == f"ready: {self.url}\n":
                self.seconds = time.monotonic() - began
                return
            assert line, f"it ended: {''.join(said)}"
            said.append(line)

    def send(self, number: signal.Signals, *, to_all: bool = True) -> None:
        """A signal to the process group, as Ctrl-C does it, or to `make` alone."""
        assert self.make is not None
        (os.killpg if to_all else os.kill)(self.make.pid, number)

    def wait_until_gone(self, seconds: float = 20) -> None:
        """Wait for the end of `make` and of everything it started."""
        assert self.make is not None
        self.make.wait(seconds)
        wait_until(lambda: not self.processes(), seconds, "the end of all processes")
        wait_until(lambda: not locks.is_held(self.place.keeper_lock), seconds, "the keeper's end")

    def stop(self) -> None:
        self.send(signal.SIGTERM)
        self.wait_until_gone()

    def pid_of(self, name: str) -> int:
        """The process to kill for a drill."""
        if name == "keeper":
            return int(self.place.keeper_lock.read_text())
        assert self.make is not None
        if name == "make":
            return self.make.pid
        if name == "supervisor":
            return self._child_of(self.make.pid)
        if name in ("postgresql", "valkey"):
            words = {"postgresql": "postgres", "valkey": "valkey-server"}[name]
            return self._child_of(self.pid_of("keeper"), words)
        words = {"web": "gunicorn", "worker": "worker", "beat": "beat"}[name]
        return self._child_of(self.pid_of("supervisor"), words)

    def pid_of_or_none(self, name: str) -> int | None:
        try:
            return self.pid_of(name)
        except ValueError:  # not there, or its parent is not
            return None

    def processes(self) -> list[int]:
        """Every process of the portal that is marked as such, and the servers' keeper."""
        mark = f"PORTAL_OF={self.data_dir}".encode()
        return [
            pid
            for pid in _all_processes()
            if mark in _read(pid, "environ").split(b"\0") and _state(pid) != "Z"
        ]

    def _child_of(self, parent: int, word: str = "") -> int:
        """The oldest child of `parent` with `word` in its command line."""
        return min(
            pid
            for pid in _all_processes()
            if _parent(pid) == parent and word in _read(pid, "cmdline").decode(errors="replace")
        )

    @staticmethod
    def _read(make: subprocess.Popen[str], lines: "queue.Queue[str]") -> None:
        assert make.stdout is not None
        with make.stdout:
            for line in make.stdout:
                lines.put(line)
        lines.put("")  # it ended


@contextlib.contextmanager
def running(portal: Portal) -> Iterator[Portal]:
    """Start `portal`, wait until it is ready, stop it at the end."""
    portal.start()
    try:
        portal.wait_until_ready()
        yield portal
    finally:
        if portal.make is not None and portal.make.poll() is None:
            portal.stop()


def _all_processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _state(pid: int) -> str:
    return _read(pid, "stat").decode(errors="replace").rpartition(")")[2].split(maxsplit=1)[0] or ""


def _parent(pid: int) -> int | None:
    fields = _read(pid, "stat").decode(errors="replace").rpartition(")")[2].split()
    return int(fields[1]) if fields else None
