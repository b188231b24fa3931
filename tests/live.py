"""The portal as it runs: gunicorn with several processes on the test's own database."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A TCP port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """The address of the database that this test uses."""
    made = connection.settings_dict
    return f"postgresql://{made['USER']}@/{made['NAME']}?host={quote(made['HOST'], safe='')}"


def environment() -> dict[str, str]:
    """The environment of a portal process that shares the test's database and broker."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "PORTAL_TEST": "1",
        "SECURE_COOKIES": "0",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def portal(*, processes: int = 2, threads: int = 4) -> Iterator[str]:
    """Run the portal until the block ends; yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(processes), "--threads", str(threads), "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment())
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen, seconds: float = 60) -> None:
    """Wait until `url` answers; fail at once if the server has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the portal ended with {server.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {seconds} s")
