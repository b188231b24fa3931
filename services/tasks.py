from celery import shared_task

from services import reminders


@shared_task
def remind() -> int:
    """Remind people of sessions; runs every few minutes, twice does no harm."""
    return reminders.remind()
