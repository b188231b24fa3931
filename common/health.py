"""Is it alive, is it ready, how does it do: for probes, proxies and monitors."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from common.jobs import Collector, word_of_jobs

WORKER_BEAT = "worker-alive"
WORKER_BEAT_SECONDS = 30


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The database, the broker and a worker answer; 503 names what does not.

    A late job does not keep visitors away, so it is told without changing the status.
    """
    checks = {"database": database_answers(), "broker": False, "worker": False}
    try:
        checks["broker"] = cache.add("readyz", 1, 1) or True
        checks["worker"] = cache.get(WORKER_BEAT) is not None
    except OSError:
        pass
    ready = all(checks.values())
    body = {"status": "ok" if ready else "unavailable", **checks}
    body["jobs"] = word_of_jobs() if checks["database"] else "unknown"
    return JsonResponse(body, status=200 if ready else 503)


def database_answers() -> bool:
    """Whether a query succeeds."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of the process and of the timed jobs in Prometheus' text format."""
    figures = generate_latest() + generate_latest(Collector())
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)
