from celery import shared_task
from django.core.cache import cache

from common import clock
from common.health import WORKER_BEAT, WORKER_BEAT_SECONDS
from common.models import ImportBatch


@shared_task
def say_alive() -> None:
    """A worker took a task: what /readyz asks for."""
    cache.set(WORKER_BEAT, 1, timeout=3 * WORKER_BEAT_SECONDS)


@shared_task
def work_on_import(batch_id: int) -> None:
    """Check an uploaded file, or take in one that its cadre has confirmed."""
    # Reading spreadsheets is for the worker; the web process only queues this task.
    from common.imports import working

    working.work_on(batch_id)


@shared_task
def resume_imports() -> None:
    """Queue again what a killed worker or a lost message left behind."""
    from common.imports import working

    for batch_id in working.abandoned():
        ImportBatch.objects.filter(pk=batch_id).update(queued_at=clock.now())
        work_on_import.delay(batch_id)
