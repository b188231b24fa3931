"""What a reader looks for: words, place, kind, and when it must be open. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from common.datum import Point
from homes.enums import Admission
from homes.opening import Interval, covers

MOMENT = timedelta(minutes=1)
DAY = timedelta(days=1)
EVENING = (time(19), time(21))
# Who may enter a home that is looked for by whom it admits.
ADMITTING = {
    Admission.EVERYONE: [Admission.EVERYONE],
    Admission.WORKERS: [Admission.EVERYONE, Admission.WORKERS],
    Admission.MEMBERS: [Admission.EVERYONE, Admission.WORKERS, Admission.MEMBERS],
}


@dataclass(frozen=True)
class Period:
    """When a home must be open: throughout, or else for some time on each day touched."""

    start: datetime
    end: datetime
    throughout: bool = True

    def met_by(self, opened: list[Interval]) -> bool:
        if self.throughout:
            return covers(opened, self.start, self.end)
        return all(any(s < last and e > first for s, e in opened) for first, last in self._days())

    def _days(self) -> list[Interval]:
        days, first = [], self.start
        while first < self.end:
            last = min(midnight(first) + DAY, self.end)
            days.append((first, last))
            first = last
        return days


@dataclass(frozen=True)
class Wish:
    """What the reader looks for; an empty field does not restrict.

    `periods`: the home must be open in each, the chosen one first; `day` (midnight) is the date
    that the reader chose, so that a card can tell its hours.
    """

    text: str = ""
    city: str = ""
    scene: str = ""
    facility: str = ""
    admission: str = ""
    near: Point | None = None
    periods: tuple[Period, ...] = ()
    day: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """When the reader wants to be there, if that was said."""
        return self.periods[0].start if self.periods else None


def midnight(moment: datetime) -> datetime:
    """The beginning of the day of `moment`."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def at(moment: datetime) -> Period:
    return Period(moment, moment + MOMENT)


def next_24_hours(now: datetime) -> Period:
    return Period(now, now + DAY)


def evening(now: datetime) -> Period:
    """19:00 to 21:00 of today, what is left of it, or else of tomorrow."""
    first, last = (datetime.combine(now.date(), hour, SHANGHAI) for hour in EVENING)
    if now + MOMENT > last:
        return Period(first + DAY, last + DAY)
    return Period(max(first, now), last)


def on_date(day: date, start: time | None, end: time | None, now: datetime) -> Period:
    """A date and its hours: from … to …, at one of them, or at some time of the day.

    An end at or before the start is the next day's.
    """
    first = datetime.combine(day, start or time(), SHANGHAI)
    if start is None and end is None:
        return Period(max(first, min(now, first + DAY - MOMENT)), first + DAY, throughout=False)
    if end is None:
        return at(first)
    last = datetime.combine(day, end, SHANGHAI)
    if start is None:
        return Period(last - MOMENT, last)
    return Period(first, last if last > first else last + DAY)


def each_day(first: date, last: date) -> Period:
    """Some time on each of these days, both included."""
    start, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last))
    return Period(start, end + DAY, throughout=False)
