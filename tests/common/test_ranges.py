from datetime import datetime, timedelta

from common.clock import SHANGHAI
from common.ranges import bounds, during, span, units

NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


def test_units_hold_the_first_and_not_the_last():
    found = units(2, 5)
    assert (2 in found, 4 in found, 5 in found) == (True, True, False)
    assert bounds(found) == (2, 5)


def test_one_booking_may_begin_where_another_ends():
    hour = timedelta(hours=1)
    first = during(NOON, NOON + hour)
    assert (NOON in first, NOON + hour in first) == (True, False)
    assert span(first) == (NOON, NOON + hour)
