"""Carrying a closure out at one home, under its locks, and taking it back."""

from collections.abc import Sequence

from django.db.models import Q

from bookings import actions
from bookings.affected import blocked
from bookings.closure_notices import tell_of_reopening
from bookings.conditions import set_condition, take_condition_back, went_out_with
from bookings.engagements import handler_of
from bookings.enums import HOLDING, ClosureKind, Decision, PartState, Source
from bookings.models import ClosureHit, ClosurePart, Reservation
from bookings.refusals import refuse
from common import clock
from common.errors import Refusal
from homes.actions import change_status
from homes.closing import close_hours, end_suspension, reopen_hours
from homes.enums import Condition, Mode, Status
from homes.models import Space


def apply(part: ClosurePart, hits: Sequence[ClosureHit]) -> dict:
    """Close, then move, cancel and keep as decided; the record for taking it back.

    Nothing that comes free is passed on before all of it is done: a block would find its time
    taken, and a move its goal. The caller lets the waiting list look then, and tells the people.
    Raises Refusal `changed` where a booking can't go where it was to go any more.
    """
    kind = part.closure.kind
    if kind == ClosureKind.BLOCK:
        _decided(part, hits)
        return {"blocks": _block(part)}
    record = _closed(part)
    _decided(part, hits)
    return record


def take_back(part: ClosurePart) -> None:
    """Open the home or space again and tell those whose bookings were cancelled."""
    closure, record = part.closure, part.record
    if closure.kind == ClosureKind.HOURS:
        reopen_hours(home=part.home, record=record, by=closure.actor)
    elif closure.kind == ClosureKind.SUSPEND:
        end_suspension(
            home=part.home, event=record["event"], before=record["before"], by=closure.actor
        )
    elif closure.kind == ClosureKind.FAULT:
        _not_out_again(part)
        take_condition_back(
            space=closure.place,
            before=record["before"],
            along=record.get("along", {}),
            by=closure.actor,
        )
    else:
        blocks = Reservation.objects.filter(pk__in=record["blocks"], state__in=HOLDING)
        for block in blocks.filter(ends_at__gt=clock.now()):
            actions.cancel(reservation=block, by=closure.actor, for_home=True)
    cancelled = part.hits.filter(result=Decision.CANCEL, starts_at__gt=clock.now())
    hits = cancelled.exclude(reservation=None).select_related(
        "reservation__person", "reservation__space", "reservation__home", "space__home"
    )
    tell_of_reopening(part, hits.order_by("starts_at", "pk"))


def _not_out_again(part: ClosurePart) -> None:
    """Refuse while a later closure keeps the space, or a part or the whole of it, out of order."""
    later = ClosurePart.objects.filter(
        closure__kind=ClosureKind.FAULT,
        closure__space__units__overlap=part.closure.place.units,
        state=PartState.CLOSED,
    ).filter(Q(done_at__gt=part.done_at) | Q(done_at=part.done_at, pk__gt=part.pk))
    if later.exists():
        raise refuse("out_again")


def _closed(part: ClosurePart) -> dict:
    closure = part.closure
    if closure.kind == ClosureKind.HOURS:
        return close_hours(
            home=part.home, windows=closure.intervals, reason=closure.reason, by=closure.actor
        )
    if closure.kind == ClosureKind.SUSPEND:
        before = part.home.status
        event = change_status(
            home=part.home,
            status=Status.SUSPENDED,
            on=clock.today(),
            by=closure.actor,
            note=closure.reason,
        )
        return {"event": event.pk, "before": before}
    if closure.kind == ClosureKind.FAULT:
        place = Space.objects.get(pk=closure.place.pk)
        before, along = place.condition, went_out_with(place)
        set_condition(
            space=closure.place, condition=Condition.FAULT, note=closure.reason, by=closure.actor
        )
        return {"before": before, "along": along}
    return {}


def _decided(part: ClosurePart, hits: Sequence[ClosureHit]) -> None:
    for hit in hits:
        if hit.decision == Decision.CANCEL:
            _cancel(part, hit)
    for hit in hits:
        if hit.decision == Decision.MOVE:
            _move(part, hit)
        hit.result = hit.decision
    ClosureHit.objects.bulk_update(hits, ["result"])


def _cancel(part: ClosurePart, hit: ClosureHit) -> None:
    closure = part.closure
    if hit.reservation is None:
        handler_of(hit.thing).call_off(hit.thing_id, closure.actor, closure.reason)
        return
    actions.cancel(
        reservation=hit.booking,
        by=closure.actor,
        note=closure.reason,
        passing_on=False,
        for_home=True,
        quietly=True,
    )


def _move(part: ClosurePart, hit: ClosureHit) -> None:
    closure = part.closure
    space, start, end = hit.goal
    try:
        actions.move(
            reservation=hit.booking,
            space=space,
            starts_at=start,
            ends_at=end,
            by=closure.actor,
            note=closure.reason,
            passing_on=False,
            for_home=True,
            quietly=True,
        )
    except Refusal as refusal:
        raise refuse("changed", status=409) from refusal


def _block(part: ClosurePart) -> list[int]:
    closure = part.closure
    space = Space.objects.get(pk=closure.place.pk)
    places = space.capacity if space.mode == Mode.PLACES else 1
    blocks = []
    for start, end in blocked(closure):
        block, _new = actions.book(
            person=None,
            space=space,
            starts_at=start,
            ends_at=end,
            places=places,
            source=Source.MAINTENANCE,
            purpose=closure.reason,
            by=closure.actor,
        )
        blocks.append(block.pk)
    return blocks
