"""Web, worker and PostgreSQL are killed in the middle of 500 bookings; no answer is lost."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from common import clock
from tests.drills.portal import PROJECT, Portal, answers, wait_until

WISHES = 500
ACCOUNTS = 100
THREADS = 16
# After so many answers this process is killed.
VICTIMS = {80: "web", 200: "worker", 320: "postgresql"}
PATIENCE_SECONDS = 90
FIRST_START_SECONDS = 400  # with the demo data, on a machine that has other work
CHECK = """
import django; django.setup()
from common import clock
from tests.bookings.checker import misheld
print(misheld(clock.now()))
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    made = Portal(tmp_path_factory.mktemp("bookings") / "var", options={"DEMO": "1"})
    made.start()
    made.wait_until_ready(FIRST_START_SECONDS)
    yield made
    made.stop()


class Desk:
    """Sends bookings, each with a key of its own until it is answered, and counts the answers."""

    def __init__(self, portal: Portal, tokens: list[str]):
        self.portal, self.tokens = portal, tokens
        self.booked: dict[int, dict] = {}
        self.refused: dict[int, str] = {}
        self.lock = threading.Lock()
        self.due = dict(VICTIMS)

    def send(self, number: int, wish: dict) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        headers = {"Idempotency-Key": f"drill-{number}"}
        while True:
            try:
                answer = call(self.portal, "bookings/", wish, self.token(number), **headers)
                break
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    with self.lock:
                        self.refused[number] = json.load(error)["code"]
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline, f"wish {number} was never answered"
            time.sleep(0.2)
        with self.lock:
            self.booked[number] = answer
            victim = self.due.pop(len(self.booked), None)
        if victim:
            os.kill(self.portal.pid_of(victim), signal.SIGKILL)

    def token(self, number: int) -> str:
        return self.tokens[number % len(self.tokens)]


def call(portal: Portal, path: str, body=None, token: str = "", **headers) -> dict:
    if token:
        headers["Authorization"] = f"Token {token}"
    request = urllib.request.Request(
        f"{portal.url}/api/v1/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def sign_in(portal: Portal, number: int) -> str:
    body = {"phone": f"13900000{number:03d}", "password": "demo-load"}
    return call(portal, "auth/token/", body)["token"]


def free_wishes(portal: Portal) -> list[dict]:
    """Free times of different spaces over the coming days."""
    found: list[dict] = []
    for ahead in range(1, 8):
        path = f"availability/?minutes=60&date={clock.today() + timedelta(days=ahead)}"
        for page in range(1, 11):
            answer = call(portal, f"{path}&page={page}")
            found += answer["results"]
            if answer["next"] is None:
                break
        if len(found) >= WISHES:
            break
    names = ("space", "starts_at", "ends_at")
    return [{name: row[name] for name in names} for row in found[:WISHES]]


def test_no_confirmed_booking_is_lost_when_processes_are_killed(portal: Portal) -> None:
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda n: sign_in(portal, n), range(1, ACCOUNTS + 1)))
    wishes = free_wishes(portal)
    assert len(wishes) == WISHES
    desk = Desk(portal, tokens)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(desk.send, range(WISHES), wishes))
    wait_until(lambda: answers(f"{portal.url}/readyz"), 60, "readiness")
    assert desk.due == {}
    assert len(desk.booked) + len(desk.refused) == WISHES
    assert set(desk.refused.values()) <= {"quota", "members_only", "taken"}
    for account, token in enumerate(tokens):
        kept = call(portal, "bookings/?page_size=100", token=token)["results"]
        drilled = {row["id"]: row for row in kept}
        told = [row for n, row in desk.booked.items() if n % ACCOUNTS == account]
        assert {row["id"] for row in told} <= set(drilled)
        assert [drilled[row["id"]] for row in told] == told
        assert len({row["id"] for row in told}) == len(told)
    assert wrong_in(portal.data_dir) == "[]"


def wrong_in(data_dir: Path) -> str:
    """What the brute-force checker finds in the database of the portal.

    Points and messages are left out: the past of the demo data has none.
    """
    told = {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = {name: os.environ[name] for name in ("PATH", "HOME")}
    done = subprocess.run(
        [str(PROJECT / ".venv/bin/python"), "-c", CHECK],
        cwd=PROJECT,
        env=environment | told | {"PORTAL_DEMO": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
