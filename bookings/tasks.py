from celery import shared_task

from bookings import actions


@shared_task
def close_past() -> int:
    """Close reservations that have ended; runs every few minutes, twice does no harm."""
    return actions.close_past()
