import time
from datetime import UTC, date, datetime, timedelta

from common import clock
from common.clock import SHANGHAI

EVENING = datetime(2026, 11, 24, 23, 30, tzinfo=SHANGHAI)


def test_now_is_aware_and_in_shanghai():
    now = clock.now()
    assert now.utcoffset() == timedelta(hours=8)
    assert abs(now.timestamp() - time.time()) < 5


def test_a_stopped_clock_stands_and_goes_on():
    with clock.stopped_at(EVENING):
        assert (clock.now(), clock.today()) == (EVENING, date(2026, 11, 24))
        with clock.stopped_at(EVENING + timedelta(hours=1)):
            assert clock.today() == date(2026, 11, 25)
        assert clock.now() == EVENING
    assert clock.now() != EVENING


def test_today_is_shanghais_today():
    with clock.stopped_at(datetime(2026, 11, 24, 17, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 25)
