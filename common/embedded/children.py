"""The portal's own processes under `make run`: started, started again, stopped, cleaned up."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common.embedded.account import die_with_parent

MARK = "PORTAL_OF"  # an environment variable of all children: by it a later start finds orphans
STOP_SECONDS = 10
SHORT_LIFE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 30


@dataclass
class Child:
    """One process with all that it forks, in a process group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    # what the kernel sends it when the supervisor is killed
    farewell: signal.Signals = signal.SIGTERM
    keep_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    early_ends: int = field(default=0, init=False)  # how often in a row it died young

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.keep_fds,
                start_new_session=True,  # Ctrl-C reaches the supervisor only
                preexec_fn=die_with_parent(self.farewell),
            )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """After its end: end what it left behind in its group, and note whether it died young."""
        assert self.process is not None
        kill_group(self.process.pid)
        young = time.monotonic() - self.started < SHORT_LIFE_SECONDS
        self.early_ends = self.early_ends + 1 if young else 0
        code = self.process.returncode
        how = signal.Signals(-code).name if code < 0 else f"code {code}"
        say(f"{self.name} ended ({how}), see {self.log}")
        self.process = None

    def may_start(self) -> bool:
        """False for a while after it died young, longer each time."""
        pause = min(2 ** (self.early_ends - 1), LONGEST_PAUSE_SECONDS) if self.early_ends else 0
        return self.process is None and time.monotonic() - self.started >= pause


def stop_all(children: Iterable[Child]) -> None:
    """Ask all to stop; end by force what still lives after STOP_SECONDS."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        kill_group(process.pid)
        process.wait()


def kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_orphans(mark: str) -> None:
    """End what a killed supervisor left behind: every process with MARK=`mark`."""
    deadline = time.monotonic() + STOP_SECONDS
    number = signal.SIGTERM
    while orphans := list(_marked(mark)):
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.2)


def _marked(mark: str) -> Iterator[int]:
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended meanwhile, or somebody else's
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def say(line: str) -> None:
    """A line for the person at the terminal; stdout is kept for the address and the accounts."""
    print(f"portal: {line}", file=sys.stderr, flush=True)
