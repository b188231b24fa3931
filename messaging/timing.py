"""When a text message may ring a telephone. Values in, values out."""

from datetime import datetime, timedelta

from common.clock import SHANGHAI

# Hours of the day [from, to) in Asia/Shanghai; (0, 0): none.
Quiet = tuple[int, int]
# Who hears of a change at the end of the quiet hours must still have time to act on it.
TO_ACT = timedelta(hours=2)
# Who need only say yes or no needs less: a place kept over night is kept until 8:30.
TO_ANSWER = timedelta(minutes=30)


def quiet_until(now: datetime, quiet: Quiet) -> datetime | None:
    """The end of the quiet hours in which `now` lies; None in the day."""
    begins, ends = quiet
    local = now.astimezone(SHANGHAI)
    over_midnight = begins > ends
    in_night = local.hour >= begins or local.hour < ends
    in_part = begins <= local.hour < ends
    if not (in_night if over_midnight else in_part):
        return None
    end = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def sms_at(
    now: datetime,
    *,
    important: bool,
    matters_at: datetime | None,
    answer_by: datetime | None = None,
    quiet: Quiet,
) -> datetime:
    """When an SMS about what happens at `matters_at` goes out: at once, or after the night.

    What is important goes at once, whatever the hour, where it begins before there would be time
    to act, or must be answered before there would be time to: a change of the same night or of
    the early morning.
    """
    end = quiet_until(now, quiet)
    if end is None:
        return now
    begins = matters_at is not None and matters_at < end + TO_ACT
    lapses = answer_by is not None and answer_by < end + TO_ANSWER
    return now if important and (begins or lapses) else end
