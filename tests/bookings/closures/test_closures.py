"""Closures: listed, decided, carried out home by home, taken back."""

from datetime import timedelta

import pytest

from bookings import actions, closures, waiting
from bookings.enums import ClosureKind, ClosureState, Decision, PartState, Source, State, Turn
from bookings.models import ClosureHit, Hold, Reservation, WaitlistEntry
from bookings.outside import outside_hours
from common.errors import Refusal
from homes.enums import Condition
from homes.models import HomeAppointment, Hours, HoursException, Space
from messaging.models import Notice
from services.actions import schedule_session, sign_up
from services.enums import SessionState
from tests.bookings.closures.scene import TUESDAY, at, draft
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HomeFactory, SpaceFactory
from tests.factories.services import ActivityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def plan_of(closure) -> list[tuple]:
    """(hour, decision, goal's space, goal's start) of each hit."""
    rows = ClosureHit.objects.filter(part__closure=closure).order_by("starts_at", "pk")
    return [(row.starts_at, row.decision, row.to_space, row.to_starts_at) for row in rows]


def closed(closure, by, worked):
    closures.confirm(closure=closure, by=by)
    return worked(closure)


# ---- listing and proposals ----


def test_nothing_is_done_before_the_last_word(home, court, worker, home_cadre, worked):
    booked = ReservationFactory(space=court, person=worker, starts_at=at(10))
    ReservationFactory(space=court, starts_at=at(10, day=1))
    closure = worked(draft([home], home_cadre))
    assert closure.state == ClosureState.READY
    assert [hit.reservation for hit in ClosureHit.objects.all()] == [booked]
    assert (HoursException.objects.count(), Notice.objects.count()) == (0, 0)


def test_the_near_home_first_then_another_time(home, court, neighbour, home_cadre, worked):
    ReservationFactory(space=court, starts_at=at(10))
    ReservationFactory(space=neighbour, starts_at=at(12))
    ReservationFactory(space=court, starts_at=at(12))
    closure = worked(draft([home], home_cadre))
    assert plan_of(closure) == [
        (at(10), "move", neighbour, at(10)),
        # Next door is taken at twelve, and Monday is less than a day away.
        (at(12), "move", court, at(12, day=1)),
    ]


def test_earlier_only_with_a_days_notice(home, court, home_cadre, worked):
    """On Monday at ten: Tuesday at twelve is a day away, and nearer than Sunday."""
    ReservationFactory(space=court, starts_at=at(12, day=1))
    closure = draft([home], home_cadre, start=at(0, day=1), end=at(24, day=4))
    assert plan_of(worked(closure)) == [(at(12, day=1), "move", court, at(12))]


def test_an_evening_goes_to_another_evening(home, court, home_cadre, worked):
    for day in (1, 2):
        ReservationFactory(space=court, starts_at=at(20, day=day), ends_at=at(22, day=day))
    ReservationFactory(space=court, starts_at=at(20))
    assert plan_of(worked(draft([home], home_cadre)))[0][3] == at(19, day=1)
    ReservationFactory(space=court, starts_at=at(16, day=1), ends_at=at(20, day=1))
    assert plan_of(worked(draft([home], home_cadre)))[0][3] == at(19, day=2)


@pytest.mark.parametrize(("hour", "goal"), [(20, 11), (2, 1)])
def test_nobody_is_sent_into_the_night_who_did_not_come_at_night(
    home, court, home_cadre, worked, hour, goal
):
    Hours.objects.update(opens="00:00", closes="00:00")
    ReservationFactory(space=court, starts_at=at(hour, day=1))
    windows = [(at(12, day), at(22, day)) for day in range(9)]
    windows += [(at(2, day), at(6, day)) for day in range(9)]
    closure = worked(draft([home], home_cadre, windows=windows))
    assert plan_of(closure)[0][3] == at(goal, day=1)


