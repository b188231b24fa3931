"""A server process: how it is started, watched and stopped. The two servers fill in the rest."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from common.embedded import locks
from common.embedded.account import Account, die_with_parent
from common.embedded.binaries import Binaries
from common.embedded.errors import EmbeddedError
from common.embedded.layout import Layout, private_dir, runtime_base

START_TRIES = 5
START_SECONDS = 60  # replaying the log after a crash takes its time
STOP_SECONDS = 10
LOG_BYTES = 10_000_000  # a longer log is renamed to .1 at the next start


@dataclass
class Server(ABC):
    """One server of a data directory, as a child of the keeper."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    place: Layout
    account: Account
    programs: Binaries
    durable: bool
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @abstractmethod
    def prepare(self) -> None:
        """Make the files that the server starts from."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line, by absolute paths."""

    @abstractmethod
    def answers(self) -> bool:
        """True if a client gets an answer now."""

    @property
    def log(self) -> Path:
        return self.place.logs / f"{self.name}.log"

    def start(self) -> None:
        """Start the process and wait until it answers; one that dies at once is tried again."""
        deadline = time.monotonic() + START_SECONDS
        for attempt in range(START_TRIES):
            time.sleep(0.2 * attempt)
            self._spawn(deadline)
            while self.is_running() and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.02)
        self.stop()
        raise EmbeddedError(f"{self.name} did not start:\n{self.log_tail()}")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop the process, by force after STOP_SECONDS."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of the server's log, for an error message."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return "(no log)"

    def _spawn(self, deadline: float) -> None:
        """Start the process once every process of the one before it is gone.

        The server inherits the lock and so keeps it for exactly as long as it lives.
        """
        path = self.place.locks / f"{self.name}.lock"
        lock = locks.acquire(path, timeout=max(0.0, deadline - time.monotonic()))
        if lock is None:
            raise EmbeddedError(f"An older {self.name} of {self.place.data_dir} does not end.")
        private_dir(runtime_base(self.place.owner), 0o711, os.geteuid())
        private_dir(self.place.runtime, 0o700, self.account.uid)
        _rotate(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                **self.account.popen_args(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                preexec_fn=die_with_parent(self.stop_signal),
            )
        os.close(lock)


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
