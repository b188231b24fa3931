from celery import shared_task
from django.core.cache import cache

from common.health import WORKER_BEAT, WORKER_BEAT_SECONDS


@shared_task
def say_alive() -> None:
    """A worker took a task: what /readyz asks for."""
    cache.set(WORKER_BEAT, 1, timeout=3 * WORKER_BEAT_SECONDS)
