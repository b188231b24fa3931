from celery import shared_task

from messaging import outbox, retention


@shared_task
def send_delivery(delivery_id: int) -> bool:
    """Send one delivery, as soon as the transaction that wrote it is over."""
    return outbox.send_one(delivery_id)


@shared_task
def send_due() -> int:
    """Send what is due: first attempts whose task was lost, later attempts, waiting ones."""
    return outbox.send_due()


@shared_task
def forget_old() -> int:
    """Delete old messages and deliveries; runs nightly, twice does no harm."""
    return retention.forget_old()
