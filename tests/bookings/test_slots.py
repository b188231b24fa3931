"""What the booking pages offer, at 20:40 on Monday 23 November 2026."""

from datetime import date, datetime, time, timedelta

import pytest

from bookings import slots
from bookings.enums import State
from common import clock
from common.clock import SHANGHAI
from homes.enums import Condition, Mode
from homes.models import Space
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HoursExceptionFactory, SpaceFactory

NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home):
    """Open 8 to 22, every half hour, 30 minutes to 4 hours, two weeks ahead."""
    return SpaceFactory(home=home, name="羽毛球场")


def times(found: list[slots.Slot]) -> list[str]:
    return [f"{slot.starts_at:%H:%M}" for slot in found]


@pytest.mark.parametrize(
    ("rules", "offered"),
    [
        ({}, [30, 60, 90, 120, 180, 240]),
        ({"step_minutes": 60, "min_minutes": 60, "max_minutes": 120}, [60, 120]),
        ({"step_minutes": 45, "min_minutes": 45, "max_minutes": 90}, [90]),
        ({"step_minutes": 50, "min_minutes": 50, "max_minutes": 100}, [50]),
        ({"min_minutes": 480, "max_minutes": 720}, [480]),
    ],
)
def test_the_lengths_follow_the_rules_of_the_space(rules, offered):
    space = Space(**{"step_minutes": 30, "min_minutes": 30, "max_minutes": 240, **rules})
    assert slots.lengths(space) == offered


def test_how_many_places_one_may_choose():
    assert slots.place_counts(Space(mode=Mode.EXCLUSIVE, capacity=8)) == [1]
    assert slots.place_counts(Space(mode=Mode.PLACES, capacity=3)) == [1, 2, 3]
    assert slots.place_counts(Space(mode=Mode.PLACES, capacity=160))[-1] == 20


@pytest.mark.parametrize(
    ("asked", "minutes", "places"),
    [
        ({}, 60, 1),
        ({"minutes": "90", "places": "4"}, 90, 4),
        ({"minutes": "45"}, 60, 1),
        ({"minutes": "-60", "places": "0"}, 60, 1),
        ({"minutes": "９０", "places": "99"}, 90, 1),
        ({"minutes": "x" * 50, "places": "1e3"}, 60, 1),
    ],
)
def test_a_choice_that_is_not_allowed_falls_back(asked, minutes, places):
    choice = slots.chosen(Space(mode=Mode.PLACES, capacity=20), asked)
    assert (choice.minutes, choice.places) == (minutes, places)


def test_the_usual_length_is_an_hour_or_the_shortest_allowed():
    assert slots.chosen(Space(min_minutes=90, max_minutes=240), {}).minutes == 90


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2026-11-24", TOMORROW),
        ("2026-12-07", date(2026, 12, 7)),
        ("2026-12-08", date(2026, 12, 7)),
        ("2026-11-22", TODAY),
        ("2026-13-40", TODAY),
        ("", TODAY),
    ],
)
def test_a_day_that_cannot_be_booked_falls_back_to_the_nearest(asked, day):
    assert slots.chosen_day(Space(horizon_days=14), {"day": asked}) == day


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        ("2026-11-24T19:00:00+08:00", datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)),
        ("2026-11-24T11:00:00Z", datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)),
        ("2026-11-24T19:00", datetime(2026, 11, 24, 19, tzinfo=SHANGHAI)),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_the_start_in_the_address(asked, start):
    assert slots.chosen_start({"starts_at": asked}) == start


def test_the_days_ahead_with_their_free_times(court):
    ReservationFactory(space=court, starts_at=datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))
    days = slots.days_of(slots.chosen(court, {}))
    assert list(days) == [TODAY + timedelta(days=ahead) for ahead in range(15)]
    assert times(days[TODAY]) == ["21:00"]
    assert times(days[TOMORROW])[:3] == ["08:00", "10:00", "10:30"]
    assert times(days[TOMORROW])[-1] == "21:00"


def test_a_long_horizon_is_shown_a_page_of_days_at_a_time(court):
    court.horizon_days = 21
    choice = slots.chosen(court, {})
    first, second = date(2026, 11, 23), date(2026, 12, 8)
    for day in (None, first, date(2026, 12, 7)):
        days = slots.days_of(choice, day)
        assert (min(days), max(days)) == (first, date(2026, 12, 7))
        assert slots.pages_beside(court, days) == (None, second)
    for day in (second, date(2026, 12, 14)):
        days = slots.days_of(choice, day)
        assert (min(days), max(days)) == (second, date(2026, 12, 14))
        assert slots.pages_beside(court, days) == (first, None)
        assert times(days[day])[0] == "08:00"


def test_a_short_horizon_offers_few_days(court):
    court.horizon_days = 2
    assert list(slots.days_of(slots.chosen(court, {}))) == [
        TODAY,
        TOMORROW,
        TOMORROW + timedelta(days=1),
    ]


def test_a_day_on_which_the_home_is_shut_has_no_times(court):
    HoursExceptionFactory(home=court.home, on=TOMORROW)
    assert slots.days_of(slots.chosen(court, {}))[TOMORROW] == []


def test_what_must_be_booked_ahead_is_not_offered_too_late(court):
    court.lead_minutes = 12 * 60
    days = slots.days_of(slots.chosen(court, {}))
    assert days[TODAY] == []
    assert times(days[TOMORROW])[0] == "09:00"


def test_places_are_counted_throughout(home):
    gym = SpaceFactory(home=home, facility__code="gym", places=True)
    start = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
    ReservationFactory(space=gym, starts_at=start, places=18)
    by_start = {
        f"{slot.starts_at:%H:%M}": slot.places
        for slot in slots.days_of(slots.chosen(gym, {}))[TOMORROW]
    }
    assert [by_start[at] for at in ("08:00", "08:30", "09:30", "10:00")] == [20, 2, 2, 20]
    three = slots.days_of(slots.chosen(gym, {"places": "3"}))[TOMORROW]
    assert times(three)[:2] == ["08:00", "10:00"]


def test_the_next_times_of_today_for_many_spaces(home, court):
    with clock.stopped_at(datetime.combine(TODAY, time(10, 10), SHANGHAI)):
        walk_in = SpaceFactory(home=home, mode=Mode.WALK_IN)
        broken = SpaceFactory(home=home, condition=Condition.FAULT)
        taken = SpaceFactory(home=home)
        ReservationFactory(
            space=taken,
            state=State.REQUESTED,
            starts_at=datetime.combine(TODAY, time(8), SHANGHAI),
            ends_at=datetime.combine(TODAY, time(22), SHANGHAI),
        )
        found = slots.first_today([court, walk_in, broken, taken], most=2)
    assert {pk: times(rows) for pk, rows in found.items()} == {
        court.pk: ["10:30", "11:00"],
        taken.pk: [],
    }
