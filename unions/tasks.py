from celery import shared_task

from unions import actions


@shared_task
def forget_unproven() -> int:
    """Delete accounts whose number was never proven; runs nightly, twice does no harm."""
    return actions.forget_unproven()