def test_nobody_is_sent_to_two_places_at_once(home, court, worker, member, home_cadre, worked):
    hall = SpaceFactory(home=home, name="乒乓球室", facility__code="table_tennis")
    far = SpaceFactory(facility__code="gym", places=True)
    ReservationFactory(space=court, person=worker, starts_at=at(20))
    ReservationFactory(space=hall, person=worker, starts_at=at(21))
    ReservationFactory(space=far, person=worker, starts_at=at(21, day=1))
    ReservationFactory(space=hall, person=member, starts_at=at(20))
    closure = worked(draft([home], home_cadre))
    goals = {
        (hit.booking.person, hit.place): hit.to_starts_at
        for hit in ClosureHit.objects.filter(part__closure=closure)
    }
    # At eight in the evening the worker is to be in the court, at nine at another home.
    assert goals == {
        (worker, court): at(20, day=1),
        (member, hall): at(20, day=1),
        (worker, hall): at(21, day=2),
    }


def test_two_courts_for_one_match_stay_side_by_side(home, court, other, worker, home_cadre, worked):
    for space in (court, other):
        ReservationFactory(space=space, person=worker, starts_at=at(20))
    plan = plan_of(worked(draft([home], home_cadre)))
    assert [start for _was, _decision, _space, start in plan] == [at(20, day=1)] * 2


def test_no_two_are_offered_the_same(home, court, other, neighbour, home_cadre, worked):
    for space in (court, other):
        ReservationFactory(space=space, starts_at=at(10))
    goals = [(row[2], row[3]) for row in plan_of(worked(draft([home], home_cadre)))]
    assert (len(set(goals)), (neighbour, at(10)) in goals) == (2, True)


def test_not_to_homes_that_close_too_nor_where_one_must_ask(home, court, neighbour, county, worked):
    ReservationFactory(space=court, starts_at=at(10))
    both = worked(draft([home, neighbour.home], county))
    assert plan_of(both)[0][2] == court
    Space.objects.filter(pk=neighbour.pk).update(needs_approval=True)
    assert plan_of(worked(draft([home], county)))[0][2] == court


def test_a_block_moves_next_door_first(home, court, other, neighbour, home_cadre, worked):
    ReservationFactory(space=court, starts_at=at(10))
    closure = draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court)
    assert plan_of(worked(closure)) == [(at(10), "move", other, at(10))]


# ---- carrying out ----


def test_closed_moved_cancelled_and_told(
    home, court, neighbour, worker, member, home_cadre, worked
):
    first = ReservationFactory(space=court, person=worker, starts_at=at(10))
    second = ReservationFactory(space=court, person=member, starts_at=at(12))
    closure = worked(draft([home], home_cadre))
    hit = ClosureHit.objects.get(reservation=second)
    closures.decide(closure=closure, decisions={hit.pk: Decision.CANCEL}, by=home_cadre)
    closure = closed(closure, home_cadre, worked)
    assert closure.state == ClosureState.DONE
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.space, first.state, second.state) == (neighbour, State.CONFIRMED, "cancelled")
    told = {(n.person, n.kind) for n in Notice.objects.all()}
    assert told == {(worker, "booking_moved"), (member, "booking_cancelled")}
    assert all("台风" in notice.text for notice in Notice.objects.all())
    assert code_of(
        lambda: actions.book(person=worker, space=court, starts_at=at(15), ends_at=at(16))
    ) == "closed"  # fmt: skip


def test_where_something_changed_the_home_is_shown_again(home, court, home_cadre, worked):
    ReservationFactory(space=court, starts_at=at(10))
    closure = worked(draft([home], home_cadre))
    late = ReservationFactory(space=court, starts_at=at(15))
    closure = closed(closure, home_cadre, worked)
    part = closure.parts.get()
    assert (closure.state, part.state) == (ClosureState.READY, PartState.CHANGED)
    assert late.pk in part.hits.values_list("reservation", flat=True)
    assert (HoursException.objects.count(), Notice.objects.count()) == (0, 0)
    assert Reservation.objects.filter(state=State.CONFIRMED).count() == 2
    assert closed(closure, home_cadre, worked).state == ClosureState.DONE


