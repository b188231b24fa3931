from celery import shared_task

from bookings import actions, approvals, desk


@shared_task
def close_past() -> int:
    """Close reservations that have ended; runs every few minutes, twice does no harm."""
    return actions.close_past()


@shared_task
def forget_contacts() -> int:
    """Erase the names and numbers of people without an account; runs at night."""
    return desk.forget_contacts()


@shared_task
def escalate_requests() -> int:
    """Tell the county's union of requests that nobody has decided in time."""
    return approvals.escalate()
