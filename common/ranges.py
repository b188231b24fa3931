"""Half-open ranges [lower, upper) as PostgreSQL holds them."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange


def units(lower: int, upper: int) -> NumericRange:
    """The whole numbers lower … upper - 1."""
    return NumericRange(lower, upper, "[)")


def during(starts_at: datetime, ends_at: datetime) -> DateTimeTZRange:
    """The time from `starts_at` up to, not including, `ends_at`."""
    return DateTimeTZRange(starts_at, ends_at, "[)")