def test_a_goal_that_was_taken_undoes_the_whole_home(home, court, neighbour, home_cadre, worked):
    booked = ReservationFactory(space=court, starts_at=at(10))
    ReservationFactory(space=court, starts_at=at(8))
    closure = worked(draft([home], home_cadre))
    ReservationFactory(space=neighbour, starts_at=at(10))
    closure = closed(closure, home_cadre, worked)
    assert closure.parts.get().state == PartState.CHANGED
    booked.refresh_from_db()
    assert (booked.space, HoursException.objects.count(), Notice.objects.count()) == (court, 0, 0)
    assert Hold.objects.count() == 3


def test_a_whole_county_and_the_homes_that_did_not_change(tree, county, worked):
    homes = HomeFactory.create_batch(12, union=tree["350581"], hours=True)
    spaces = [SpaceFactory(home=home) for home in homes]
    for space in spaces:
        ReservationFactory(space=space, starts_at=at(10))
    closure = worked(draft(homes, county))
    ReservationFactory(space=spaces[3], starts_at=at(15))
    closure = closed(closure, county, worked)
    states = list(closure.parts.order_by("home__code").values_list("state", flat=True))
    assert (states.count("closed"), states[3]) == (11, "changed")
    assert HoursException.objects.filter(on=TUESDAY.date(), opens=None).count() == 11


def test_stopped_between_homes_and_gone_on_with(tree, county, worked):
    closure = worked(draft(HomeFactory.create_batch(2, union=tree["350581"], hours=True), county))
    closures.confirm(closure=closure, by=county)
    closures.stop(closure=closure, by=county)
    assert worked(closure).state == ClosureState.STOPPED
    assert HoursException.objects.count() == 0
    assert closed(closure, county, worked).state == ClosureState.DONE


def test_who_lost_the_right_meanwhile_closes_nothing(home, court, home_cadre, worked):
    closure = worked(draft([home], home_cadre))
    HomeAppointment.objects.filter(person=home_cadre).delete()
    closures.confirm(closure=closure, by=home_cadre)
    closure = worked(closure)
    assert (closure.state, closure.parts.get().state) == (ClosureState.READY, PartState.REFUSED)
    assert HoursException.objects.count() == 0


def test_a_cadres_own_booking_goes_like_any_other(home, court, home_cadre, worked):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=100 * 60)
    mine = ReservationFactory(space=court, person=home_cadre, starts_at=at(10))
    closure = worked(draft([home], home_cadre))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=home_cadre)
    assert closed(closure, home_cadre, worked).state == ClosureState.DONE
    mine.refresh_from_db()
    assert (mine.state, Notice.objects.get().person) == (State.CANCELLED, home_cadre)


# ---- activities ----


def test_sessions_are_listed_and_called_off(home, court, worker, home_cadre, worked):
    activity = ActivityFactory(home=home)
    with_space, without = (
        schedule_session(
            activity=activity, starts_at=at(hour), ends_at=at(hour + 1), capacity=10, space=space,
            by=home_cadre,
        )
        for hour, space in ((10, court), (14, None))
    )  # fmt: skip
    sign_up(session=with_space, person=worker)
    closure = worked(draft([home], home_cadre))
    rows = ClosureHit.objects.order_by("starts_at")
    assert [(row.thing_id, row.people, row.decision) for row in rows] == [
        (with_space.pk, 1, "cancel"),
        (without.pk, 0, "cancel"),
    ]
    closed(closure, home_cadre, worked)
    with_space.refresh_from_db()
    assert (with_space.state, Hold.objects.count()) == (SessionState.CANCELLED, 0)


# ---- spaces and suspensions ----


