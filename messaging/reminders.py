"""When somebody is reminded of what begins: the evening before, and some hours before.

Of the two only the latest that is due counts, so that an outage is caught up with one reminder.
Nobody is reminded of what has begun, or of what was settled after the moment of the reminder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q

from common.clock import SHANGHAI
from messaging.models import Notice

EVENING, SOON = "evening", "soon"


@dataclass(frozen=True)
class Times:
    """The hour of the evening before, and how many hours before the start."""

    evening: int
    hours: int


@dataclass(frozen=True)
class Wanted:
    """A reminder that is due: whose (None: of somebody without an account), of which row."""

    person_id: int | None
    row: int
    starts_at: datetime
    name: str
    key: str


def times() -> Times:
    """As the settings have them."""
    return Times(settings.PORTAL_REMIND_EVENING, settings.PORTAL_REMIND_HOURS)


def moments(starts_at: datetime, at: Times) -> dict[str, datetime]:
    """When each reminder of what begins at `starts_at` is due."""
    day_before = starts_at.astimezone(SHANGHAI).date() - timedelta(days=1)
    return {
        EVENING: datetime.combine(day_before, time(at.evening), SHANGHAI),
        SOON: starts_at - timedelta(hours=at.hours),
    }


def due(starts_at: datetime, settled_at: datetime, now: datetime, at: Times) -> str:
    """The reminder that is due now; "" where there is none."""
    past = {name: when for name, when in moments(starts_at, at).items() if when <= now}
    if starts_at <= now or not past:
        return ""
    name = max(past, key=past.__getitem__)
    return name if settled_at < past[name] else ""


def horizon(now: datetime, at: Times) -> datetime:
    """What begins later than this has no reminder due yet."""
    local = now.astimezone(SHANGHAI)
    last_day = local.date() + timedelta(days=1 if local.hour >= at.evening else 0)
    midnight = datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)
    return max(midnight, now + timedelta(hours=at.hours, seconds=1))


def not_yet_left(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Those that have not been left in their person's inbox; the key itself guards each again."""
    wanted = list(wanted)
    people = {one.person_id for one in wanted if one.person_id is not None}
    whose = Q(person__in=people) | Q(person__isnull=True)
    left = Notice.objects.filter(whose, key__in={one.key for one in wanted})
    known = set(left.values_list("person_id", "key"))
    return [one for one in wanted if (one.person_id, one.key) not in known]
