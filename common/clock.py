"""The one clock. Everything that asks for the time asks here, so that tests can set it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai."""
    return _fixed.get() or timezone.localtime(timezone.now(), SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().date()


@contextmanager
def stopped_at(moment: datetime):
    """Within the block `now()` answers `moment` (aware)."""
    token = _fixed.set(moment.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _fixed.reset(token)