def test_a_block_takes_the_space_for_its_open_hours(home, court, other, home_cadre, worked):
    court.buffer_minutes = 30
    court.save(update_fields=["buffer_minutes"])
    ReservationFactory(space=court, starts_at=at(10))
    ReservationFactory(space=court, starts_at=at(8, day=1))
    closure = draft(
        [home], home_cadre, kind=ClosureKind.BLOCK, space=court, reason="地板维修", end=at(24)
    )
    closed(worked(closure), home_cadre, worked)
    block = Reservation.objects.get(source=Source.MAINTENANCE)
    assert (block.starts_at, block.ends_at, block.purpose) == (at(8), at(22), "地板维修")
    closures.reopen(closure=closure, by=home_cadre)
    worked(closure)
    block.refresh_from_db()
    assert block.state == State.CANCELLED


def test_a_fault_keeps_what_is_not_decided(home, court, home_cadre, worked):
    booked = ReservationFactory(space=court, starts_at=at(10))
    closure = worked(draft([home], home_cadre, kind=ClosureKind.FAULT, space=court, windows=[]))
    assert plan_of(closure) == [(at(10), "keep", None, None)]
    closed(closure, home_cadre, worked)
    court.refresh_from_db()
    booked.refresh_from_db()
    assert (court.condition, booked.state) == (Condition.FAULT, State.CONFIRMED)
    closures.reopen(closure=closure, by=home_cadre)
    worked(closure)
    court.refresh_from_db()
    assert court.condition == Condition.IN_USE


def test_a_suspension_hits_all_that_is_to_come(home, court, neighbour, home_cadre, worked):
    ReservationFactory(space=court, starts_at=at(10))
    ReservationFactory(space=court, starts_at=at(10, day=30))
    closure = worked(draft([home], home_cadre, kind=ClosureKind.SUSPEND, windows=[]))
    assert {row[2] for row in plan_of(closure)} == {neighbour}
    closed(closure, home_cadre, worked)
    home.refresh_from_db()
    assert home.status == "suspended"
    closures.reopen(closure=closure, by=home_cadre)
    assert worked(closure).state == ClosureState.REOPENED
    home.refresh_from_db()
    assert home.status == "open"


# ---- who waits ----


@pytest.mark.parametrize("decision", [Decision.MOVE, Decision.CANCEL])
def test_what_a_block_frees_is_not_passed_on_before_it_stands(
    home, court, other, worker, member, home_cadre, worked, decision
):
    ReservationFactory(space=court, person=worker, starts_at=at(10))
    waiting.join(person=member, space=court, starts_at=at(10), ends_at=at(11))
    window = {"start": at(9), "end": at(12)}
    closure = worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court, **window))
    closures.decide_all(closure=closure, decision=decision, by=home_cadre)
    assert closed(closure, home_cadre, worked).state == ClosureState.DONE
    assert WaitlistEntry.objects.get().state == Turn.WAITING
    closures.reopen(closure=closure, by=home_cadre)
    worked(closure)
    assert WaitlistEntry.objects.get().state == Turn.OFFERED


def test_a_place_kept_for_who_waits_is_not_moved_but_taken_back(
    home, court, other, worker, member, home_cadre, worked
):
    booked = ReservationFactory(space=court, person=worker, starts_at=at(10))
    waiting.join(person=member, space=court, starts_at=at(10), ends_at=at(11))
    actions.cancel(reservation=booked, by=worker)
    window = {"start": at(9), "end": at(12)}
    closure = worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court, **window))
    assert [row[1:3] for row in plan_of(closure)] == [("cancel", None)]
    assert closed(closure, home_cadre, worked).state == ClosureState.DONE
    assert WaitlistEntry.objects.get().state == Turn.REMOVED
    kinds = Notice.objects.filter(person=member).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["waitlist_offered", "waitlist_removed"]


def test_a_session_that_is_called_off_leaves_its_time_to_the_block(
    home, court, member, home_cadre, worked
):
    session = schedule_session(
        activity=ActivityFactory(home=home),
        starts_at=at(10),
        ends_at=at(11),
        capacity=5,
        space=court,
        by=home_cadre,
    )
    waiting.join(person=member, space=court, starts_at=at(10), ends_at=at(11))
    window = {"start": at(9), "end": at(12)}
    closure = worked(draft([home], home_cadre, kind=ClosureKind.BLOCK, space=court, **window))
    assert closed(closure, home_cadre, worked).state == ClosureState.DONE
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert WaitlistEntry.objects.get().state == Turn.WAITING


