"""Sending messages in the caller's transaction, reading them, and choosing how to get them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from messaging.enums import Channel, DeliveryState
from messaging.kinds import Kind, Line, kind_of, stored, stored_lines
from messaging.models import Choice, Delivery, Notice, Preferences
from messaging.rules import channels_for
from messaging.tasks import send_delivery
from messaging.timing import sms_at
from unions.models import Person


@transaction.atomic
def notify(
    *,
    person: Person | None,
    kind: str,
    key: str,
    url: str = "",
    not_after: datetime | None = None,
    matters_at: datetime | None = None,
    lines: Sequence[Line] = (),
    **values,
) -> bool:
    """Leave a message for a person, once for each `key`; returns whether it is new.

    `values` may be texts, numbers, days, aware moments and rows with a `label`; `when` is the
    moment at which what it is about takes place, `matters_at` an earlier one by which it must be
    known (a time that holds no longer); `lines` list several things. By SMS and e-mail it goes
    out as the person has chosen, once this transaction is committed, and not after `not_after`.
    Nothing is left for nobody or for a closed account.
    """
    if person is None or not person.is_active:
        return False
    known = kind_of(kind)
    notice, new = Notice.objects.get_or_create(
        person=person,
        key=key,
        defaults={
            "kind": kind,
            "url": url,
            "at": clock.now(),
            "not_after": not_after,
            "values": {name: stored(value) for name, value in values.items()}
            | ({"lines": stored_lines(lines)} if lines else {}),
        },
    )
    if new:
        _send_out(notice, known, channels_for(person, known), (values.get("when"), matters_at))
    return new


@transaction.atomic
def notify_number(
    *,
    phone: str,
    kind: str,
    key: str,
    not_after: datetime | None = None,
    matters_at: datetime | None = None,
    **values,
) -> bool:
    """Send an SMS to a mobile number without an account, once for each `key`; True: it is new.

    Whoever calls answers for it that its owner has agreed. The rest is as in `notify`.
    """
    known = kind_of(kind)
    notice, new = Notice.objects.get_or_create(
        person=None,
        phone=phone,
        key=key,
        defaults={
            "kind": kind,
            "at": clock.now(),
            "not_after": not_after,
            "values": {name: stored(value) for name, value in values.items()},
        },
    )
    if new:
        _send_out(notice, known, [Channel.SMS], (values.get("when"), matters_at))
    return new


def _send_out(notice: Notice, kind: Kind, channels: Sequence[str], moments: Sequence[Any]) -> None:
    """Write a delivery for each of the channels; those due go out on commit."""
    now = clock.now()
    after_night = sms_at(
        now,
        important=kind.important,
        matters_at=min((at for at in moments if isinstance(at, datetime)), default=None),
        answer_by=notice.not_after,
        quiet=settings.PORTAL_QUIET_HOURS,
    )
    for channel in channels:
        at = after_night if channel == Channel.SMS else now
        delivery = Delivery.objects.create(notice=notice, channel=channel, next_try_at=at)
        if at <= now:
            # Where the broker is away the sweep sends it; the change itself has been saved.
            transaction.on_commit(partial(send_delivery.delay, delivery.pk), robust=True)


@transaction.atomic
def read(*, notice: Notice) -> Notice:
    """The person has opened the message."""
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def settled(*, person: Person, key: str) -> int:
    """What the message with this key asks for is answered, so it is new no longer."""
    return Notice.objects.filter(person=person, key=key).unread().update(read_at=clock.now())


@transaction.atomic
def read_all(*, person: Person) -> int:
    """The person has seen them all; returns how many were new."""
    return Notice.objects.filter(person=person).unread().update(read_at=clock.now())


@transaction.atomic
def choose(*, person: Person, language: str, levels: Mapping[tuple[str, str], str]) -> Preferences:
    """Keep how a person wants messages: the language, and a level for groups and channels."""
    Choice.objects.bulk_create(
        [
            Choice(person=person, group=group, channel=channel, level=level)
            for (group, channel), level in levels.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "group", "channel"],
        update_fields=["level"],
    )
    preferences = choose_language(person=person, language=language)
    audit.record(action="choose_messages", target=person, actor=person)
    return preferences


@transaction.atomic
def choose_language(*, person: Person, language: str) -> Preferences:
    """Keep the language last chosen: SMS and e-mail are written in it."""
    preferences, _new = Preferences.objects.update_or_create(
        person=person, defaults={"language": language}
    )
    return preferences


@transaction.atomic
def set_email(*, person: Person, email: str) -> Preferences:
    """Keep an address that its owner has confirmed; "" takes it away."""
    preferences, _new = Preferences.objects.update_or_create(
        person=person, defaults={"email": email}
    )
    audit.record(action="set_email" if email else "drop_email", target=person, actor=person)
    return preferences


@transaction.atomic
def forget(*, person: Person) -> None:
    """Delete a person's messages and choices, for an account that is being closed."""
    for model in (Notice, Choice, Preferences):
        model.objects.filter(person=person).delete()


@transaction.atomic
def retry(*, delivery: Delivery, by: Person) -> Delivery:
    """Try a failed delivery anew, with the same id for the gateway. Raises Refusal `state`."""
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state != DeliveryState.FAILED:
        raise Refusal("state", _("Only what has failed can be sent again."))
    delivery.state, delivery.attempts = DeliveryState.PENDING, 0
    delivery.next_try_at = clock.now()
    delivery.save(update_fields=["state", "attempts", "next_try_at"])
    audit.record(action="retry_delivery", target=delivery, actor=by)
    transaction.on_commit(partial(send_delivery.delay, delivery.pk), robust=True)
    return delivery
