from celery import shared_task

from bookings import approvals, conduct, desk, reminders, sweeps, waiting
from bookings.models import Closure
from common import clock


@shared_task
def close_past() -> int:
    """Close reservations that have ended; runs every few minutes, twice does no harm."""
    return sweeps.close_past()


@shared_task
def release_unclaimed() -> int:
    """Free what nobody came to use; runs each minute, twice does no harm."""
    return sweeps.release_unclaimed()


@shared_task
def excuse_shut_doors() -> int:
    """Take back strikes where the door was shut; twice does no harm."""
    return conduct.excuse_shut_doors()


@shared_task
def settle_overdue_appeals() -> int:
    """Grant appeals that nobody answered in time; twice does no harm."""
    return conduct.settle_overdue_appeals()


@shared_task
def forget_conduct() -> int:
    """Delete old strikes with their blocks and appeals; runs nightly."""
    return conduct.forget_old()


@shared_task
def forget_contacts() -> int:
    """Erase the names and numbers of people without an account; runs at night."""
    return desk.forget_contacts()


@shared_task
def escalate_requests() -> int:
    """Tell the county's union of requests that nobody has decided in time."""
    return approvals.escalate()


@shared_task
def remind() -> int:
    """Remind people of what they booked; runs every few minutes, twice does no harm."""
    return reminders.remind()


@shared_task
def sweep_waitlists() -> int:
    """Let kept places lapse and pass on, end waits that are over; runs every minute."""
    return waiting.sweep()


@shared_task
def work_on_closure(closure_id: int) -> None:
    """List what a closure hits, carry it out, or take it back; home by home."""
    # Closures queue this task, so it can only look for them when it runs.
    from bookings import closure_work

    closure_work.work_on(closure_id)


@shared_task
def resume_closures() -> None:
    """Queue again what a killed worker or a lost message left behind."""
    from bookings import closure_work

    for closure_id in closure_work.abandoned():
        Closure.objects.filter(pk=closure_id).update(queued_at=clock.now())
        work_on_closure.delay(closure_id)
