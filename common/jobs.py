"""The health of timed tasks: when each last succeeded, and whether it is late.

The beat's schedule says when a task is due; its row in `JobRun` says how it has fared.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import Task, current_app
from celery.schedules import crontab
from django.db import DatabaseError
from django_celery_beat.models import PeriodicTask
from prometheus_client.core import GaugeMetricFamily

from common import clock
from common.enums import JobState
from common.models import JobRun

log = logging.getLogger(__name__)
# So long after its time may a task end: a queue before it, a worker that was started again.
ALLOWED = timedelta(minutes=5)
LATE = (JobState.LATE, JobState.FAILING)


@dataclass(frozen=True)
class Entry:
    """A line of the beat's schedule."""

    name: str
    task: str
    schedule: Any


@dataclass(frozen=True)
class Job:
    """A timed task as it stands now; `due_at` is when its next success is due."""

    name: str
    run: JobRun
    due_at: datetime
    state: str

    @property
    def is_late(self) -> bool:
        return self.state in LATE


class Recorded(Task):
    """The base of every task: those of the schedule leave word of each run."""

    abstract = True

    def before_start(self, task_id, args, kwargs) -> None:
        record(self.name, started_at=clock.now())

    def on_success(self, retval, task_id, args, kwargs) -> None:
        record(self.name, succeeded_at=clock.now(), error="")

    def on_failure(self, exc, task_id, args, kwargs, einfo) -> None:
        record(self.name, failed_at=clock.now(), error=f"{type(exc).__name__}: {exc}"[:300])


def record(task: str, **values) -> None:
    """Note what became of a run; other tasks than those of the schedule leave nothing.

    That it cannot be noted is no reason for the task itself to fail.
    """
    if task not in {entry.task for entry in entries()}:
        return
    try:
        JobRun.objects.update_or_create(task=task, defaults=values)
    except DatabaseError:
        log.exception("the run of %s is not on record", task)


def entries() -> list[Entry]:
    """The beat's schedule as the code has it."""
    return [
        Entry(name, line["task"], line["schedule"])
        for name, line in current_app.conf.beat_schedule.items()
    ]


def make_known() -> None:
    """From now on each task of the schedule is expected, also one that has never run."""
    JobRun.objects.bulk_create(
        [JobRun(task=entry.task) for entry in entries()], ignore_conflicts=True
    )


def due_after(schedule: Any, last: datetime) -> datetime:
    """When a task is due that last succeeded (or was made known) at `last`.

    `schedule` is a crontab or a number of seconds.
    """
    if isinstance(schedule, crontab):
        start, rest, _now = schedule.remaining_delta(last, tz=clock.SHANGHAI)
        return start + rest
    return last + timedelta(seconds=float(schedule))


def state_of(run: JobRun, due_at: datetime, now: datetime, *, enabled: bool = True) -> str:
    """How a task stands: it fails, is late, is switched off, or all is well."""
    if not enabled:
        return JobState.OFF
    if run.failed_at and (run.succeeded_at is None or run.failed_at > run.succeeded_at):
        return JobState.FAILING
    if now > due_at + ALLOWED:
        return JobState.LATE
    return JobState.WELL if run.succeeded_at else JobState.NEW


def job_of(entry: Entry, run: JobRun, now: datetime, *, enabled: bool = True) -> Job:
    """How the task of a line of the schedule stands."""
    due_at = due_after(entry.schedule, run.succeeded_at or run.known_since)
    return Job(entry.name, run, due_at, state_of(run, due_at, now, enabled=enabled))


def jobs() -> list[Job]:
    """Every timed task, in the order of the schedule. Two queries."""
    now, runs = clock.now(), JobRun.objects.in_bulk()
    off = set(PeriodicTask.objects.filter(enabled=False).values_list("name", flat=True))
    return [
        job_of(
            entry,
            runs.get(entry.task) or JobRun(task=entry.task, known_since=now),
            now,
            enabled=entry.name not in off,
        )
        for entry in entries()
    ]


def late_jobs() -> list[Job]:
    """Those that fail or are late."""
    return [job for job in jobs() if job.is_late]


def word_of_jobs() -> str:
    """For /readyz: "ok", or the names of those that are late or fail."""
    late = [job.name for job in late_jobs()]
    return f"late: {', '.join(late)}" if late else "ok"


class Collector:
    """For /metrics: whether each task is late, and when it last succeeded (Unix seconds)."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        late = GaugeMetricFamily("portal_job_late", "1: late or failing", labels=["job"])
        last = GaugeMetricFamily(
            "portal_job_last_success_seconds", "When it last succeeded", labels=["job"]
        )
        try:
            found = jobs()
        except DatabaseError:
            found = []
        for job in found:
            late.add_metric([job.name], int(job.is_late))
            if job.run.succeeded_at:
                last.add_metric([job.name], job.run.succeeded_at.timestamp())
        yield from (late, last)
