"""Opening hours in words and as a strip of the day."""

from datetime import date, datetime, time, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from common.weekdays import WEEKDAYS
from homes.opening import Interval

register = template.Library()
MINUTES = 24 * 60


@register.filter
def near_day(moment: datetime) -> str:
    """Today, Tomorrow, else the weekday and the date."""
    day = localtime(moment, clock.SHANGHAI).date()
    name = day_name(day)
    return name if 0 <= (day - clock.today()).days <= 1 else f"{name} {short_date(day)}"


@register.filter
def day_name(day: date) -> str:
    """Today, Tomorrow, else the short weekday."""
    ahead = (day - clock.today()).days
    if ahead == 0:
        return _("Today")
    return _("Tomorrow") if ahead == 1 else str(WEEKDAYS[day.weekday()][1])


@register.filter
def short_date(day: date) -> str:
    """26 Nov in English, 11月26日 in Chinese."""
    if isinstance(day, datetime):
        day = localtime(day, clock.SHANGHAI).date()
    return date_format(day, pgettext("format of a short date", "j M"))


@register.filter
def full_date(day: date) -> str:
    """26 Nov 2026 in English, 2026年11月26日 in Chinese."""
    if isinstance(day, datetime):
        day = localtime(day, clock.SHANGHAI).date()
    return date_format(day, pgettext("format of a date", "j M Y"))


@register.filter
def clock_time(moment: datetime) -> str:
    """08:30 in Asia/Shanghai."""
    return localtime(moment, clock.SHANGHAI).strftime("%H:%M")


@register.filter
def closing_time(moment: datetime) -> str:
    """As `clock_time`, but the end of a day reads 24:00, not 00:00."""
    local = localtime(moment, clock.SHANGHAI)
    return "24:00" if local.time() == time() else clock_time(moment)


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
