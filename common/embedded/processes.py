"""The command lines of the portal's processes under `make run`."""

import signal
import sys

from common.embedded.children import Child
from common.embedded.surroundings import Surroundings

WEB_PROCESSES = 2
WEB_THREADS = 8
WORKER_PROCESSES = 2


def portal_children(around: Surroundings, environment: dict[str, str]) -> list[Child]:
    """Web, worker and beat, not started yet."""
    logs = around.place.logs
    celery = [sys.executable, "-m", "celery", "--app", "config"]
    level = environment.get("LOG_LEVEL", "INFO")
    worker = [*celery, "worker", "--loglevel", level, "--concurrency", str(WORKER_PROCESSES)]
    return [
        Child("web", _web(around), environment, logs / "web.log", keep_fds=(around.listener,)),
        Child(
            "worker",
            # alone on its broker there is nobody to gossip with
            [*worker, "--without-gossip", "--without-mingle"],
            # so SIGTERM stops it within CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT, its tasks requeued
            environment | {"REMAP_SIGTERM": "SIGQUIT"},
            logs / "worker.log",
            # a task whose database went away under it would be booked as failed, one that was
            # cut off is delivered again
            farewell=signal.SIGKILL,
        ),
        Child("beat", [*celery, "beat", "--loglevel", level], environment, logs / "beat.log"),
    ]


def _web(around: Surroundings) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{around.listener}"]
    command += ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS), "--preload"]
    return [*command, "--graceful-timeout", "5", "--timeout", "60", "--no-control-socket"]
