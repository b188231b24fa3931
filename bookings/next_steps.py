"""What higher apps offer under a booking, without bookings knowing them: rating it, for one."""

from collections.abc import Callable
from dataclasses import dataclass

from bookings.models import Reservation


@dataclass(frozen=True)
class NextStep:
    """A button on the page of a booking; `icon` is a name of static/img/icons.svg."""

    url: str
    text: str
    icon: str


_steps: dict[str, Callable[[Reservation], NextStep | None]] = {}


def register_next_step(name: str, step: Callable[[Reservation], NextStep | None]) -> None:
    """Offer `step(reservation)` on the page of every booking; the same name replaces."""
    _steps[name] = step


def next_steps(reservation: Reservation) -> list[NextStep]:
    """What there is to do with this booking, in the order of registration."""
    found = (step(reservation) for step in _steps.values())
    return [step for step in found if step is not None]
