"""The club of these tests: every Tuesday from 19:00 to 20:00, four times."""

from datetime import date, datetime, time

from bookings import series as doing
from bookings import series_plan
from bookings.models import Series
from common.clock import SHANGHAI

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
TUESDAYS = [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def club(court, person=None, **fields) -> Series:
    """The series as it is asked for; not saved."""
    pattern = {
        "weekdays": [2],
        "starts": time(19),
        "ends": time(20),
        "first_on": TUESDAYS[0],
        "last_on": TUESDAYS[-1],
        "purpose": "羽毛球俱乐部",
    }
    return Series(home=court.home, space=court, person=person, **(pattern | fields))


def made(court, person, by) -> Series:
    """The series with all its free dates booked."""
    wanted = club(court, person)
    return doing.create(series=wanted, turns=series_plan.plan(wanted).free, by=by)
