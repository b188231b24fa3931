"""What a person has ahead, out of all apps: each registers what it knows when it starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from unions.models import Person


@dataclass(frozen=True)
class Entry:
    """A date as a calendar keeps it; `uid` names it for ever, `sequence` only grows."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    tentative: bool = False
    place: str = ""
    point: tuple[float, float] | None = None
    note: str = ""
    path: str = ""


Provider = Callable[[Person, datetime], Iterable[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a source of entries; called once by the app that knows them."""
    _providers.append(provider)


def entries_of(person: Person, since: datetime) -> list[Entry]:
    """Everything of the person that ends after `since`, the next first."""
    found = [entry for provider in _providers for entry in provider(person, since)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.uid))
