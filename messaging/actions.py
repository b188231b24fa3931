"""Sending messages: in the caller's transaction, so that none is lost or sent for nothing."""

from django.db import transaction

from common import clock
from messaging.kinds import kind_of, stored
from messaging.models import Notice
from unions.models import Person


@transaction.atomic
def notify(*, person: Person | None, kind: str, key: str, url: str = "", **values) -> bool:
    """Leave a message for a person, once for each `key`; returns whether it is new.

    `values` may be texts, numbers, aware moments and rows with a `label`. Nothing is left for
    nobody or for a closed account.
    """
    if person is None or not person.is_active:
        return False
    kind_of(kind)
    _notice, new = Notice.objects.get_or_create(
        person=person,
        key=key,
        defaults={
            "kind": kind,
            "url": url,
            "at": clock.now(),
            "values": {name: stored(value) for name, value in values.items()},
        },
    )
    return new
