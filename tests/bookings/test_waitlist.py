"""Standing in line: joining, whose turn it is, and what the database holds."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings import actions, sweeps, waiting
from bookings.enums import Source, State, Turn
from bookings.models import Hold, Reservation, WaitlistEntry
from bookings.rule_sets import save_rules
from bookings.spaces import arrange
from common import clock
from common.models import AuditEntry
from homes.enums import Mode
from homes.models import Space
from messaging.models import Notice
from services.actions import cancel_session, reschedule_session, schedule_session
from tests.bookings.lines import NOW, at, book, code_of, fresh, join, make_space, states
from tests.factories.bookings import BlockFactory, ReservationFactory, WaitlistEntryFactory
from tests.factories.homes import HomeFactory, HoursFactory
from tests.factories.services import ActivityFactory
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(8), closes=time(22))
    return home


@pytest.fixture
def court(home):
    return make_space(home)


@pytest.fixture
def gym(home):
    return make_space(home, mode=Mode.PLACES, capacity=4)


@pytest.fixture
def people():
    return PersonFactory.create_batch(6)


# ---- joining ----


def test_who_finds_it_taken_stands_in_line(people, court):
    book(people[0], court)
    entry = join(people[1], court)
    assert (entry.state, entry.joined_at, entry.home) == (Turn.WAITING, NOW, court.home)
    assert AuditEntry.objects.filter(action="join_line", row=str(entry.pk)).count() == 1
    assert Hold.objects.count() == 1


def test_joining_twice_is_joining_once(people, court):
    book(people[0], court)
    entry = join(people[1], court)
    assert join(people[1], court) == entry
    assert WaitlistEntry.objects.count() == 1


def test_what_is_free_is_booked_and_not_waited_for(people, court, gym):
    assert code_of(lambda: join(people[0], court)) == "free_now"
    book(people[0], gym, places=3)
    assert code_of(lambda: join(people[1], gym)) == "free_now"
    assert join(people[1], gym, places=2).places == 2


def test_the_other_rules_of_a_booking_hold(people, court):
    book(people[0], court, 21)
    book(people[0], court, 8)
    wishes = [
        ({"starts_at": at(7), "ends_at": at(9)}, "closed"),
        ({"starts_at": at(8), "ends_at": at(13)}, "too_long"),
        ({"starts_at": at(8, day=22), "ends_at": at(9, day=22)}, "past"),
        ({"starts_at": at(8), "ends_at": at(9), "places": 2}, "places"),
    ]
    for wish, code in wishes:
        assert code_of(lambda w=wish: waiting.join(person=people[1], space=court, **w)) == code
    Space.objects.update(members_only=True)
    assert code_of(lambda: join(people[1], court, 8)) == "members_only"


def test_a_used_quota_lets_nobody_wait(people, court):
    Space.objects.update(daily_quota=1)
    book(people[0], court, 10)
    book(people[1], court, 12)
    assert code_of(lambda: join(people[1], court, 10)) == "quota"


def test_nobody_waits_for_what_that_person_has(people, court, gym):
    book(people[0], court)
    assert code_of(lambda: join(people[0], court)) == "already_booked"
    book(people[0], gym, places=4)
    assert join(people[0], gym).state == Turn.WAITING


def test_one_person_stands_in_five_lines_at_most(people, court):
    for hour in range(10, 16):
        book(people[0], court, hour, source=Source.CADRE)
    entries = [join(people[1], court, hour) for hour in range(10, 15)]
    assert code_of(lambda: join(people[1], court, 15)) == "too_many_lines"
    waiting.leave(entry=entries[0], by=people[1])
    assert join(people[1], court, 15).state == Turn.WAITING


def test_another_number_of_places_is_another_line(people, gym):
    book(people[0], gym, places=4)
    join(people[1], gym, places=1)
    assert code_of(lambda: join(people[1], gym, places=2)) == "already_waiting"


# ---- whose turn it is ----


def test_what_has_ended_is_passed_on_too_where_a_pause_reaches_back_to_it(people, home):
    hall = make_space(home, step_minutes=15)
    half = make_space(home, parent=hall, buffer_before_minutes=30)
    half.refresh_from_db()
    Space.objects.filter(pk=half.pk).update(buffer_before_minutes=30)
    with clock.stopped_at(at(8)):
        actions.book(person=people[0], space=hall, starts_at=at(8), ends_at=at(8, 45))
        entry = join(people[1], half, 9)
    with clock.stopped_at(at(8, 50)):
        assert sweeps.close_past() == 1
    assert states(entry) == [Turn.OFFERED]


def test_a_cancelled_time_is_kept_for_the_first_in_line(people, court):
    booked = book(people[0], court)
    first, second = join(people[1], court), join(people[2], court)
    actions.cancel(reservation=booked, by=people[0])
    assert states(first, second) == [Turn.OFFERED, Turn.WAITING]
    kept = fresh(first).offer
    assert (kept.person, kept.state, kept.source) == (people[1], State.OFFERED, Source.WAITLIST)
    assert kept.offered_until == NOW + timedelta(minutes=30)
    assert Hold.objects.get().reservation == kept
    assert code_of(lambda: book(people[3], court)) == "taken"


def test_the_first_is_told_at_once_and_by_when_to_answer(people, court):
    booked = book(people[0], court)
    entry = join(people[1], court)
    actions.cancel(reservation=booked, by=people[0])
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (people[1], "waitlist_offered")
    assert notice.url == f"/bookings/{fresh(entry).offer_id}/"
    assert "10:30" in notice.title
    assert "10:30" in notice.text


@pytest.mark.parametrize("verb", ["refuse", "move", "release"])
def test_whatever_frees_a_time_passes_it_on(verb, people, court, home_cadre):
    Space.objects.update(needs_approval=True)
    booked = book(people[0], court)
    entry = join(people[1], court)
    if verb == "refuse":
        actions.decide(reservation=booked, approve=False, by=home_cadre, note="检修")
    elif verb == "move":
        where = {"space": court, "starts_at": at(12), "ends_at": at(13)}
        actions.move(reservation=booked, by=home_cadre, **where)
    else:
        with transaction.atomic():
            actions.end(booked, State.NO_SHOW)
    assert states(entry) == [Turn.OFFERED]


def test_one_that_moves_within_its_own_time_keeps_what_it_needs(people, court, home_cadre):
    booked = book(people[0], court)
    entry = join(people[1], court)
    half_past = {"starts_at": at(10, 30), "ends_at": at(11, 30)}
    moved = actions.move(reservation=booked, space=court, by=home_cadre, **half_past)
    assert states(entry) == [Turn.WAITING]
    actions.move(reservation=moved, space=court, by=home_cadre, starts_at=at(11), ends_at=at(12))
    assert states(entry) == [Turn.OFFERED]


def test_a_half_court_is_kept_out_of_a_cancelled_hall(people, home):
    hall = make_space(home)
    east, west = (make_space(home, parent=hall) for _half in range(2))
    hall = Space.objects.select_related("home").get(pk=hall.pk)
    booked = book(people[0], hall)
    entries = [join(people[1], east), join(people[2], hall), join(people[3], west)]
    actions.cancel(reservation=booked, by=people[0])
    assert states(*entries) == [Turn.OFFERED, Turn.WAITING, Turn.OFFERED]


def test_a_group_that_does_not_fit_is_passed_over_and_keeps_its_place(people, gym):
    big, small = book(people[0], gym, places=2), book(people[1], gym, places=2)
    group, pair, one = (join(people[n], gym, places=p) for n, p in ((2, 4), (3, 2), (4, 1)))
    actions.cancel(reservation=big, by=people[0])
    assert states(group, pair, one) == [Turn.WAITING, Turn.OFFERED, Turn.WAITING]
    waiting.decline(entry=pair, by=people[3])
    assert states(group, pair, one) == [Turn.WAITING, Turn.DECLINED, Turn.OFFERED]
    waiting.decline(entry=one, by=people[4])
    actions.cancel(reservation=small, by=people[1])
    assert states(group) == [Turn.OFFERED]


def test_a_pause_after_a_booking_is_counted(people, home):
    room = make_space(home, buffer_minutes=30)
    first = book(people[0], room, 10)
    entry = join(people[1], room, 11)
    book(people[2], room, 13)
    actions.cancel(reservation=first, by=people[0])
    assert states(entry) == [Turn.OFFERED]
    assert code_of(lambda: book(people[3], room, 12)) == "taken"


def test_whom_a_rule_refuses_is_passed_over_and_keeps_waiting(people, court):
    booked = book(people[0], court)
    first, second = join(people[1], court), join(people[2], court)
    Space.objects.update(daily_quota=1)
    book(people[1], court, 15)
    actions.cancel(reservation=booked, by=people[0])
    assert states(first, second) == [Turn.WAITING, Turn.OFFERED]


def test_a_closed_account_gets_nothing(people, court):
    booked = book(people[0], court)
    first, second = join(people[1], court), join(people[2], court)
    people[1].is_active = False
    people[1].save()
    actions.cancel(reservation=booked, by=people[0])
    assert states(first, second) == [Turn.WAITING, Turn.OFFERED]


def test_more_places_are_kept_for_who_waits(people, home, gym):
    book(people[0], gym, places=4)
    entry = join(people[1], gym, places=2)
    Space.objects.filter(pk=gym.pk).update(capacity=6)
    arrange(home)
    assert states(entry) == [Turn.OFFERED]


def test_a_session_called_off_gives_its_room_to_who_waits(people, court, home_cadre):
    activity = ActivityFactory(home=court.home)
    times = {"starts_at": at(10), "ends_at": at(11)}
    session = schedule_session(activity=activity, space=court, capacity=0, by=home_cadre, **times)
    entry = join(people[1], court)
    cancel_session(session=session, by=home_cadre)
    assert states(entry) == [Turn.OFFERED]


def test_a_session_moved_by_half_an_hour_keeps_its_room(people, court, home_cadre):
    activity = ActivityFactory(home=court.home)
    times = {"starts_at": at(10), "ends_at": at(12)}
    session = schedule_session(activity=activity, space=court, capacity=0, by=home_cadre, **times)
    early, late = join(people[1], court, 10), join(people[2], court, 11)
    moved = {"starts_at": at(11), "ends_at": at(13)}
    reschedule_session(session=session, space=court, capacity=0, by=home_cadre, **moved)
    assert states(early, late) == [Turn.OFFERED, Turn.WAITING]


def test_when_nobody_waits_passing_on_is_one_query(people, court, django_assert_num_queries):
    WaitlistEntryFactory.create_batch(3)
    booked = ReservationFactory(space=court, starts_at=at(10))
    actions.cancel(reservation=fresh(booked), by=booked.person)
    booked = ReservationFactory(space=court, starts_at=at(10))
    with django_assert_num_queries(10) as queries:
        actions.cancel(reservation=booked, by=booked.person)
    asked = [q["sql"] for q in queries if "bookings_waitlistentry" in q["sql"]]
    assert len(asked) == 1


# ---- what the database holds ----


def test_the_database_keeps_lines_in_shape(people, court):
    entry = WaitlistEntryFactory(space=court, person=people[0])
    kept = ReservationFactory(space=court, person=people[0])
    same = {"space": court, "person": people[0]}
    broken = [
        ("waitlist_once_in_line", lambda: WaitlistEntryFactory(**same)),
        ("waitlist_has_a_place", lambda: WaitlistEntryFactory(places=0)),
        ("waitlist_ends_after_start", lambda: WaitlistEntryFactory(ends_at=at(0, day=1))),
        (
            "waitlist_offer_as_state_says",
            lambda: WaitlistEntry.objects.filter(pk=entry.pk).update(state=Turn.OFFERED),
        ),
        (
            "waitlist_offer_as_state_says",
            lambda: WaitlistEntry.objects.filter(pk=entry.pk).update(offer=kept),
        ),
        (
            "waitlist_ended_when_out_of_line",
            lambda: WaitlistEntry.objects.filter(pk=entry.pk).update(state=Turn.LEFT),
        ),
        (
            "reservation_offered_until",
            lambda: Reservation.objects.filter(pk=kept.pk).update(state=State.OFFERED),
        ),
        (
            "reservation_offered_until",
            lambda: Reservation.objects.filter(pk=kept.pk).update(offered_until=NOW),
        ),
    ]
    for name, write in broken:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            write()


def test_how_many_are_ahead(people, home, court):
    half = make_space(home, parent=court)
    court = Space.objects.select_related("home").get(pk=court.pk)
    book(people[0], court, 10)
    book(people[0], court, 11, source=Source.CADRE)
    join(people[1], court, 10, until=12)
    join(people[2], half, 10)
    join(people[3], court, 11)
    join(people[4], court, 10)
    ahead = WaitlistEntry.objects.with_ahead().order_by("pk").values_list("ahead", flat=True)
    assert list(ahead) == [0, 1, 1, 2]
    assert WaitlistEntry.objects.wanting(half, at(10), at(11)).count() == 3


# ---- how long, by the rules ----


def test_a_place_is_kept_as_long_as_the_rules_of_its_space_say(people, home, court):
    save_rules(owner=home.union, values={"keep_minutes": 45, "keep_last_day_minutes": 20}, by=None)
    save_rules(owner=home, values={"keep_last_day_minutes": 15}, by=None)
    kept = []
    for hour in (12, 9):  # of tomorrow, from ten o'clock today
        booked = book(people[0], court, hour)
        entry = join(people[1], court, hour)
        actions.cancel(reservation=booked, by=people[0])
        kept.append(fresh(entry).offer.offered_until - NOW)
    assert kept == [timedelta(minutes=45), timedelta(minutes=15)]


@pytest.mark.parametrize("minutes", [0, 4, 24 * 60 + 1])
def test_the_database_refuses_a_keeping_time_that_nobody_can_answer(home, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        save_rules(owner=home, values={"keep_last_hours_minutes": minutes}, by=None)


def test_who_is_blocked_meanwhile_may_not_accept(people, court):
    booked = book(people[0], court)
    entry, behind = join(people[1], court), join(people[2], court)
    actions.cancel(reservation=booked, by=people[0])
    block = BlockFactory(strike__reservation__person=people[1])
    assert code_of(lambda: waiting.accept(entry=entry, by=people[1])) == "blocked"
    assert (block.person, states(entry, behind)) == (people[1], [Turn.WAITING, Turn.OFFERED])
