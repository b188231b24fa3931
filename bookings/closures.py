"""Closures: what they hit is listed first; then each home is closed in one transaction of its own.

A home whose bookings have changed since the list is listed anew and nothing of it is done. Locks:
the closure, the part, sessions of activities, homes by id, the roots of trees by id, reservations.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from bookings import tasks, waitlist
from bookings.affected import affected, listed_again
from bookings.closing import apply, take_back
from bookings.closure_notices import tell_people
from bookings.engagements import handlers
from bookings.enums import (
    ClosureKind,
    ClosureState,
    Decision,
    PartState,
)
from bookings.holding import capped_homes, lock_homes, lock_roots
from bookings.models import Closure, ClosureHit, ClosurePart
from bookings.refusals import refuse
from common import audit, clock
from common.errors import Refusal
from homes.models import Home, Space
from homes.opening import Interval
from unions.enums import Power
from unions.models import Person

# So few homes are looked at, and closed, while the cadre waits; more are for a worker.
AT_ONCE = 8
LONGEST = timedelta(days=92)
OPEN_ENDED = (ClosureKind.SUSPEND, ClosureKind.FAULT, ClosureKind.OUTSIDE)


@transaction.atomic
def draft(
    *,
    kind: str,
    homes: Sequence[Home],
    reason: str,
    by: Person,
    windows: Sequence[Interval] = (),
    whole_days: bool = True,
    space: Space | None = None,
) -> Closure:
    """Begin a closure: its homes are looked at, and nothing is closed before `confirm`.

    Raises Refusal `no_homes`, `closure_times`, `closure_too_long`.
    """
    if not homes:
        raise refuse("no_homes")
    if kind not in OPEN_ENDED:
        _check_times(windows)
    closure = Closure.objects.create(
        kind=kind,
        reason=reason,
        space=space,
        windows=[[start.isoformat(), end.isoformat()] for start, end in windows],
        whole_days=whole_days,
        by=by,
        created_at=clock.now(),
    )
    ClosurePart.objects.bulk_create(ClosurePart(closure=closure, home=home) for home in homes)
    audit.record(action="draft_closure", target=closure, actor=by, homes=len(homes))
    _start(closure)
    return closure


@transaction.atomic
def decide(*, closure: Closure, decisions: Mapping[int, str], by: Person) -> None:
    """Note for hits (by id) what shall become of them; what can't be is left as it was."""
    _ready(closure)
    rows = ClosureHit.objects.filter(part__closure=closure, pk__in=decisions)
    changed = []
    for hit in rows.select_related("part__closure"):
        if _possible(hit, decisions[hit.pk]) and hit.decision != decisions[hit.pk]:
            hit.decision = decisions[hit.pk]
            changed.append(hit)
    ClosureHit.objects.bulk_update(changed, ["decision"])


@transaction.atomic
def decide_all(*, closure: Closure, decision: str, by: Person) -> None:
    """The same for all bookings; where none can be moved to, `move` leaves them cancelled."""
    closure = _ready(closure)
    rows = ClosureHit.objects.filter(part__closure=closure, result="")
    if decision == Decision.KEEP and not closure.may_keep:
        raise refuse("may_not_keep")
    if decision == Decision.MOVE:
        rows = rows.filter(to_space__isnull=False)
    rows.update(decision=decision)


@transaction.atomic
def confirm(*, closure: Closure, by: Person) -> Closure:
    """Let it be carried out, home by home, for all that are listed and not closed yet.

    Raises Refusal `not_ready`, `nothing_to_close`.
    """
    closure = _ready(closure)
    again = closure.parts.filter(state__in=(PartState.CHANGED, PartState.REFUSED))
    again.update(state=PartState.READY)
    if not closure.parts.filter(state=PartState.READY).exists():
        raise refuse("nothing_to_close")
    audit.record(action="confirm_closure", target=closure, actor=by)
    return _go(closure, ClosureState.CLOSING, by)


@transaction.atomic
def stop(*, closure: Closure, by: Person) -> Closure:
    """Stop between two homes; what is closed stays closed. A draft is dropped.

    Raises Refusal `not_ready` where there is nothing to stop.
    """
    closure = Closure.objects.select_for_update(no_key=True).get(pk=closure.pk)
    done = closure.parts.filter(state=PartState.CLOSED).exists()
    if closure.state == ClosureState.CLOSING:
        closure.state = ClosureState.STOPPED
    elif closure.state in (ClosureState.PREPARING, ClosureState.READY) and not done:
        closure.state = ClosureState.DROPPED
    else:
        raise refuse("not_ready")
    closure.save(update_fields=["state"])
    tell_people(closure)
    audit.record(action="stop_closure", target=closure, actor=by)
    return closure


@transaction.atomic
def reopen(*, closure: Closure, by: Person) -> Closure:
    """Open again what it closed. Cancelled bookings stay cancelled; their people are told.

    Raises Refusal `not_ready`.
    """
    closure = Closure.objects.select_for_update(no_key=True).get(pk=closure.pk)
    if not may_reopen(closure):
        raise refuse("not_ready")
    audit.record(action="reopen_closure", target=closure, actor=by)
    return _go(closure, ClosureState.REOPENING, by)


@transaction.atomic
def prepare(*, part: ClosurePart) -> ClosurePart:
    """List what the closure hits at one home, each with a proposal."""
    part = _locked(part)
    if part.state == PartState.WAITING:
        listed_again(part)
        part.state = PartState.READY
        part.save(update_fields=["state"])
    return part


