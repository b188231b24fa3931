"""Making the servers of a data directory answer, and letting them go again."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from common.embedded import locks, postgres, valkey
from common.embedded.account import owner_args
from common.embedded.errors import EmbeddedError
from common.embedded.layout import READY, Addresses, Layout, addresses, layout

PROJECT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 120


@dataclass
class Cluster:
    """One user's hold on the running servers; they run while at least one hold is kept.

    Dropped by `release()` or by the end of the process, whichever comes first.
    """

    place: Layout
    users_fd: int | None
    throwaway: bool = False

    @property
    def addresses(self) -> Addresses:
        return addresses(self.place.data_dir)

    def release(self) -> None:
        """Give up this hold. The last one to do so stops the servers."""
        if self.users_fd is not None:
            os.close(self.users_fd)
            self.users_fd = None

    def stop(self) -> None:
        """Stop the servers now, whoever else uses them, and wait until they are gone."""
        self.release()
        lock = self.place.keeper_lock
        if locks.is_held(lock):
            os.kill(int(lock.read_text()), signal.SIGTERM)
            locks.wait_until_free(lock, WAIT_SECONDS)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.throwaway:
            self.stop()
        else:
            self.release()


def ensure(data_dir: str | os.PathLike[str], *, throwaway: bool = False) -> Cluster:
    """Make PostgreSQL and Valkey of `data_dir` answer, and keep them until released.

    Safe to call from many processes at once and any number of times. With `throwaway` the data
    does not survive a crash of the machine, and is deleted with the directory at the end.
    Raises EmbeddedError if the servers cannot run here.
    """
    place = prepare(Path(data_dir))
    users = locks.acquire(place.users_lock, shared=True, timeout=WAIT_SECONDS)
    starter = locks.acquire(place.locks / "start.lock", timeout=WAIT_SECONDS)
    if users is None or starter is None:
        raise EmbeddedError(
            f"The servers of {place.data_dir} neither start nor stop. See {place.logs}."
        )
    try:
        if not _keeper_answers(place):
            _start_keeper(place, throwaway=throwaway)
    except BaseException:
        os.close(users)
        raise
    finally:
        os.close(starter)
    return Cluster(place, users, throwaway)


def temporary(path: str | os.PathLike[str] | None = None) -> Cluster:
    """A throw-away cluster in `path`, or in a new folder; `stop()` deletes all of it."""
    return ensure(path or tempfile.mkdtemp(prefix="portal-"), throwaway=True)


def prepare(data_dir: Path) -> Layout:
    """Make the data directory with its folders; EmbeddedError if this user must not use it."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        place = layout(data_dir)
        for folder in (place.locks, place.logs):
            folder.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                os.chown(folder, place.owner, -1)
    except PermissionError as error:
        raise EmbeddedError(f"{error.filename} cannot be written. Set DATA_DIR.") from error
    if os.geteuid() not in (0, place.owner):
        raise EmbeddedError(
            f"{place.data_dir} belongs to user {place.owner}: start as that user "
            f"or set DATA_DIR to a folder of your own."
        )
    return place


def _start_keeper(place: Layout, *, throwaway: bool) -> None:
    """Start the keeper as a process of its own and wait for its answer."""
    answer, tell = os.pipe()
    command = [sys.executable, "-m", "common.embedded.keeper", str(place.data_dir)]
    command += ["--tell", str(tell)] + (["--throwaway"] if throwaway else [])
    with (place.logs / "keeper.log").open("ab") as log:
        subprocess.run(
            command,
            cwd=PROJECT,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[tell],
            start_new_session=True,
            check=False,
            **owner_args(place.owner),
        )
    os.close(tell)
    with os.fdopen(answer) as pipe:
        said = pipe.read()
    if said != READY:
        raise EmbeddedError(said or f"The keeper died. See {place.logs / 'keeper.log'}.")


def _keeper_answers(place: Layout) -> bool:
    """True as soon as a running keeper's servers answer; False if none runs, or it gives up."""
    deadline = time.monotonic() + WAIT_SECONDS
    while locks.is_held(place.keeper_lock):
        if postgres.answers(place) and valkey.answers(place):
            return True
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The servers of {place.data_dir} do not answer. See {place.logs}.")
        time.sleep(0.05)
    return False
