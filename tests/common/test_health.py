from datetime import timedelta

import pytest
from django.core.cache import cache

from common import clock
from common.health import WORKER_BEAT
from common.models import JobRun
from common.tasks import say_alive


def test_healthz_asks_nobody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """No worker of another test speaks here."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": "health"}}


@pytest.mark.django_db
def test_readyz_once_a_worker_has_spoken(client):
    say_alive()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": True, "broker": True, "worker": True, "jobs": "ok"},
    )


@pytest.mark.django_db
def test_readyz_tells_of_late_jobs_and_stays_ready(client):
    say_alive()
    long_ago = clock.now() - timedelta(days=2)
    JobRun.objects.create(task="bookings.tasks.close_past", known_since=long_ago)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (200, "late: close-past-reservations")


@pytest.mark.django_db
def test_readyz_names_what_is_missing(client):
    cache.delete(WORKER_BEAT)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, works in answer.json().items() if works is False] == ["worker"]


@pytest.mark.django_db
def test_metrics_are_prometheus(client):
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain")
    assert b"python_info" in answer.content
