"""Lengths, limits and peak times in words, as pages, the API and refusals say them."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.enums import Measure, Period
from bookings.models import PeakTime
from common.weekdays import WEEKDAYS
from homes.templatetags.opening import clock_time, short_date


def duration(minutes: int | timedelta) -> str:
    """90 → "1.5 hours", 60 → "1 hour", 45 → "45 minutes"."""
    if isinstance(minutes, timedelta):
        minutes = int(minutes.total_seconds() // 60)
    if minutes % 30 or minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes == 60:
        return _("1 hour")
    return _("%(count)s hours") % {"count": f"{minutes / 60:g}"}


def clock_and_day(moment: datetime) -> str:
    """24 Nov 19:00, 11月24日 19:00."""
    return f"{short_date(moment)} {clock_time(moment)}"


def limit_text(most: int, measure: str, period: str) -> str:
    """At most 3 bookings a week."""
    if measure == Measure.MINUTES:
        sentences = {
            Period.DAY: _("at most %(length)s a day"),
            Period.WEEK: _("at most %(length)s a week"),
            Period.MONTH: _("at most %(length)s a month"),
        }
        return sentences[Period(period)] % {"length": duration(most)}
    if period == Period.DAY:
        text = ngettext("at most %(count)s booking a day", "at most %(count)s bookings a day", most)
    elif period == Period.WEEK:
        text = ngettext(
            "at most %(count)s booking a week", "at most %(count)s bookings a week", most
        )
    else:
        text = ngettext(
            "at most %(count)s booking a month", "at most %(count)s bookings a month", most
        )
    return text % {"count": most}


def peak_text(peak: PeakTime) -> str:
    """Mon–Fri 18:00–22:00."""
    ends = "24:00" if peak.ends == time(0) else f"{peak.ends:%H:%M}"
    return f"{days_text(peak.weekdays)} {peak.starts:%H:%M}–{ends}"


def day_name(weekday: int) -> str:
    """Mon for 1."""
    return str(WEEKDAYS[weekday - 1][1])


def days_text(weekdays: list[int]) -> str:
    """Mon–Fri for 1 to 5, Sat, Sun for 6 and 7."""
    runs: list[list[int]] = []
    for day in sorted(set(weekdays)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        first, last = day_name(run[0]), day_name(run[-1])
        names += [f"{first}–{last}"] if len(run) > 2 else [day_name(day) for day in run]
    return _(", ").join(names)