def carry_out(*, part: ClosurePart) -> ClosurePart:
    """Close one home: all of it, or nothing and the home is listed anew for its cadre to see."""
    try:
        return _carry_out(part)
    except Refusal as refusal:
        state = PartState.CHANGED if refusal.code == "changed" else PartState.REFUSED
        return _listed_anew(part, state, str(refusal.message))


@transaction.atomic
def open_again(*, part: ClosurePart) -> ClosurePart:
    """Take one home's closure back; where that is refused, the reason stands at the home.

    What is free again goes to who waits for it.
    """
    part = _locked(part)
    if part.state != PartState.CLOSED:
        return part
    Home.objects.select_for_update(no_key=True).get(pk=part.home_id)
    roots = list(Space.objects.filter(home=part.home_id, parent=None).values_list("pk", flat=True))
    lock_roots(roots)
    try:
        with transaction.atomic():
            take_back(part)
            waitlist.look_again(roots=roots)
    except Refusal as refusal:
        part.why = str(refusal.message)[:200]
        part.save(update_fields=["why"])
        return part
    part.state, part.why = PartState.REOPENED, ""
    part.save(update_fields=["state", "why"])
    return part


@transaction.atomic
def _carry_out(part: ClosurePart) -> ClosurePart:
    closure = _locked_closure(part)
    part = _locked(part)
    if part.state != PartState.READY or closure.state != ClosureState.CLOSING:
        return part
    mine = Home.objects.visible_to(closure.by, Power.EDIT) if closure.by else Home.objects.none()
    if not mine.filter(pk=part.home_id).exists():
        raise refuse("not_yours")
    hits = list(part.hits.select_related("reservation", "to_space", "space"))
    for handler in handlers():
        handler.lock([hit.thing_id for hit in hits if hit.thing == handler.kind])
    touched = Q(home=part.home_id) | Q(pk__in=[hit.to_space_id for hit in hits if hit.to_space_id])
    found = Space.objects.filter(touched, root__isnull=False).values_list("root_id", flat=True)
    roots = {root for root in found if root}
    lock_homes([part.home_id, *capped_homes(roots)])
    lock_roots(roots)
    if {hit.key for hit in affected(closure, part.home)} != {hit.key for hit in hits}:
        raise refuse("changed", status=409)
    part.record = apply(part, hits)
    waitlist.look_again(roots=roots)
    part.state, part.why, part.done_at = PartState.CLOSED, "", clock.now()
    part.save(update_fields=["record", "state", "why", "done_at"])
    tell_people(closure)
    audit.record(
        action="close_home", target=part.home, actor=closure.by, closure=closure.pk, hits=len(hits)
    )
    return part


@transaction.atomic
def _listed_anew(part: ClosurePart, state: str, why: str) -> ClosurePart:
    closure = _locked_closure(part)
    part = _locked(part)
    listed_again(part)
    part.state, part.why = state, why[:200]
    part.save(update_fields=["state", "why"])
    tell_people(closure)
    return part


def _locked_closure(part: ClosurePart) -> Closure:
    """The closure as it is, locked before its homes: nobody stops it while people are told."""
    return Closure.objects.select_for_update(no_key=True, of=("self",)).select_related("by").get(
        pk=part.closure_id
    )  # fmt: skip


def may_reopen(closure: Closure) -> bool:
    """Whether there is something to open again, and nobody is at it."""
    finished = closure.state in (ClosureState.DONE, ClosureState.STOPPED, ClosureState.READY)
    closed = closure.parts.filter(state=PartState.CLOSED)
    return finished and closure.kind != ClosureKind.OUTSIDE and closed.exists()


def _locked(part: ClosurePart) -> ClosurePart:
    rows = ClosurePart.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("closure__by", "closure__space", "home").get(pk=part.pk)


def _ready(closure: Closure) -> Closure:
    closure = Closure.objects.select_for_update(no_key=True).get(pk=closure.pk)
    if closure.state not in (ClosureState.READY, ClosureState.STOPPED):
        raise refuse("not_ready")
    return closure


def _possible(hit: ClosureHit, decision: str) -> bool:
    if hit.result or hit.part.state == PartState.CLOSED:
        return False
    if decision == Decision.MOVE:
        return hit.to_space_id is not None
    return decision == Decision.CANCEL or (decision == Decision.KEEP and hit.part.closure.may_keep)


def _check_times(windows: Sequence[Interval]) -> None:
    now: datetime = clock.now()
    if not windows or any(end <= start or end <= now for start, end in windows):
        raise refuse("closure_times")
    if windows[-1][1] - windows[0][0] > LONGEST:
        raise refuse("closure_too_long")


def _go(closure: Closure, state: str, by: Person) -> Closure:
    """Who gave the last word answers for it: the work is done in that person's scope."""
    closure.state, closure.queued_at, closure.by = state, clock.now(), by
    closure.save(update_fields=["state", "queued_at", "by"])
    _start(closure)
    return closure


def _start(closure: Closure) -> None:
    few = closure.parts.count() <= AT_ONCE
    run = tasks.work_on_closure if few else tasks.work_on_closure.delay
    # Robust: what fails or gets lost here stays unfinished, and `resume_closures` finds it.
    transaction.on_commit(partial(run, closure.pk), robust=True)
