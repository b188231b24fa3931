"""Each check with its code and a sentence that says what would work instead."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bookings.actions import book
from bookings.enums import Claim, Declaration, Measure, Period, State
from bookings.models import PeakTime, Reservation
from bookings.partners import claim, decide_claim
from bookings.rules import WORKER_CHECKS
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from tests.factories.bookings import PartnerWorkerFactory, QuotaFactory, ReservationFactory
from tests.factories.homes import AgreementFactory, SpaceFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)  # a Monday


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW), translation.override("en"):
        yield


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def take(person, space, starts_at, ends_at, **fields) -> Reservation:
    return book(person=person, space=space, starts_at=starts_at, ends_at=ends_at, **fields)[0]


def refused(*args, **fields) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        take(*args, **fields)
    return refusal.value


@pytest.mark.parametrize(
    ("rules", "start", "end", "code", "hint"),
    [
        ({"lead_minutes": 95}, at(23, 11), at(23, 12), "too_soon", "23 Nov 12:00"),
        ({"horizon_days": 2}, at(26, 9), at(26, 10), "too_far", "25 Nov 2026"),
        ({"min_minutes": 60}, at(24, 9), at(24, 9, 30), "too_short", "1 hour"),
        ({"max_minutes": 90}, at(24, 9), at(24, 11), "too_long", "1.5 hours"),
        ({}, at(24, 9, 10), at(24, 10), "step", "09:30–10:30"),
        ({}, at(24, 7), at(24, 9), "closed", "08:00–22:00"),
        ({"women_only": True}, at(24, 9), at(24, 10), "declare", "I am a woman worker"),
        ({"partners_only": True}, at(24, 9), at(24, 10), "partners_only", "the home confirms it"),
    ],
)
def test_a_refusal_says_what_would_work(home, worker, rules, start, end, code, hint):
    refusal = refused(worker, SpaceFactory(home=home, **rules), start, end)
    assert refusal.code == code
    assert hint in str(refusal)


def test_each_check_is_small_and_named():
    names = [check.__name__ for check in WORKER_CHECKS]
    assert len(set(names)) == len(names) == 15


def test_how_many_people_a_room_takes(home, worker):
    room = SpaceFactory(home=home, capacity=8)
    assert refused(worker, room, at(24, 9), at(24, 10), people=9).code == "people"
    assert take(worker, room, at(24, 9), at(24, 10), people=8).people == 8


# ---- pauses ----


def test_pauses_before_and_after(home):
    room = SpaceFactory(home=home, buffer_before_minutes=30, buffer_minutes=30, daily_quota=None)
    booked = take(PersonFactory(), room, at(24, 12), at(24, 13))
    held = booked.holds.get().during
    assert (held.lower, held.upper) == (at(24, 11, 30), at(24, 13, 30))
    # The next one's own pause before must not touch the pause after the last.
    assert refused(PersonFactory(), room, at(24, 13, 30), at(24, 14, 30)).code == "taken"
    assert refused(PersonFactory(), room, at(24, 10, 30), at(24, 11, 30)).code == "taken"
    take(PersonFactory(), room, at(24, 14), at(24, 15))
    take(PersonFactory(), room, at(24, 10), at(24, 11))


# ---- declarations ----


def test_what_is_declared_is_kept(home, worker):
    room = SpaceFactory(home=home, women_only=True, adults_only=True)
    refusal = refused(worker, room, at(24, 9), at(24, 10), declares=["woman"])
    assert (refusal.code, refusal.extra) == ("declare", {"missing": ["adult"]})
    booked = take(worker, room, at(24, 9), at(24, 10), declares=["adult", "woman"])
    assert booked.declares == [Declaration.WOMAN, Declaration.ADULT]


# ---- workers of co-building firms ----


@pytest.fixture
def firm(home):
    return AgreementFactory(home=home, uscc="91350581MA00000001")


def test_a_confirmed_worker_of_a_firm_may_book(home, worker, firm, county):
    room = SpaceFactory(home=home, partners_only=True)
    said = claim(person=worker, agreement=firm)
    assert refused(worker, room, at(24, 9), at(24, 10)).code == "partners_only"
    decide_claim(claim=said, confirm=True, by=county)
    assert take(worker, room, at(24, 9), at(24, 10)).state == State.CONFIRMED


def test_a_firm_is_known_at_its_other_homes_by_its_credit_code(next_home, worker, firm):
    room = SpaceFactory(home=next_home, partners_only=True)
    PartnerWorkerFactory(person=worker, agreement=firm, state=Claim.CONFIRMED, decided_at=NOW)
    assert refused(worker, room, at(24, 9), at(24, 10)).code == "partners_only"
    AgreementFactory(home=next_home, uscc=firm.uscc)
    assert take(worker, room, at(24, 9), at(24, 10)).state == State.CONFIRMED


def test_an_agreement_that_is_over_admits_nobody(home, worker, firm):
    room = SpaceFactory(home=home, partners_only=True)
    PartnerWorkerFactory(person=worker, agreement=firm, state=Claim.CONFIRMED, decided_at=NOW)
    firm.ends_on = date(2026, 11, 22)
    firm.save(update_fields=["ends_on"])
    assert refused(worker, room, at(24, 9), at(24, 10)).code == "partners_only"
    with pytest.raises(Refusal) as refusal:
        claim(person=worker, agreement=firm)
    assert refusal.value.code == "not_partner"


def test_who_was_refused_may_ask_again(worker, firm, county):
    said = decide_claim(claim=claim(person=worker, agreement=firm), confirm=False, by=county)
    assert said.state == Claim.REFUSED
    assert claim(person=worker, agreement=firm).state == Claim.WAITING
    assert claim(person=worker, agreement=firm).pk == said.pk


# ---- quotas ----


def no_daily(home, **fields):
    return SpaceFactory(home=home, daily_quota=None, **fields)


def test_three_a_week_over_all_homes_of_the_province(tree, home, next_home, worker):
    spaces = [no_daily(home), no_daily(next_home)]
    QuotaFactory(union=tree["350000"], limit=3)
    for space in spaces:
        space.refresh_from_db()
    for day, space in ((24, 0), (25, 1), (26, 0)):
        take(worker, spaces[space], at(day, 9), at(day, 10))
    refusal = refused(worker, spaces[1], at(27, 9), at(27, 10))
    assert refusal.code == "quota"
    assert refusal.extra == {
        "limit": 3,
        "used": 3,
        "measure": "count",
        "period": "week",
        "from": "2026-11-23",
        "next": "2026-11-30",
    }
    assert "30 Nov" in str(refusal)
    take(worker, spaces[1], at(30, 9), at(30, 10))
    take(PersonFactory(), spaces[1], at(27, 9), at(27, 10))


def test_two_peak_hours_a_week_in_a_home(home, worker):
    space = no_daily(home)
    quota = QuotaFactory(home=home, limit=120, measure=Measure.MINUTES, period=Period.WEEK)
    PeakTime.objects.create(quota=quota, weekdays=[1, 2, 3, 4, 5], starts=time(18), ends=time(22))
    take(worker, space, at(24, 9), at(24, 12))
    take(worker, space, at(24, 17), at(24, 19, 30))
    refusal = refused(worker, space, at(25, 18), at(25, 19))
    assert refusal.code == "quota"
    assert "book no more than 30 minutes" in str(refusal)
    assert "Mon–Fri 18:00–22:00" in str(refusal)
    take(worker, space, at(25, 18), at(25, 18, 30))
    take(worker, space, at(28, 18), at(28, 20))


def test_all_that_match_apply_and_trees_count_as_one(home, worker):
    hall, other = no_daily(home), no_daily(home)
    half = no_daily(home, parent=hall)
    QuotaFactory(space=hall, limit=1, period=Period.MONTH)
    QuotaFactory(home=home, limit=2, period=Period.DAY)
    take(worker, half, at(24, 9), at(24, 10))
    assert refused(worker, hall, at(26, 9), at(26, 10)).code == "quota"
    take(worker, other, at(24, 9), at(24, 10))
    assert refused(worker, other, at(24, 11), at(24, 12)).code == "quota"


def test_what_was_cancelled_does_not_count_and_a_no_show_does(home, worker):
    space = no_daily(home)
    QuotaFactory(home=home, limit=1)
    gone = {"space": space, "person": worker, "starts_at": at(23, 8), "ends_at": at(23, 9)}
    ReservationFactory(**gone, state=State.CANCELLED)
    ReservationFactory(**gone, state=State.NO_SHOW)
    assert refused(worker, space, at(24, 9), at(24, 10)).extra["used"] == 1


def queries_of_booking(worker, space, day: int) -> int:
    with CaptureQueriesContext(connection) as found:
        take(worker, space, at(day, 9), at(day, 10))
    return len(found)


def test_what_a_booking_costs(home, worker):
    """Nothing more where no quota and no cap applies; one query where quotas do."""
    space = SpaceFactory(home=home)
    space = Space.objects.select_related("home").get(pk=space.pk)
    assert queries_of_booking(worker, space, 24) == 15
    QuotaFactory(home=home, limit=9)
    assert queries_of_booking(worker, space, 25) == 16


def test_the_places_of_a_gym_have_no_other_people(home, worker):
    gym = SpaceFactory(home=home, mode=Mode.PLACES, capacity=4)
    assert take(worker, gym, at(24, 9), at(24, 10), places=3).heads == 3
