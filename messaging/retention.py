"""How long messages are kept."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from common import clock
from messaging.enums import OPEN
from messaging.models import Delivery, Notice

KEEP_READ = timedelta(days=180)
KEEP_UNREAD = timedelta(days=730)
KEEP_DELIVERIES = timedelta(days=180)


@transaction.atomic
def forget_old(*, limit: int = 20_000) -> int:
    """Delete read messages after half a year, unread ones after two; returns how many.

    What was sent of a message goes with it, and after half a year in any case.
    """
    now = clock.now()
    old = Q(read_at__isnull=False, at__lt=now - KEEP_READ) | Q(at__lt=now - KEEP_UNREAD)
    old |= Q(person__phone__startswith="0")  # left while the account was being closed
    # Numbers without an account are erased with the bookings that they belong to, or before.
    old |= Q(person__isnull=True, at__lt=now - timedelta(days=settings.CONTACT_DAYS))
    due = Notice.objects.filter(old).order_by().values("pk")[:limit]
    _rows, by_model = Notice.objects.filter(pk__in=due).delete()
    sent = Delivery.objects.exclude(state__in=OPEN).filter(notice__at__lt=now - KEEP_DELIVERIES)
    Delivery.objects.filter(pk__in=sent.order_by().values("pk")[:limit]).delete()
    return by_model.get("messaging.Notice", 0)
