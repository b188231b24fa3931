"""Half-open ranges [lower, upper) as PostgreSQL holds them."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange


def units(lower: int, upper: int) -> NumericRange:
    """The whole numbers lower … upper - 1."""
    return NumericRange(lower, upper, "[)")


def during(starts_at: datetime, ends_at: datetime) -> DateTimeTZRange:
    """The time from `starts_at` up to, not including, `ends_at`."""
    return DateTimeTZRange(starts_at, ends_at, "[)")


def bounds(found: Any) -> tuple[int, int]:
    """The ends of a range of units; ours always have both."""
    return found.lower, found.upper


def span(found: Any) -> tuple[datetime, datetime]:
    """The ends of a range of time; ours always have both."""
    return found.lower, found.upper