# ---- taking back ----


def test_opened_again_the_people_are_told(home, court, worker, home_cadre, worked):
    booked = ReservationFactory(space=court, person=worker, starts_at=at(10))
    closure = worked(draft([home], home_cadre))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=home_cadre)
    closed(closure, home_cadre, worked)
    closures.reopen(closure=closure, by=home_cadre)
    assert worked(closure).state == ClosureState.REOPENED
    booked.refresh_from_db()
    assert (booked.state, HoursException.objects.count()) == (State.CANCELLED, 0)
    assert [n.kind for n in Notice.objects.order_by("pk")] == ["booking_cancelled", "home_reopened"]
    assert code_of(lambda: closures.reopen(closure=closure, by=home_cadre)) == "not_ready"


def test_hours_changed_since_are_left_and_said(home, court, home_cadre, worked):
    closure = closed(worked(draft([home], home_cadre)), home_cadre, worked)
    HoursException.objects.all().delete()
    closures.reopen(closure=closure, by=home_cadre)
    closure = worked(closure)
    assert (closure.state, closure.parts.get().state) == (ClosureState.DONE, PartState.CLOSED)
    assert closure.parts.get().why != ""


# ---- refusals ----


def test_what_makes_no_closure(home, home_cadre):
    past = at(9, day=-2)
    assert code_of(lambda: draft([], home_cadre)) == "no_homes"
    assert code_of(lambda: draft([home], home_cadre, end=at(0))) == "closure_times"
    assert code_of(lambda: draft([home], home_cadre, start=past, end=past)) == "closure_times"
    far = at(0) + timedelta(days=100)
    assert code_of(lambda: draft([home], home_cadre, end=far)) == "closure_too_long"


def test_whole_days_keep_nothing_and_a_draft_can_be_dropped(home, court, home_cadre, worked):
    ReservationFactory(space=court, starts_at=at(10))
    closure = worked(draft([home], home_cadre))
    hit = ClosureHit.objects.get()
    closures.decide(closure=closure, decisions={hit.pk: Decision.KEEP}, by=home_cadre)
    hit.refresh_from_db()
    assert hit.decision == Decision.MOVE
    keep = {"closure": closure, "decision": Decision.KEEP, "by": home_cadre}
    assert code_of(lambda: closures.decide_all(**keep)) == "may_not_keep"
    assert closures.stop(closure=closure, by=home_cadre).state == ClosureState.DROPPED
    assert code_of(lambda: closures.confirm(closure=closure, by=home_cadre)) == "not_ready"


# ---- outside the hours ----


def test_bookings_left_outside_are_listed_moved_or_kept(home, court, other, home_cadre, worked):
    inside = ReservationFactory(space=court, starts_at=at(10))
    early = ReservationFactory(space=court, starts_at=at(8))
    wedding = ReservationFactory(space=other, starts_at=at(8))
    Hours.objects.update(opens="09:00")
    assert outside_hours(Reservation.objects.all()) == {home: [early, wedding]}
    closure = worked(draft([home], home_cadre, kind=ClosureKind.OUTSIDE, windows=[]))
    kept = ClosureHit.objects.get(reservation=wedding)
    closures.decide(closure=closure, decisions={kept.pk: Decision.KEEP}, by=home_cadre)
    closed(closure, home_cadre, worked)
    early.refresh_from_db()
    assert early.starts_at == at(9)
    assert outside_hours(Reservation.objects.all()) == {}
    assert inside.is_holding


@pytest.mark.parametrize("count", [1, 3, 8])
def test_the_list_costs_the_same_for_any_number(tree, count, django_assert_num_queries):
    for home in HomeFactory.create_batch(count, union=tree["350581"]):
        ReservationFactory(space=SpaceFactory(home=home), starts_at=at(10))
    with django_assert_num_queries(4):
        assert len(outside_hours(Reservation.objects.all())) == count
