"""Sessions and sign-ups: what works, what is refused, what is given back."""

from datetime import date, timedelta

import pytest

from bookings import actions as bookings
from bookings.models import Hold
from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from homes.enums import Mode, Status
from homes.models import Space
from services import actions
from services.enums import SessionState, SignUpState
from services.models import Session
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import SpaceFactory
from tests.factories.services import ActivityFactory, SessionFactory, SignUpFactory
from unions.models import PointsEntry

HOUR = timedelta(hours=1)


@pytest.fixture
def hall(home) -> Space:
    return SpaceFactory(home=home)


@pytest.fixture
def activity(home):
    return ActivityFactory(home=home, name="羽毛球友谊赛")


def schedule(activity, by, *, hour=14, **fields) -> Session:
    start = tomorrow_at(hour)
    plan = {"starts_at": start, "ends_at": start + 2 * HOUR, "capacity": 20, **fields}
    return actions.schedule_session(activity=activity, by=by, **plan)


def code_of(call, *args, **kwargs) -> tuple[str, int]:
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    assert "%(" not in str(caught.value.message)
    return caught.value.code, caught.value.status


def test_a_session_takes_its_space(activity, hall, home_cadre, worker):
    session = schedule(activity, home_cadre, space=hall)
    assert session.on == tomorrow_at(14).date()
    assert session.reservation.purpose == "羽毛球友谊赛"
    assert session.reservation.source == "activity"
    assert Hold.objects.get().reservation == session.reservation
    start = tomorrow_at(15)
    answer = code_of(
        bookings.book, person=worker, space=hall, starts_at=start, ends_at=start + HOUR
    )
    assert answer == ("taken", 409)


def test_a_clash_is_refused_and_nothing_is_saved(activity, hall, home_cadre, worker):
    start = tomorrow_at(15)
    bookings.book(person=worker, space=hall, starts_at=start, ends_at=start + HOUR)
    assert code_of(schedule, activity, home_cadre, space=hall) == ("taken", 409)
    assert Session.objects.count() == 0
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(("capacity", "units"), [(12, 12), (0, 20)])
def test_a_space_by_places_gives_as_many_as_the_session_has(
    activity, home, home_cadre, capacity, units
):
    gym = SpaceFactory(home=home, places=True)
    schedule(activity, home_cadre, space=gym, capacity=capacity)
    assert sum(row.units.upper - row.units.lower for row in Hold.objects.all()) == units


def test_a_walk_in_space_and_no_space_take_no_reservation(activity, home, home_cadre):
    library = SpaceFactory(home=home, mode=Mode.WALK_IN)
    assert schedule(activity, home_cadre, space=library).reservation is None
    assert schedule(activity, home_cadre, hour=18).reservation is None


def test_sessions_that_make_no_sense_are_refused(activity, home, next_home, home_cadre):
    start = tomorrow_at(14)
    assert code_of(schedule, activity, home_cadre, ends_at=start) == ("times", 422)
    yesterday = start - timedelta(days=2)
    past = {"starts_at": yesterday, "ends_at": yesterday + HOUR}
    assert code_of(schedule, activity, home_cadre, **past) == ("past_start", 422)
    late = {"sign_up_closes_at": start + HOUR}
    assert code_of(schedule, activity, home_cadre, **late) == ("sign_up_window", 422)
    other = SpaceFactory(home=next_home)
    assert code_of(schedule, activity, home_cadre, space=other) == ("other_home", 422)
    night = SpaceFactory(home=home)
    assert code_of(schedule, activity, home_cadre, hour=23, space=night) == ("closed", 422)
    schedule(activity, home_cadre)
    assert code_of(schedule, activity, home_cadre) == ("session_exists", 409)
    home.status = Status.SUSPENDED
    home.save(update_fields=["status"])
    activity.refresh_from_db()
    assert code_of(schedule, activity, home_cadre, hour=10) == ("home_closed", 422)


def test_a_moved_session_frees_its_old_time_and_keeps_its_sign_ups(activity, hall, home_cadre):
    session = schedule(activity, home_cadre, space=hall)
    going = SignUpFactory(session=session)
    start = tomorrow_at(15)
    moved = actions.reschedule_session(
        session=session,
        starts_at=start,
        ends_at=start + HOUR,
        capacity=20,
        space=hall,
        by=home_cadre,
    )
    assert [(row.during.lower, row.during.upper) for row in Hold.objects.all()] == [
        (start, start + HOUR)
    ]
    going.refresh_from_db()
    assert (going.state, moved.taken) == (SignUpState.SIGNED_UP, 1)


def test_a_move_that_fails_leaves_the_session_as_it_was(activity, hall, home_cadre, worker):
    session = schedule(activity, home_cadre, space=hall)
    evening = tomorrow_at(19)
    bookings.book(person=worker, space=hall, starts_at=evening, ends_at=evening + HOUR)
    answer = code_of(
        actions.reschedule_session,
        session=session,
        starts_at=evening,
        ends_at=evening + HOUR,
        capacity=20,
        space=hall,
        by=home_cadre,
    )
    assert answer == ("taken", 409)
    session.refresh_from_db()
    assert session.starts_at == tomorrow_at(14)
    assert session.reservation.is_holding
    assert Hold.objects.count() == 2


def test_capacity_cannot_fall_below_what_is_taken(activity, home_cadre):
    session = schedule(activity, home_cadre)
    SignUpFactory(session=session, places=3)
    same = {"starts_at": session.starts_at, "ends_at": session.ends_at, "by": home_cadre}
    answer = code_of(actions.reschedule_session, session=session, capacity=2, **same)
    assert answer == ("below_taken", 422)
    assert actions.reschedule_session(session=session, capacity=3, **same).left == 0


