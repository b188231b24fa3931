"""Moving a reservation to another time or space: all of it or nothing."""

from datetime import datetime, time

import pytest

from bookings import actions
from bookings.enums import Source, State
from bookings.models import Hold, Reservation
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from homes.models import Space
from messaging.models import Notice
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def spaces(db):
    home = HomeFactory()
    HoursFactory(home=home, opens=time(8), closes=time(22))
    SpaceFactory.create_batch(2, home=home)
    arrange(home)
    return list(Space.objects.select_related("home").order_by("pk"))


def book(person, space, hour: int, **fields) -> Reservation:
    made, _new = actions.book(
        person=person, space=space, starts_at=at(hour), ends_at=at(hour + 1), **fields
    )
    return made


def move(reservation, space, hour: int, by, **fields) -> Reservation:
    return actions.move(
        reservation=reservation,
        space=space,
        starts_at=at(hour),
        ends_at=at(hour + 1),
        by=by,
        **fields,
    )


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def test_who_booked_moves_it_and_the_old_time_is_free(spaces, worker, member):
    one, other = spaces
    booked = book(worker, one, 10)
    moved = move(booked, other, 12, worker)
    assert (moved.pk, moved.space, moved.starts_at) == (booked.pk, other, at(12))
    assert Hold.objects.get().during.lower == at(12)
    assert book(member, one, 10).state == State.CONFIRMED
    assert Notice.objects.count() == 0
    assert AuditEntry.objects.filter(action="move").count() == 1


def test_the_moved_one_does_not_count_against_its_own_quota(spaces, worker):
    space = spaces[0]
    Space.objects.update(daily_quota=1)
    space.refresh_from_db()
    booked = book(worker, space, 10)
    assert move(booked, space, 11, worker).starts_at == at(11)


def test_it_may_overlap_its_own_old_time(spaces, worker):
    booked = book(worker, spaces[0], 10)
    half_past = {"starts_at": at(10, 30), "ends_at": at(11, 30)}
    moved = actions.move(reservation=booked, space=spaces[0], by=worker, **half_past)
    assert moved.starts_at == at(10, 30)


def test_where_the_wanted_time_is_taken_all_is_as_before(spaces, worker, member):
    one, other = spaces
    book(member, other, 10)
    booked = book(worker, one, 10)
    assert code_of(lambda: move(booked, other, 10, worker)) == "taken"
    booked.refresh_from_db()
    assert (booked.space, booked.holds.count()) == (one, 1)


def test_a_cadre_moves_it_and_the_person_is_told(spaces, worker, home_cadre):
    booked = book(worker, spaces[0], 10)
    move(booked, spaces[1], 10, home_cadre, note="灯坏了")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (worker, "booking_moved")
    assert "灯坏了" in notice.text


def test_one_moved_by_its_person_into_a_space_with_approval_waits(spaces, worker):
    booked = book(worker, spaces[0], 10)
    Space.objects.filter(pk=spaces[1].pk).update(needs_approval=True)
    assert move(booked, spaces[1], 10, worker).state == State.REQUESTED


@pytest.mark.parametrize(("hour", "code"), [(7, "closed"), (6, "closed"), (22, "closed")])
def test_not_outside_the_hours(spaces, worker, hour, code):
    booked = book(worker, spaces[0], 10)
    assert code_of(lambda: move(booked, spaces[0], hour, worker)) == code


def test_what_is_over_stays(spaces, worker, home_cadre):
    booked = book(worker, spaces[0], 10)
    actions.cancel(reservation=booked, by=worker)
    assert code_of(lambda: move(booked, spaces[0], 11, worker)) == "state"
    assert code_of(lambda: move(booked, spaces[0], 11, home_cadre)) == "state"


def test_an_activity_moves_with_its_session_only(spaces, home_cadre):
    booked = book(None, spaces[0], 10, source=Source.ACTIVITY, by=home_cadre)
    assert code_of(lambda: move(booked, spaces[0], 11, home_cadre)) == "of_activity"
    moved = move(booked, spaces[0], 11, home_cadre, with_session=True)
    assert moved.starts_at == at(11)


def test_a_request_moved_to_where_nobody_must_approve_is_booked(spaces, worker):
    Space.objects.filter(pk=spaces[0].pk).update(needs_approval=True)
    asked = book(worker, spaces[0], 10)
    assert (asked.state, asked.decide_by is None) == (State.REQUESTED, False)
    moved = move(asked, spaces[1], 10, worker)
    assert (moved.state, moved.decide_by) == (State.CONFIRMED, None)


def test_what_is_approved_again_after_a_move_is_told_again(spaces, worker, home_cadre):
    Space.objects.update(needs_approval=True)
    asked = book(worker, spaces[0], 10)
    actions.decide(reservation=asked, approve=True, by=home_cadre)
    with clock.stopped_at(at(9)):
        move(asked, spaces[0], 12, worker)
        actions.decide(reservation=asked, approve=True, by=home_cadre)
    told = Notice.objects.filter(person=worker, kind="booking_approved")
    assert told.count() == 2


def test_nothing_is_moved_or_booked_into_the_past(spaces, worker, home_cadre):
    """Who is booked in after it is over could only have missed it."""
    booked = book(worker, spaces[0], 20)
    with clock.stopped_at(at(12)):
        assert code_of(lambda: move(booked, spaces[0], 10, home_cadre)) == "past"
        late = {"source": Source.CADRE, "by": home_cadre}
        assert code_of(lambda: book(worker, spaces[1], 11, **late)) == "past"
    with clock.stopped_at(at(11, 59)):
        assert book(worker, spaces[1], 11, **late).state == State.CONFIRMED
