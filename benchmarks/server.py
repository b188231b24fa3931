"""The portal as it runs in production, one process, for figures over HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Client:
    """Requests over one kept connection, as a browser or a proxy makes them."""

    def __init__(self, port: int, pid: int):
        self.pid = pid
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def request(self, method: str, path: str, body=None, **headers) -> tuple[int, bytes]:
        """Status and body of the answer."""
        data = json.dumps(body).encode() if body is not None else None
        if data:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body=data, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def resident_mb(self) -> float:
        """Resident memory of the largest web process, in MB of 10^6 bytes."""
        return max(resident_kb(pid) for pid in children(self.pid)) / 1000


def children(pid: int) -> list[int]:
    """Direct children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def resident_kb(pid: int) -> int:
    """VmRSS of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


@contextmanager
def processes(count: int) -> Iterator[Client]:
    """Serve the portal with so many worker processes until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        str(count),
        "--threads",
        "4",
        "--keep-alive",
        "75",
        "--log-level",
        "error",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
    try:
        client = Client(port, server.pid)
        for _turn in range(300):
            try:
                if client.request("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                client.connection.close()
                time.sleep(0.1)
        yield client
    finally:
        server.terminate()
        server.wait(timeout=20)
