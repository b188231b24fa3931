"""Tasks that a killed worker held: given back at once where it was the only worker."""

import redis

# Kombu's list of when each unacknowledged task was delivered, behind the global_keyprefix of
# CELERY_BROKER_TRANSPORT_OPTIONS in config/settings.py
DELIVERED = "celery:unacked_index"


def give_back_lost_tasks(redis_url: str) -> None:
    """Make every task that was delivered and not acknowledged due for delivery again.

    Celery itself waits for the visibility timeout, for another worker might still be at it. To be
    called only while no worker runs.
    """
    with redis.Redis.from_url(redis_url) as client:
        for tag in client.zrange(DELIVERED, 0, -1):
            client.zadd(DELIVERED, {tag: 0}, xx=True)
