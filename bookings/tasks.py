from celery import shared_task

from bookings import actions, reminders


@shared_task
def close_past() -> int:
    """Close reservations that have ended; runs every few minutes, twice does no harm."""
    return actions.close_past()


@shared_task
def remind() -> int:
    """Remind people of what they booked; runs every few minutes, twice does no harm."""
    return reminders.remind()
