"""Valkey: the broker and the cache."""

import signal
import socket
from typing import ClassVar

from common.embedded.layout import Layout
from common.embedded.server import Server

SETTINGS = {
    "port": "0",  # the socket only; its folder has mode 0700
    "unixsocketperm": "700",
    "daemonize": "no",
    "save": "",
    "appendfsync": "everysec",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",  # drops cached answers, never a queued task
    "databases": "16",
}


class Valkey(Server):
    """The Redis-protocol server of a data directory."""

    name: ClassVar[str] = "valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def prepare(self) -> None:
        self.place.valkey_data.mkdir(mode=0o700, exist_ok=True)
        self.account.own(self.place.valkey_data)

    def command(self) -> list[str]:
        options = [part for key, value in SETTINGS.items() for part in (f"--{key}", value)]
        options += ["--dir", str(self.place.valkey_data.resolve())]
        options += ["--unixsocket", str(self.place.valkey_socket)]
        options += ["--appendonly", "yes" if self.durable else "no"]
        return [str(self.programs.valkey), *options]

    def answers(self) -> bool:
        return answers(self.place)


def answers(place: Layout) -> bool:
    """True if Valkey says PONG (it does not while it still loads its file)."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(place.valkey_socket))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
    except OSError:
        return False
