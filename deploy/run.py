#!/usr/bin/env python3
"""`make run`: take the port, make `.venv`, then hand over to common.embedded.run inside it.

The port is taken before anything else is done and is never let go: whoever finds it taken learns
so at once, and a web process that is started again loses no connection.
"""

import os
import socket
import sys
from pathlib import Path

import environment

PROJECT = Path(__file__).resolve().parent.parent
BACKLOG = 512


def take_port(host: str, port: str) -> socket.socket:
    """A listening socket; OSError or ValueError if there is none to be had."""
    number = int(port)
    if not 0 <= number <= 65535:
        raise ValueError(port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, number), family=family, backlog=BACKLOG)


def main() -> int:
    """Does not return unless something is in the way; then 1, after a sentence on stderr."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    try:
        listener = take_port(host, port)
    except ValueError:
        print(f"PORT must be a number from 1 to 65535, not {port!r}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Port {port} on {host} cannot be used ({error.strerror}): stop what listens there, "
            f"or choose another with make run PORT=…",
            file=sys.stderr,
        )
        return 1
    if failed := environment.main(["requirements.txt"]):
        return failed
    listener.set_inheritable(True)
    os.environ["PORTAL_LISTENER"] = str(listener.fileno())
    os.chdir(PROJECT)
    return os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "common.embedded.run"])


if __name__ == "__main__":
    sys.exit(main())
