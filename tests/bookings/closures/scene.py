"""Moments and closures of these tests; the home is open from 8 to 22 every day."""

from datetime import datetime, timedelta

from bookings import closures
from bookings.enums import ClosureKind
from common.clock import SHANGHAI

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
TUESDAY = datetime(2026, 11, 24, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def at(hour: int, day: int = 0) -> datetime:
    """That hour of Tuesday, or of a day after it."""
    return TUESDAY + timedelta(days=day, hours=hour)


def draft(homes, by, *, start=None, end=None, **fields):
    """Tuesday closed from midnight to midnight, unless told otherwise."""
    window = (start or at(0), end or at(24))
    given = {"kind": ClosureKind.HOURS, "reason": "台风", "windows": [window]} | fields
    return closures.draft(homes=homes, by=by, **given)
