"""Timed tasks leave word of each run; one that is late is seen."""

from datetime import datetime, timedelta

import pytest
from celery import Celery
from celery.schedules import crontab
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from hypothesis import given
from hypothesis import strategies as st

from common import clock, jobs
from common.enums import JobState
from common.models import JobRun
from common.tasks import resume_imports, say_alive, work_on_import

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
MINUTE = timedelta(minutes=1)
ALIVE = "common.tasks.say_alive"
NIGHTLY = "unions.tasks.forget_unproven"


def of(name: str) -> jobs.Job:
    return next(job for job in jobs.jobs() if job.name == name)


@pytest.mark.parametrize(
    ("schedule", "last", "due"),
    [
        (30.0, NOW, NOW + timedelta(seconds=30)),
        (crontab(minute="*/5"), NOW + timedelta(seconds=3), NOW + 5 * MINUTE),
        (crontab(hour=3, minute=20), NOW, NOW.replace(day=24, hour=3, minute=20)),
        (crontab(hour=12, minute=0), NOW, NOW.replace(hour=12)),
    ],
)
def test_when_a_task_is_due_again(schedule, last, due):
    assert jobs.due_after(schedule, last) == due


@given(st.integers(min_value=0, max_value=366 * 24 * 3600))
def test_the_next_turn_of_a_crontab_is_the_first_minute_that_fits(seconds):
    """Against a slow model: minute by minute."""
    last = NOW + timedelta(seconds=seconds)
    moment = last.replace(second=0, microsecond=0) + MINUTE
    while moment.minute % 20 or moment.hour not in (3, 17):
        moment += MINUTE
    assert jobs.due_after(crontab(minute="*/20", hour="3,17"), last) == moment


@pytest.mark.django_db
def test_a_run_leaves_word():
    with clock.stopped_at(NOW):
        say_alive.apply()
        run = JobRun.objects.get(task=ALIVE)
        assert (run.started_at, run.succeeded_at, run.failed_at) == (NOW, NOW, None)
        assert of("say-alive").state == JobState.WELL


@pytest.mark.django_db
def test_an_error_leaves_word_until_the_next_success():
    """The task of another app under the same name, which fails."""
    elsewhere = Celery("elsewhere", task_cls=jobs.Recorded, set_as_current=False)

    @elsewhere.task(name="common.tasks.resume_imports")
    def broken():
        raise ValueError("no such import")

    with clock.stopped_at(NOW):
        assert broken.apply().failed()
        assert JobRun.objects.get().error == "ValueError: no such import"
        assert of("resume-imports").state == JobState.FAILING
        assert jobs.word_of_jobs() == "late: resume-imports"
    with clock.stopped_at(NOW + MINUTE):
        resume_imports.apply()
        assert (JobRun.objects.get().error, jobs.word_of_jobs()) == ("", "ok")


@pytest.mark.django_db
def test_tasks_that_are_not_timed_leave_nothing():
    work_on_import.apply(args=[0])
    assert not JobRun.objects.exists()


@pytest.mark.django_db
def test_late_from_its_time_and_a_little_more():
    JobRun.objects.create(task=NIGHTLY, known_since=NOW, succeeded_at=NOW)
    due = NOW.replace(day=24, hour=3, minute=20)
    for at, state in ((due + 5 * MINUTE, JobState.WELL), (due + 6 * MINUTE, JobState.LATE)):
        with clock.stopped_at(at):
            assert of("forget-unproven-numbers").state == state


@pytest.mark.django_db
def test_one_that_never_ran_is_late_from_when_it_was_known():
    with clock.stopped_at(NOW):
        jobs.make_known()
        jobs.make_known()
        assert JobRun.objects.count() == len(jobs.entries())
        assert {job.state for job in jobs.jobs()} == {JobState.NEW}
    with clock.stopped_at(NOW + timedelta(minutes=7)):
        late = {job.name for job in jobs.late_jobs()}
        assert "say-alive" in late
        assert "forget-unproven-numbers" not in late


@pytest.mark.django_db
def test_one_that_is_switched_off_is_not_late():
    every = IntervalSchedule.objects.create(every=30, period="seconds")
    PeriodicTask.objects.create(name="say-alive", task=ALIVE, interval=every, enabled=False)
    JobRun.objects.create(task=ALIVE, known_since=NOW - timedelta(days=1))
    assert of("say-alive").state == JobState.OFF


@pytest.mark.django_db
def test_figures_for_a_monitor(client):
    JobRun.objects.create(task=ALIVE, known_since=NOW, succeeded_at=NOW)
    with clock.stopped_at(NOW + timedelta(hours=1)):
        text = client.get("/metrics").content.decode()
    assert 'portal_job_late{job="say-alive"} 1.0' in text
    assert f'portal_job_last_success_seconds{{job="say-alive"}} {NOW.timestamp():.7e}' in text


@pytest.mark.django_db
def test_the_page_asks_few_queries(django_assert_num_queries):
    jobs.make_known()
    with django_assert_num_queries(2):
        jobs.jobs()
