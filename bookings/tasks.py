from celery import shared_task

from bookings import actions, reminders, waiting


@shared_task
def close_past() -> int:
    """Close reservations that have ended; runs every few minutes, twice does no harm."""
    return actions.close_past()


@shared_task
def remind() -> int:
    """Remind people of what they booked; runs every few minutes, twice does no harm."""
    return reminders.remind()


@shared_task
def sweep_waitlists() -> int:
    """Let kept places lapse and pass on, end waits that are over; runs every minute."""
    return waiting.sweep()