def test_a_cancelled_session_gives_everything_back(activity, hall, home_cadre):
    session = schedule(activity, home_cadre, space=hall)
    going = SignUpFactory(session=session)
    called_off = actions.cancel_session(session=session, by=home_cadre, note="台风")
    going.refresh_from_db()
    assert (called_off.state, called_off.taken) == (SessionState.CANCELLED, 0)
    assert going.state == SignUpState.CANCELLED
    assert Hold.objects.count() == 0
    again = code_of(actions.cancel_session, session=session, by=home_cadre)
    assert again == ("state", 422)
    noted = AuditEntry.objects.get(action="cancel_session")
    assert (noted.actor, noted.detail) == (home_cadre, {"note": "台风"})


def test_sign_up_and_withdraw(worker):
    session = SessionFactory(capacity=2)
    made = actions.sign_up(session=session, person=worker, places=2)
    session.refresh_from_db()
    assert (made.state, session.taken, session.left) == (SignUpState.SIGNED_UP, 2, 0)
    back = actions.withdraw(sign_up=made, by=worker)
    session.refresh_from_db()
    assert (back.state, session.taken) == (SignUpState.CANCELLED, 0)
    assert code_of(actions.withdraw, sign_up=made, by=worker) == ("not_signed_up", 422)
    actions.sign_up(session=session, person=worker)
    session.refresh_from_db()
    assert session.taken == 1


def test_sign_ups_that_are_refused(worker, member):
    session = SessionFactory(capacity=3)
    assert code_of(actions.sign_up, session=session, person=worker, places=0) == ("places", 422)
    assert code_of(actions.sign_up, session=session, person=worker, places=6) == ("places", 422)
    four = code_of(actions.sign_up, session=session, person=worker, places=4)
    assert four == ("fewer_places", 409)
    actions.sign_up(session=session, person=worker, places=3)
    again = code_of(actions.sign_up, session=session, person=worker)
    assert again == ("already_signed_up", 409)
    assert code_of(actions.sign_up, session=session, person=member) == ("full", 409)
    session.refresh_from_db()
    assert session.taken == 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"capacity": 0}, "no_sign_up"),
        ({"state": SessionState.CANCELLED}, "state"),
        ({"state": SessionState.HELD}, "state"),
        ({"members_only": True}, "members_only"),
        ({"starts_at": tomorrow_at(14) - timedelta(days=2)}, "past"),
        ({"sign_up_closes_at": tomorrow_at(8) - timedelta(days=2)}, "sign_up_closed"),
    ],
)
def test_sessions_that_take_no_sign_up(worker, fields, code):
    session = SessionFactory(**fields)
    with pytest.raises(Refusal) as caught:
        actions.sign_up(session=session, person=worker)
    assert caught.value.code == code


def test_members_sign_up_where_only_members_may(member):
    session = SessionFactory(members_only=True)
    assert actions.sign_up(session=session, person=member).places == 1


def test_nobody_withdraws_once_it_has_begun(worker):
    going = SignUpFactory(person=worker)
    with clock.stopped_at(going.session.starts_at):
        assert code_of(actions.withdraw, sign_up=going, by=worker) == ("past", 422)


def test_attendance_counts_the_person_times(home_cadre):
    session = SessionFactory()
    came, stayed_away = SignUpFactory(session=session, places=3), SignUpFactory(session=session)
    early = code_of(actions.mark_attendance, sign_up=came, came=True, by=home_cadre)
    assert early == ("not_begun", 422)
    with clock.stopped_at(session.ends_at):
        uncounted = code_of(actions.record_session, session=session, by=home_cadre)
        assert uncounted == ("nobody_counted", 422)
        actions.mark_attendance(sign_up=came, came=True, by=home_cadre)
        actions.mark_attendance(sign_up=stayed_away, came=True, by=home_cadre)
        actions.mark_attendance(sign_up=stayed_away, came=False, by=home_cadre)
        held = actions.record_session(session=session, by=home_cadre)
        corrected = actions.record_session(session=session, by=home_cadre, person_times=35)
        assert code_of(actions.withdraw, sign_up=came, by=home_cadre) == ("attended", 422)
    assert PointsEntry.objects.filter(person=came.person).balance() == 10
    assert PointsEntry.objects.filter(person=stayed_away.person).balance() == 0
    assert (held.state, held.person_times) == (SessionState.HELD, 3)
    assert corrected.person_times == 35


def test_nothing_is_noted_too_early_or_of_a_session_called_off(home_cadre):
    session = SessionFactory()
    early = code_of(actions.record_session, session=session, by=home_cadre, person_times=5)
    assert early == ("not_begun", 422)
    off = SignUpFactory(state=SignUpState.CANCELLED)
    with clock.stopped_at(off.session.ends_at):
        gone = code_of(actions.mark_attendance, sign_up=off, came=True, by=home_cadre)
    assert gone == ("state", 422)
    actions.cancel_session(session=session, by=home_cadre)
    with clock.stopped_at(session.ends_at):
        late = code_of(actions.record_session, session=session, by=home_cadre, person_times=5)
    assert late == ("state", 422)


def test_the_logbook(activity, home_cadre):
    note = {"activity": activity, "person_times": 66, "by": home_cadre}
    held = actions.log_session(on=date(2020, 12, 24), **note)
    assert (held.state, held.method, held.starts_at) == (SessionState.HELD, "typed", None)
    again = code_of(actions.log_session, on=date(2020, 12, 24), **note)
    assert again == ("session_exists", 409)
    ahead = clock.today() + timedelta(days=1)
    assert code_of(actions.log_session, on=ahead, **note) == ("future", 422)
