"""The Celery application; `celery -A config worker` and `celery -A config beat`."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "say-alive": {"task": "common.tasks.say_alive", "schedule": 30.0},
    "resume-reports": {"task": "reports.tasks.resume_reports", "schedule": 15.0},
    "close-past-reservations": {
        "task": "bookings.tasks.close_past",
        "schedule": crontab(minute="*/5"),
    },
    "catch-up-statuses": {
        "task": "homes.tasks.catch_up_statuses",
        "schedule": crontab(hour=0, minute=5),
    },
}


@worker_ready.connect
def ready_at_once(sender, **kwargs) -> None:
    """A worker that has just started says so, before the first beat."""
    from common.tasks import say_alive

    say_alive.delay()
