"""The Celery application; `celery -A config worker` and `celery -A config beat`."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("portal", task_cls="common.jobs:Recorded")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "forget-unproven-numbers": {
        "task": "unions.tasks.forget_unproven",
        "schedule": crontab(hour=3, minute=20),
    },
    "say-alive": {"task": "common.tasks.say_alive", "schedule": 30.0},
    "resume-imports": {"task": "common.tasks.resume_imports", "schedule": 15.0},
    "resume-reports": {"task": "reports.tasks.resume_reports", "schedule": 15.0},
    "resume-closures": {"task": "bookings.tasks.resume_closures", "schedule": 15.0},
    "close-past-reservations": {
        "task": "bookings.tasks.close_past",
        "schedule": crontab(minute="*/5"),
    },
    "release-unclaimed": {
        "task": "bookings.tasks.release_unclaimed",
        "schedule": crontab(),
    },
    "excuse-shut-doors": {
        "task": "bookings.tasks.excuse_shut_doors",
        "schedule": crontab(minute="*/10"),
    },
    "settle-overdue-appeals": {
        "task": "bookings.tasks.settle_overdue_appeals",
        "schedule": crontab(minute="*/10"),
    },
    "forget-conduct": {
        "task": "bookings.tasks.forget_conduct",
        "schedule": crontab(hour=3, minute=40),
    },
    "escalate-requests": {
        "task": "bookings.tasks.escalate_requests",
        "schedule": crontab(minute="*/10"),
    },
    "forget-contacts": {
        "task": "bookings.tasks.forget_contacts",
        "schedule": crontab(hour=3, minute=30),
    },
    "sweep-waitlists": {
        "task": "bookings.tasks.sweep_waitlists",
        "schedule": crontab(),
    },
    "catch-up-statuses": {
        "task": "homes.tasks.catch_up_statuses",
        "schedule": crontab(hour=0, minute=5),
    },
    "escalate-tickets": {
        "task": "homes.tasks.escalate_tickets",
        "schedule": crontab(minute="*/10"),
    },
    "refresh-verification": {
        "task": "homes.tasks.refresh_verification",
        "schedule": crontab(minute=20),
    },
    "call-doors": {"task": "homes.tasks.call_doors", "schedule": crontab(minute="*/10")},
    "send-messages": {"task": "messaging.tasks.send_due", "schedule": 30.0},
    "forget-old-messages": {
        "task": "messaging.tasks.forget_old",
        "schedule": crontab(hour=3, minute=30),
    },
    "remind-of-bookings": {"task": "bookings.tasks.remind", "schedule": crontab(minute="*/5")},
    "remind-of-sessions": {"task": "services.tasks.remind", "schedule": crontab(minute="2-59/5")},
    "remind-of-agreements": {
        "task": "homes.tasks.remind_of_agreements",
        "schedule": crontab(hour="8-18", minute=0),
    },
    "draw-inspections": {
        "task": "homes.tasks.draw_inspections",
        "schedule": crontab(hour=7, minute=30),
    },
    "forget-visit-marks": {
        "task": "homes.tasks.forget_marks",
        "schedule": crontab(hour=3, minute=10),
    },
}


@worker_ready.connect
def ready_at_once(sender, **kwargs) -> None:
    """A worker that has just started says so, and which jobs are expected, before the beat."""
    from common.jobs import make_known
    from common.tasks import say_alive

    make_known()
    say_alive.delay()
