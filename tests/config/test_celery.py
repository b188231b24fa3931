"""The beat's schedule and the tasks belong together."""

import inspect

import pytest

from config.celery import app

app.loader.import_default_modules()
OURS = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
SCHEDULED = {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_every_scheduled_task_exists():
    assert SCHEDULED - set(OURS) == set()


def test_every_task_that_needs_nothing_is_scheduled():
    alone = {name for name, task in OURS.items() if not inspect.signature(task.run).parameters}
    assert alone == SCHEDULED


@pytest.mark.parametrize("name", sorted(OURS))
def test_tasks_take_ids(name):
    """What travels through the broker is small and can be sent twice."""
    given = inspect.signature(OURS[name].run).parameters.values()
    assert all(parameter.annotation is int for parameter in given)


def test_nothing_is_lost_with_a_worker():
    settings = app.conf
    assert settings.task_acks_late
    assert settings.task_reject_on_worker_lost
    assert settings.worker_prefetch_multiplier == 1
    assert settings.broker_transport_options["visibility_timeout"] > settings.task_time_limit
