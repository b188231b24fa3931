"""`make run`: the servers, the web, the worker and the beat, until Ctrl-C.

Started by deploy/run.py, which has made the virtual environment and holds the port.
"""

import contextlib
import http.client
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common.embedded import locks
from common.embedded.broker import give_back_lost_tasks
from common.embedded.children import Child, end_orphans, say, stop_all
from common.embedded.cluster import Cluster, ensure, prepare
from common.embedded.errors import EmbeddedError
from common.embedded.preparation import Preparation
from common.embedded.processes import portal_children
from common.embedded.starter import Starter
from common.embedded.surroundings import Surroundings, surroundings

POLL_SECONDS = 0.2
READY_SECONDS = 120
EARLY_ENDS_TO_GIVE_UP = 3
SERVERS_STOP_SECONDS = 10

ACCOUNTS = """\
  role             phone         password
  province         13800000001   demo-01
  city (Quanzhou)  13800000002   demo-02
  county (Shishi)  13800000003   demo-03
  home cadre       13800000004   demo-04
  social worker    13800000005   demo-05
  volunteer        13800000006   demo-06
  worker           13800000007   demo-07
  (13900000001 to 13900000200 with demo-load are workers for load tests)"""


class Stopped(BaseException):
    """Somebody wants us to stop; raised by the signal handler wherever we are."""


@dataclass
class Portal:
    """All processes of the portal on this machine."""

    around: Surroundings
    starter: Starter
    cluster: Cluster | None = None
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Serve until told to stop."""
        place = prepare(self.around.place.data_dir)
        with _only_one(place.locks / "supervisor.lock", str(place.data_dir)):
            end_orphans(self.around.mark)
            try:
                demo = self._prepare()
                web, worker, beat = self._make_children(demo=demo)
                # the beat can wait: without it the other two have the processors to themselves
                self._start(web, worker)
                self._wait_until_ready()
                self._announce(demo=demo)
                self._start(beat)
                while True:
                    self._watch()
            finally:
                self._stop()

    def _prepare(self) -> bool:
        around = self.around
        if around.own_database or around.own_broker:
            self.cluster = ensure(around.place.data_dir)
        return Preparation(
            environment=around.for_children(demo=around.demo),
            static_root=around.static_root,
            note=around.place.store / "bootstrap.json" if around.own_database else None,
            want_demo=around.demo,
        ).run()

    def _make_children(self, *, demo: bool) -> list[Child]:
        environment = self.around.for_children(demo=demo and self.around.demo)
        return portal_children(self.around, environment)

    def _start(self, *children: Child) -> None:
        for child in children:
            self._start_child(child)
            self.children.append(child)

    def _start_child(self, child: Child) -> None:
        if child.name == "worker" and self.cluster is not None and self.around.own_broker:
            give_back_lost_tasks(self.cluster.addresses.redis_url)
        child.start()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(f"{self.around.address}/readyz"):
            self._watch()
            for child in self.children:
                if child.early_ends >= EARLY_ENDS_TO_GIVE_UP:
                    raise EmbeddedError(f"{child.name} does not start. See {child.log}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The portal does not get ready. See {self.around.place.logs}")

    def _announce(self, *, demo: bool) -> None:
        print(f"ready: {self.around.address}", flush=True)
        if demo:
            print(ACCOUNTS, flush=True)

    def _watch(self) -> None:
        """One round: end with our starter, keep the servers, start again what died."""
        if self.starter.is_stopping():
            raise Stopped
        if self.cluster is not None and not locks.is_held(self.around.place.keeper_lock):
            say("the database and the broker ended, starting them again")
            self.cluster.release()
            self.cluster = ensure(self.around.place.data_dir)
        for child in self.children:
            if child.has_ended():
                child.bury()
            if child.may_start():
                self._start_child(child)
        time.sleep(POLL_SECONDS)

    def _stop(self) -> None:
        stop_all(self.children)
        if self.cluster is not None:
            self.cluster.release()
            locks.wait_until_free(self.around.place.keeper_lock, SERVERS_STOP_SECONDS)


@contextlib.contextmanager
def _only_one(lock: Path, what: str) -> Iterator[None]:
    held = locks.acquire(lock)
    if held is None:
        raise EmbeddedError(f"The portal of {what} runs already. Set DATA_DIR for another one.")
    try:
        yield
    finally:
        os.close(held)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, http.client.HTTPException, OSError):
        return False


def _stop_on_signals() -> None:
    def stop(*_: object) -> None:
        # from here on we are stopping: a second Ctrl-C must not cut that short
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def main() -> int:
    """Run until stopped: 0 after a stop, 1 if the portal could not start."""
    _stop_on_signals()
    try:
        Portal(surroundings(os.environ), Starter(os.environ)).run()
    except Stopped:
        say("stopped")
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
