"""Booking, deciding, cancelling, checking in, closing; each rule with its code."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bookings import actions, presence, sweeps
from bookings.enums import Source, State
from bookings.models import Hold, Reservation
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from common.ranges import during, units
from homes.enums import Condition, Mode, Status
from homes.models import Space
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from unions.enums import MemberStatus

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home():
    home = HomeFactory()
    HoursFactory(home=home, weekdays=[1, 2, 3, 4, 5, 6, 7], opens=time(8), closes=time(22))
    return home


def make_space(home, **fields) -> Space:
    space = SpaceFactory(home=home, **{"mode": Mode.EXCLUSIVE, **fields})
    arrange(home)
    return Space.objects.select_related("home").get(pk=space.pk)


@pytest.fixture
def court(home):
    return make_space(home)


@pytest.fixture
def person():
    return PersonFactory()


def book(person, space, starts_at, ends_at, **fields) -> Reservation:
    booking, _new = actions.book(
        person=person, space=space, starts_at=starts_at, ends_at=ends_at, **fields
    )
    return booking


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    assert str(refusal.value.message)
    return refusal.value.code


def test_booking_holds_the_units_for_the_time(person, court):
    booking = book(person, court, at(24, 9), at(24, 10))
    assert booking.state == State.CONFIRMED
    held = Hold.objects.get(reservation=booking)
    assert (held.units, held.during.lower, held.during.upper) == (
        court.units,
        at(24, 9),
        at(24, 10),
    )
    assert AuditEntry.objects.filter(action="book", row=str(booking.pk)).count() == 1


def test_taken_and_back_to_back(person, court):
    book(person, court, at(24, 9), at(24, 10))
    other = PersonFactory()
    assert code_of(lambda: book(other, court, at(24, 9, 30), at(24, 10, 30))) == "taken"
    assert book(other, court, at(24, 10), at(24, 11)).state == State.CONFIRMED


def test_the_database_refuses_an_overlap_by_itself(person, court):
    booking = book(person, court, at(24, 9), at(24, 10))
    with pytest.raises(IntegrityError, match="hold_no_overlap"), transaction.atomic():
        Hold.objects.create(
            reservation=booking,
            home=court.home,
            units=court.units,
            during=during(at(24, 9, 30), at(24, 11)),
        )
    with pytest.raises(IntegrityError, match="hold_not_empty"), transaction.atomic():
        Hold.objects.create(
            reservation=booking,
            home=court.home,
            units=units(5, 5),
            during=during(at(25, 9), at(25, 11)),
        )


@pytest.mark.parametrize(
    ("change", "start", "end", "code"),
    [
        ({}, at(23, 9), at(23, 9, 30), "past"),
        ({"lead_minutes": 120}, at(23, 11), at(23, 12), "too_soon"),
        (
            {"horizon_days": 7},
            at(30, 9) + timedelta(days=1),
            at(30, 10) + timedelta(days=1),
            "too_far",
        ),
        ({}, at(24, 9, 10), at(24, 10, 10), "step"),
        ({}, at(24, 9), at(24, 9, 45), "step"),
        ({"min_minutes": 60}, at(24, 9), at(24, 9, 30), "too_short"),
        ({"max_minutes": 60}, at(24, 9), at(24, 11), "too_long"),
        ({}, at(24, 7), at(24, 8), "closed"),
        ({}, at(24, 21, 30), at(24, 22, 30), "closed"),
        ({"mode": Mode.WALK_IN}, at(24, 9), at(24, 10), "walk_in"),
        ({"condition": Condition.FAULT}, at(24, 9), at(24, 10), "not_bookable"),
        ({"members_only": True}, at(24, 9), at(24, 10), "members_only"),
    ],
)
def test_each_rule_refuses_with_its_code(home, person, change, start, end, code):
    space = make_space(home, **change)
    assert code_of(lambda: book(person, space, start, end)) == code
    assert (Reservation.objects.count(), Hold.objects.count()) == (0, 0)


def test_a_suspended_home_takes_no_booking(person, court):
    court.home.status = Status.SUSPENDED
    court.home.save(update_fields=["status"])
    assert code_of(lambda: book(person, court, at(24, 9), at(24, 10))) == "not_bookable"


def test_members_may_book_what_is_for_members(home):
    space = make_space(home, members_only=True)
    member = PersonFactory(member_status=MemberStatus.MEMBER)
    assert book(member, space, at(24, 9), at(24, 10)).state == State.CONFIRMED


def test_quota_counts_the_day_and_the_whole_tree(home, person):
    hall = make_space(home, daily_quota=2)
    half = make_space(home, parent=hall, daily_quota=2)
    hall.refresh_from_db()
    book(person, half, at(24, 9), at(24, 10))
    book(person, hall, at(24, 11), at(24, 12))
    assert code_of(lambda: book(person, half, at(24, 14), at(24, 15))) == "quota"
    assert book(person, half, at(25, 9), at(25, 10)).state == State.CONFIRMED
    cancelled = Reservation.objects.get(starts_at=at(24, 9))
    actions.cancel(reservation=cancelled, by=person)
    assert book(person, half, at(24, 14), at(24, 15)).state == State.CONFIRMED


def test_places_are_sold_once_each(home):
    gym = make_space(home, mode=Mode.PLACES, capacity=5)
    people = PersonFactory.create_batch(4)
    book(people[0], gym, at(24, 9), at(24, 10), places=2)
    book(people[1], gym, at(24, 9), at(24, 11), places=3)
    assert code_of(lambda: book(people[2], gym, at(24, 9, 30), at(24, 10, 30))) == "taken"
    assert code_of(lambda: book(people[2], gym, at(24, 9), at(24, 10), places=6)) == "places"
    book(people[2], gym, at(24, 10), at(24, 11), places=2)
    assert code_of(lambda: book(people[3], gym, at(24, 10), at(24, 11))) == "taken"


def test_a_pause_keeps_the_next_one_away(home, person):
    room = make_space(home, buffer_minutes=30, daily_quota=None)
    book(person, room, at(24, 9), at(24, 10))
    assert code_of(lambda: book(person, room, at(24, 10), at(24, 11))) == "taken"
    assert code_of(lambda: book(person, room, at(24, 8), at(24, 9))) == "taken"
    assert book(person, room, at(24, 10, 30), at(24, 11)).state == State.CONFIRMED


def test_idempotency_key_returns_the_first_answer(person, court):
    first, new = actions.book(
        person=person, space=court, starts_at=at(24, 9), ends_at=at(24, 10), idempotency_key="a"
    )
    again, newer = actions.book(
        person=person, space=court, starts_at=at(24, 9), ends_at=at(24, 10), idempotency_key="a"
    )
    assert (again.pk, new, newer) == (first.pk, True, False)
    assert (
        code_of(lambda: book(person, court, at(24, 12), at(24, 13), idempotency_key="a"))
        == "key_reused"
    )
    other = PersonFactory()
    assert book(other, court, at(24, 12), at(24, 13), idempotency_key="a").state == State.CONFIRMED


def test_approval(home, person):
    room = make_space(home, needs_approval=True)
    cadre = PersonFactory()
    asked = book(person, room, at(24, 9), at(24, 10))
    assert asked.state == State.REQUESTED
    assert code_of(lambda: book(PersonFactory(), room, at(24, 9), at(24, 10))) == "taken"
    approved = actions.decide(reservation=asked, approve=True, by=cadre)
    assert (approved.state, approved.decided_by, approved.decided_at) == (
        State.CONFIRMED,
        cadre,
        NOW,
    )
    assert code_of(lambda: actions.decide(reservation=asked, approve=False, by=cadre)) == "state"
    second = book(person, room, at(24, 11), at(24, 12))
    refused = actions.decide(reservation=second, approve=False, by=cadre, note="满了")
    assert (refused.state, refused.note, refused.holds.count()) == (State.REFUSED, "满了", 0)
    assert book(person, room, at(24, 11), at(24, 12)).state == State.REQUESTED


def test_a_cadre_books_without_approval_lead_or_quota(home, person):
    room = make_space(home, needs_approval=True, lead_minutes=600, daily_quota=0)
    booking = book(person, room, at(23, 11), at(23, 12), source=Source.CADRE)
    assert booking.state == State.CONFIRMED


def test_cancel_gives_the_time_back(person, court):
    booking = book(person, court, at(24, 9), at(24, 10))
    cancelled = actions.cancel(reservation=booking, by=person)
    assert (cancelled.state, cancelled.ended_at, Hold.objects.count()) == (State.CANCELLED, NOW, 0)
    assert code_of(lambda: actions.cancel(reservation=booking, by=person)) == "state"
    assert book(PersonFactory(), court, at(24, 9), at(24, 10)).state == State.CONFIRMED


def test_the_space_of_an_activity_is_given_back_with_its_session_only(court):
    cadre = PersonFactory()
    booking = book(None, court, at(24, 9), at(24, 10), source=Source.ACTIVITY)
    assert code_of(lambda: actions.cancel(reservation=booking, by=cadre)) == "of_activity"
    ended = actions.cancel(reservation=booking, by=cadre, with_session=True)
    assert (ended.state, Hold.objects.count()) == (State.CANCELLED, 0)


def test_cancel_deadline_binds_the_person_not_the_cadre(home, person):
    room = make_space(home, cancel_minutes=120, late_cancel="refused")
    booking = book(person, room, at(23, 11), at(23, 12))
    assert code_of(lambda: actions.cancel(reservation=booking, by=person)) == "too_late_to_cancel"
    assert actions.cancel(reservation=booking, by=PersonFactory()).state == State.CANCELLED


def test_check_in_window(person, court):
    booking = book(person, court, at(23, 12), at(23, 13))
    assert code_of(lambda: presence.check_in(reservation=booking, by=person)) == (
        "too_early_to_check_in"
    )
    with clock.stopped_at(at(23, 11, 30)):
        assert presence.check_in(reservation=booking, by=person).state == State.CHECKED_IN
        assert presence.check_in(reservation=booking, by=person).state == State.CHECKED_IN
    late = book(person, court, at(23, 14), at(23, 15))
    with clock.stopped_at(at(23, 15)):
        assert code_of(lambda: presence.check_in(reservation=late, by=person)) == "past"


def test_close_past_states_what_happened(home, person):
    room = make_space(home, needs_approval=True, daily_quota=None)
    court = make_space(home, daily_quota=None, check_in_required=True)
    came = book(person, court, at(23, 11), at(23, 12))
    missed = book(person, court, at(23, 12), at(23, 13))
    waiting = book(person, room, at(23, 11), at(23, 14))
    ahead = book(person, court, at(23, 18), at(23, 19))
    with clock.stopped_at(at(23, 11)):
        presence.check_in(reservation=came, by=person)
    with clock.stopped_at(at(23, 13)):
        assert sweeps.close_past() == 3
        assert sweeps.close_past() == 0
    states = dict(Reservation.objects.values_list("pk", "state"))
    assert states == {
        came.pk: State.COMPLETED,
        missed.pk: State.NO_SHOW,
        waiting.pk: State.EXPIRED,
        ahead.pk: State.CONFIRMED,
    }
    assert list(Hold.objects.values_list("reservation", flat=True)) == [ahead.pk]


def test_arrange_moves_coming_holds_with_a_growing_tree(home, person):
    hall = make_space(home)
    half = make_space(home, parent=hall)
    hall.refresh_from_db()
    booking = book(person, hall, at(24, 9), at(24, 10))
    third = make_space(home, parent=hall)
    second = make_space(home, parent=hall)
    for space in (hall, half, third, second):
        space.refresh_from_db()
    assert hall.units.upper - hall.units.lower == 3
    for part in (half, third, second):
        assert hall.units.lower <= part.units.lower < part.units.upper <= hall.units.upper
        assert code_of(lambda part=part: book(PersonFactory(), part, at(24, 9), at(24, 10))) == (
            "taken"
        )
    assert booking.holds.get().units == hall.units
    before = hall.units
    assert arrange(home) == 0
    hall.refresh_from_db()
    assert hall.units == before


def test_a_space_cannot_shrink_below_what_is_sold(home, person):
    gym = make_space(home, mode=Mode.PLACES, capacity=4)
    book(person, gym, at(24, 9), at(24, 10), places=3)
    Space.objects.filter(pk=gym.pk).update(capacity=2)
    assert code_of(lambda: arrange(home)) == "held"
    Space.objects.filter(pk=gym.pk).update(capacity=6)
    assert arrange(home) == 1
    held = sum(h.units.upper - h.units.lower for h in Hold.objects.all())
    assert held == 3


@pytest.mark.parametrize("people", [1, 6])
def test_a_room_booked_whole_is_not_shared_when_it_is_booked_by_places_from_now_on(
    home, person, people
):
    room = make_space(home, capacity=10)
    booked = book(person, room, at(24, 9), at(24, 10), people=people)
    Space.objects.filter(pk=room.pk).update(mode=Mode.PLACES)
    assert code_of(lambda: arrange(home)) == "held"
    actions.cancel(reservation=booked, by=person)
    assert arrange(home) == 1


def test_two_homes_never_share_a_unit(home):
    other = HomeFactory()
    mine, theirs = make_space(home, capacity=9, mode=Mode.PLACES), make_space(other)
    assert mine.units.upper <= theirs.units.lower or theirs.units.upper <= mine.units.lower


def test_availability_uses_the_constraints_index(court):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM bookings_hold WHERE units && int8range(1, 2) "
            "AND during && tstzrange(now(), now() + interval '7 days')"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "hold_no_overlap" in plan
