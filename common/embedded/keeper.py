"""The process that owns the two servers of a data directory, for as long as anybody uses them.

Every user of the servers holds a shared lock. The keeper stops the servers when it gets that lock
for itself: the last user is gone, by its own will or by kill -9. It starts a killed server again.
If the keeper itself is killed the kernel stops the servers, and the next `ensure` starts afresh.
"""

import argparse
import contextlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.embedded import locks
from common.embedded.account import server_account
from common.embedded.binaries import binaries
from common.embedded.layout import READY, Layout, layout
from common.embedded.postgres import Postgres
from common.embedded.server import Server
from common.embedded.store import prepare_store, remove_store
from common.embedded.valkey import Valkey

POLL_SECONDS = 0.25


@dataclass
class Keeper:
    """Starts the servers, watches them, stops them."""

    place: Layout
    durable: bool
    users_fd: int
    servers: list[Server] = field(default_factory=list)
    asked_to_stop: bool = False

    def start(self) -> None:
        account = server_account()
        prepare_store(self.place, account)
        programs = binaries(account)
        postgres = Postgres(self.place, account, programs, self.durable)
        self.servers = [postgres, Valkey(self.place, account, programs, self.durable)]
        for server in self.servers:
            server.prepare()
            server.start()
        postgres.create_database()

    def watch(self) -> None:
        """Return when the servers are not needed any more."""
        while not (self.asked_to_stop or self._is_removed() or locks.lock(self.users_fd)):
            for server in self.servers:
                if not server.is_running():
                    server.start()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.stop()
        with contextlib.suppress(OSError):  # something in it: then it is not ours to remove
            self.place.runtime.rmdir()

    def on_signal(self, *_: object) -> None:
        self.asked_to_stop = True

    def _is_removed(self) -> bool:
        """True if the data directory was deleted under us: a new one needs the sockets."""
        try:
            now = self.place.users_lock.stat()
        except FileNotFoundError:
            return True
        return not os.path.samestat(now, os.fstat(self.users_fd))


def main(argv: Sequence[str]) -> int:
    """Run the keeper; tell the process that started it, over a pipe, how the start went."""
    if os.fork():  # so that the keeper is nobody's child: its starter need not wait for it
        os._exit(0)
    options = _options(argv)
    place = layout(options.data_dir)
    if locks.acquire(place.keeper_lock, timeout=30) is None:
        _tell(options.tell, f"An older keeper of {place.data_dir} does not end.")
        return 1
    keeper = Keeper(place, not options.throwaway, os.open(place.users_lock, os.O_RDONLY))
    signal.signal(signal.SIGTERM, keeper.on_signal)
    try:
        place.keeper_lock.write_text(str(os.getpid()))
        keeper.start()
        _tell(options.tell, READY)
        keeper.watch()
    except Exception as error:
        traceback.print_exc()
        _tell(options.tell, str(error))
        return 1
    finally:
        keeper.stop()
        if options.throwaway:
            _remove(place)
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m common.embedded.keeper")
    parser.add_argument("data_dir")
    parser.add_argument("--tell", type=int, required=True, help="descriptor for the one answer")
    parser.add_argument("--throwaway", action="store_true", help="fast, and deleted at the end")
    return parser.parse_args(argv)


def _tell(fd: int, text: str) -> None:
    """Answer once; nobody listens any more if the starter was killed."""
    with contextlib.suppress(OSError):
        os.write(fd, text.encode())
        os.close(fd)


def _remove(place: Layout) -> None:
    remove_store(place)
    shutil.rmtree(place.data_dir, ignore_errors=True)
    shutil.rmtree(place.runtime, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
