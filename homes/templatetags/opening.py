"""Opening hours in words and as a strip of the day."""

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common import clock
from homes.opening import Interval

register = template.Library()
MINUTES = 24 * 60


@register.filter
def near_day(moment: datetime) -> str:
    """ "today", "tomorrow", else the weekday and the date."""
    day = localtime(moment, clock.SHANGHAI).date()
    ahead = (day - clock.today()).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    return f"{date_format(day, 'D')} {date_format(day, 'n-j')}"


@register.filter
def clock_time(moment: datetime) -> str:
    """08:30; midnight at the end of a day is 24:00 in no locale here, so 00:00."""
    return localtime(moment, clock.SHANGHAI).strftime("%H:%M")


@register.simple_tag
def day_strip(intervals: list[Interval], now: datetime) -> str:
    """The open hours of today as a bar with the present moment marked; the words stand beside."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    bars = format_html_join(
        "",
        '<rect class="open" x="{}" y="0" width="{}" height="6" rx="3"/>',
        (
            (minute_of(start, day), minute_of(end, day) - minute_of(start, day))
            for start, end in intervals
        ),
    )
    return format_html(
        '<svg class="day-strip" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="day" x="0" y="0" width="{}" height="6"/>{}'
        '<rect class="now" x="{}" y="-1" width="8" height="10"/></svg>',
        MINUTES,
        MINUTES,
        bars,
        minute_of(now, day),
    )


def minute_of(moment: datetime, day: datetime) -> int:
    """Minutes since midnight `day`, within the day."""
    return int(min(max(moment - day, timedelta()), timedelta(days=1)).total_seconds() // 60)
