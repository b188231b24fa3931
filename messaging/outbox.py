"""The outbox: each delivery leaves the portal once, whatever dies on the way.

A sender claims one row in a short transaction (SKIP LOCKED: two senders never wait for each
other), sends outside of it, and writes how it went. A row whose sender died in between is claimed
again when its lease is over, with the same uuid; see docs/decisions/0014-outbox.md.
"""

import logging
import re
from datetime import timedelta

from django.db import transaction

from common import clock
from messaging.channels import SEND
from messaging.enums import OPEN, DeliveryState
from messaging.kinds import readable_kind
from messaging.models import Delivery, Preferences, levels_of, preferences_of
from messaging.rules import address_of, is_wanted, number_of
from unions.phones import masked
from unions.sms import Rejected

log = logging.getLogger(__name__)

# Longer than the longest time that an adapter waits for its gateway.
LEASE = timedelta(minutes=5)
BACKOFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
)
MOST_ATTEMPTS = len(BACKOFF) + 1


def send_due(*, most: int = 500) -> int:
    """Send what is due, one after the other; returns how many were tried. Safe to run twice."""
    give_up()
    for tried in range(most):
        delivery = claim()
        if delivery is None:
            return tried
        send(delivery)
    return most


def send_one(pk: int) -> bool:
    """Send one delivery if it is due and nobody else has it; returns whether it was tried."""
    delivery = claim(pk)
    if delivery is None:
        return False
    send(delivery)
    return True


@transaction.atomic
def claim(pk: int | None = None) -> Delivery | None:
    """Take one delivery that is due (that one, with `pk`) for this sender alone, or None."""
    rows = Delivery.objects.due(MOST_ATTEMPTS).select_for_update(of=("self",), skip_locked=True)
    if pk is not None:
        rows = rows.filter(pk=pk)
    delivery = rows.select_related("notice__person").order_by("next_try_at", "pk").first()
    if delivery is None:
        return None
    delivery.state = DeliveryState.SENDING
    delivery.attempts += 1
    delivery.next_try_at = clock.now() + LEASE
    delivery.save(update_fields=["state", "attempts", "next_try_at"])
    return delivery


def send(delivery: Delivery) -> None:
    """Hand a claimed delivery to its channel and write how it went."""
    preferences = preferences_of(delivery.notice.person)
    if reason := why_not(delivery, preferences):
        finish(delivery, state=DeliveryState.SKIPPED, error=reason)
        return
    try:
        SEND[delivery.channel](delivery, preferences)
    except Rejected as error:
        finish(delivery, state=DeliveryState.FAILED, error=harmless(error))
    except Exception as error:
        log.warning("delivery %s, attempt %s: %r", delivery.uuid, delivery.attempts, error)
        try_later(delivery, harmless(error))
    else:
        rows = Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.SENT)
        rows.update(state=DeliveryState.SENT, sent_at=clock.now(), error="")


def why_not(delivery: Delivery, preferences: Preferences) -> str:
    """Why a delivery is not needed any more; "" where it is."""
    notice, person = delivery.notice, delivery.notice.person
    if notice.not_after is not None and notice.not_after <= clock.now():
        return "too late"
    kind = readable_kind(notice.kind)
    if kind.holds is not None and not kind.holds(notice.key):
        return "no longer so"
    if person is None:
        return "" if number_of(notice) else "no address"
    if not person.is_active:
        return "account closed"
    if notice.read_at is not None:
        return "read on the site"
    if not is_wanted(kind, levels_of(person)[kind.group, delivery.channel]):
        return "not wanted"
    return "" if address_of(person, delivery.channel, preferences) else "no address"


def try_later(delivery: Delivery, error: str) -> None:
    """After a failure: again in a while, or never again."""
    if delivery.attempts >= MOST_ATTEMPTS:
        finish(delivery, state=DeliveryState.FAILED, error=error)
        return
    pause = BACKOFF[delivery.attempts - 1]
    finish(delivery, state=DeliveryState.PENDING, error=error, next_try_at=clock.now() + pause)


def finish(delivery: Delivery, **fields) -> None:
    """Write how this attempt ended, unless another sender has taken over meanwhile."""
    Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts
    ).update(**fields)


def give_up() -> int:
    """Mark as failed what has killed its sender at the last attempt too; returns how many."""
    spent = Delivery.objects.filter(
        state__in=OPEN, attempts__gte=MOST_ATTEMPTS, next_try_at__lte=clock.now()
    )
    return spent.update(state=DeliveryState.FAILED, error="its sender died")


def harmless(error: Exception) -> str:
    """An error without the numbers and addresses that a gateway may repeat in it."""
    text = re.sub(r"1[3-9]\d{9}", lambda found: masked(found.group()), repr(error))
    return re.sub(r"[^\s@<'\"]+@", "***@", text)[:200]
