from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from homes.advice import shut_at_noon

MONDAY = date(2026, 11, 23)


def opened(day: date, opens: time, closes: time):
    end = day if closes > opens else day + timedelta(days=1)
    return datetime.combine(day, opens, SHANGHAI), datetime.combine(end, closes, SHANGHAI)


def advised(*intervals) -> list[date]:
    return shut_at_noon(list(intervals), [MONDAY, MONDAY + timedelta(days=1)])


def test_open_through_noon_is_fine():
    assert advised(opened(MONDAY, time(9), time(21))) == []
    assert advised(opened(MONDAY, time(12), time(14, 30))) == []


def test_a_lunch_break_is_not():
    morning, afternoon = opened(MONDAY, time(9), time(12)), opened(MONDAY, time(14, 30), time(18))
    assert advised(morning, afternoon) == [MONDAY]
    assert advised(opened(MONDAY, time(12, 1), time(20))) == [MONDAY]
    assert advised(opened(MONDAY, time(9), time(14, 29))) == [MONDAY]


def test_days_that_do_not_open_are_none_of_it():
    assert advised() == []


def test_round_the_clock():
    assert advised(opened(MONDAY, time(0), time(0)), opened(MONDAY, time(8), time(8))) == []
