"""What other apps hold at a home beside bookings: sessions of activities.

A closure must list and call them off, and bookings must not know their apps: each registers a
handler when it starts.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from homes.models import Home
from homes.opening import Interval
from unions.models import Person


@dataclass(frozen=True)
class Engagement:
    """A thing at a home that a closure hits; `people` are those who have signed up."""

    key: int
    title: str
    starts_at: datetime
    ends_at: datetime
    people: int = 0
    space_id: int | None = None


@dataclass(frozen=True)
class Handler:
    """`find(home, windows)` lists what lies within the windows of time (None: all to come),
    `find_held(reservations)` what those reservations are behind; `lock(keys)` locks before any
    space is locked; `call_off(key, by, note)` calls off and tells the people, and leaves
    it to the closure to pass on what comes free."""

    kind: str
    name: object
    find: Callable[[Home, Sequence[Interval] | None], list[Engagement]]
    find_held: Callable[[Collection[int]], list[Engagement]]
    lock: Callable[[Collection[int]], None]
    call_off: Callable[[int, Person, str], None]


_handlers: dict[str, Handler] = {}


def register_handler(handler: Handler) -> None:
    """Let closures know of a kind of thing; the same kind replaces."""
    _handlers[handler.kind] = handler


def handlers() -> list[Handler]:
    return list(_handlers.values())


def handler_of(kind: str) -> Handler:
    return _handlers[kind]
