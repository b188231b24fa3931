"""A worker's part of a closure: home after home, each in its own transaction.

The worker holds an advisory lock, so a closure that is unfinished and unlocked is abandoned. Where
it stands is in its homes' states; a worker that dies half-way leaves whole homes only.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import override

from bookings.closures import carry_out, open_again, prepare
from bookings.enums import UNFINISHED_CLOSURES, ClosureState, PartState
from bookings.models import Closure, ClosurePart
from common import clock
from common.locks import lone_worker

_LOCK_SPACE = 0x434C  # "CL": the first half of this module's advisory lock keys
PATIENCE = timedelta(seconds=20)

# By the closure's state: the homes it is about, what is done with each, and the state after.
STEPS: dict[str, tuple[str, Callable, str]] = {
    ClosureState.PREPARING: (PartState.WAITING, prepare, ClosureState.READY),
    ClosureState.CLOSING: (PartState.READY, carry_out, ClosureState.DONE),
    ClosureState.REOPENING: (PartState.CLOSED, open_again, ClosureState.REOPENED),
}


def work_on(closure_id: int) -> None:
    """Take the closure as far as its state says, unless another worker is at it."""
    with lone_worker(_LOCK_SPACE, closure_id) as side:
        if side is None:
            return
        closure = Closure.objects.filter(pk=closure_id, state__in=UNFINISHED_CLOSURES).first()
        if closure is None:
            return
        wanted, step, _after = STEPS[closure.state]
        with override("zh-hans"):
            for part in list(closure.parts.filter(state=wanted).order_by("home__code")):
                if not Closure.objects.filter(pk=closure_id, state=closure.state).exists():
                    return
                step(part=part)
        _end(closure)


def _end(closure: Closure) -> None:
    """The state after the last home, unless somebody has stopped it meanwhile."""
    _wanted, _step, after = STEPS[closure.state]
    left = ClosurePart.objects.filter(closure=closure)
    open_still = left.filter(state__in=(PartState.CHANGED, PartState.REFUSED)).exists()
    if after == ClosureState.DONE and open_still:
        after = ClosureState.READY
    if after == ClosureState.REOPENED and left.filter(state=PartState.CLOSED).exists():
        after = ClosureState.DONE
    Closure.objects.filter(pk=closure.pk, state=closure.state).update(
        state=after, finished_at=clock.now()
    )


def abandoned() -> list[int]:
    """Unfinished closures queued a while ago that no worker holds."""
    waiting = Closure.objects.filter(
        state__in=UNFINISHED_CLOSURES, queued_at__lt=clock.now() - PATIENCE
    )
    found = []
    for closure_id in waiting.order_by("queued_at").values_list("pk", flat=True):
        with lone_worker(_LOCK_SPACE, closure_id) as side:
            if side is not None:
                found.append(closure_id)
    return found
