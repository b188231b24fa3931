"""Not coming: released, counted where that is fair, blocked, appealed."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bookings import actions, conduct, presence, sweeps
from bookings.enums import AppealState, BlockScope, Source, State, StrikeKind
from bookings.models import Appeal, Block, ConductPolicy, Hold, Reservation, Strike
from bookings.reckoning import Mark
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from config.leaving import leave
from homes.models import Home, Space
from messaging.models import Notice
from tests.factories.bookings import AppealFactory, BlockFactory, ReservationFactory, StrikeFactory
from tests.factories.homes import (
    DoorCallFactory,
    FacilityFactory,
    HomeAppointmentFactory,
    HoursFactory,
    SpaceFactory,
    TicketFactory,
)
from tests.factories.unions import PersonFactory
from unions.enums import Role
from unions.models import PointsEntry
from unions.own_data import own_data

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home) -> Space:
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return SpaceFactory(home=home, check_in_required=True, daily_quota=None)


def book(person, space, hour: int = 19, **fields) -> Reservation:
    made, _new = actions.book(
        person=person,
        space=space,
        starts_at=at(hour),
        ends_at=at(hour) + timedelta(hours=1),
        **fields,
    )
    return made


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    assert str(refusal.value.message)
    return refusal.value.code


def release_at(moment: datetime) -> int:
    with clock.stopped_at(moment):
        return sweeps.release_unclaimed()


def kinds() -> list[str]:
    return sorted(Notice.objects.values_list("kind", flat=True))


# ---- released ----


def test_released_after_the_grace_and_free_for_others(worker, member, court):
    booked = book(worker, court)
    assert release_at(at(19, 14)) == 0
    assert release_at(at(19, 15)) == 1
    assert release_at(at(19, 15)) == 0
    booked.refresh_from_db()
    assert (booked.state, booked.ended_at, Hold.objects.count()) == (
        State.NO_SHOW,
        at(19, 15),
        0,
    )
    strike = Strike.objects.get()
    assert (strike.person, strike.kind, strike.weight) == (worker, StrikeKind.NO_SHOW, 1)
    assert kinds() == ["booking_missed_counted"]
    with clock.stopped_at(at(19, 16)):
        assert ReservationFactory(space=court, person=member, starts_at=at(19, 30)).pk


@pytest.mark.parametrize(
    "fields",
    [{"check_in_required": False}, {"grace_minutes": 0}, {"grace_minutes": 61}],
)
def test_not_released_where_the_space_says_so(worker, court, fields):
    Space.objects.filter(pk=court.pk).update(**fields)
    book(worker, court)
    assert release_at(at(19, 59)) == 0


@pytest.mark.parametrize("source", [Source.ACTIVITY, Source.MAINTENANCE, Source.WALK_IN])
def test_what_the_home_itself_uses_is_not_released(worker, court, source):
    ReservationFactory(space=court, person=worker, starts_at=at(19), source=source)
    ReservationFactory(space=court, person=None, starts_at=at(20), source=Source.CADRE)
    assert release_at(at(20, 30)) == 0


def test_who_is_booked_in_after_the_start_has_the_same_time_to_come(worker, court, county):
    with clock.stopped_at(at(19, 20)):
        book(worker, court, source=Source.CADRE, by=county)
    assert release_at(at(19, 34)) == 0
    assert release_at(at(19, 35)) == 1


def test_not_released_once_checked_in(worker, court):
    booked = book(worker, court)
    with clock.stopped_at(at(18, 30)):
        presence.check_in(reservation=booked, by=worker)
    assert release_at(at(19, 30)) == 0


def test_late_but_the_place_is_still_free(worker, court):
    booked = book(worker, court)
    release_at(at(19, 15))
    with clock.stopped_at(at(19, 20)):
        presence.check_in(reservation=booked, by=worker)
    booked.refresh_from_db()
    assert (booked.state, booked.ended_at, Hold.objects.count()) == (State.CHECKED_IN, None, 1)
    strike = Strike.objects.get()
    assert (strike.waived_at, strike.why) == (at(19, 20), "后来到场")
    assert PointsEntry.objects.visible_to(worker).balance() == 5


def test_late_and_the_place_is_gone(worker, member, court):
    booked = book(worker, court)
    release_at(at(19, 15))
    with clock.stopped_at(at(19, 16)):
        ReservationFactory(space=court, person=member, starts_at=at(19, 30))
        assert code_of(lambda: presence.check_in(reservation=booked, by=worker)) == "taken"
    booked.refresh_from_db()
    assert booked.state == State.NO_SHOW
    assert PointsEntry.objects.count() == 0


def test_close_past_counts_too_and_only_where_check_ins_are_recorded(worker, member, court):
    book(worker, court)
    other = SpaceFactory(home=court.home, grace_minutes=0)
    book(member, other)
    Space.objects.filter(pk=court.pk).update(grace_minutes=0)
    with clock.stopped_at(at(20)):
        assert sweeps.close_past() == 2
    states = dict(Reservation.objects.values_list("person", "state"))
    assert states == {worker.pk: State.NO_SHOW, member.pk: State.COMPLETED}
    assert Strike.objects.get().person == worker


# ---- counted or not ----


@pytest.mark.parametrize("doubt", ["unverified", "locked", "unanswered"])
def test_nobody_is_blamed_where_the_door_is_in_doubt(worker, court, doubt):
    home = court.home
    book(worker, court)
    if doubt == "unverified":
        Home.objects.filter(pk=home.pk).update(unverified=True)
    elif doubt == "locked":
        TicketFactory(home=home, created_at=at(19, 5))
    else:
        DoorCallFactory(home=home, asked_at=at(18, 40), due_at=at(19, 10), expired=True)
    assert release_at(at(19, 15)) == 1
    assert Strike.objects.count() == 0
    assert kinds() == ["booking_missed"]


def test_a_ticket_of_another_time_or_kind_is_no_excuse(worker, court):
    book(worker, court)
    TicketFactory(home=court.home, created_at=at(12))
    TicketFactory(home=court.home, created_at=at(19, 5), kind__code="dirty")
    release_at(at(19, 15))
    assert Strike.objects.count() == 1


def test_a_door_reported_afterwards_excuses(worker, court):
    book(worker, court)
    release_at(at(19, 15))
    with clock.stopped_at(at(19, 40)):
        assert conduct.excuse_shut_doors() == 0
        TicketFactory(home=court.home, created_at=at(19, 30))
        assert conduct.excuse_shut_doors() == 1
        assert conduct.excuse_shut_doors() == 0
    assert Strike.objects.get().why == "当时门可能没开"
    assert kinds() == ["booking_missed_counted", "strike_waived"]


def test_an_appeal_ends_with_its_strike(worker, court, home_cadre):
    strike = StrikeFactory(reservation=book(worker, court), person=worker)
    made = conduct.appeal(strike=strike, text="门没开")
    conduct.waive(strike=strike, why="当时停电", by=home_cadre)
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.decided_at) == (AppealState.UPHELD, home_cadre, NOW)
    refused = code_of(
        lambda: conduct.decide_appeal(appeal=made, uphold=False, answer="不成立", by=home_cadre)
    )
    assert refused == "appeal_decided"


@pytest.mark.parametrize(
    ("fields", "strikes"),
    [({}, [Decimal("0.5")]), ({"late_cancel": "free"}, []), ({"check_in_required": False}, [])],
)
def test_cancelling_late_frees_the_place_and_counts_by_rule(worker, court, fields, strikes):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60, **fields)
    booked = book(worker, court)
    with clock.stopped_at(at(18, 1)):
        assert actions.cancel(reservation=booked, by=worker).state == State.CANCELLED
    assert Hold.objects.count() == 0
    assert list(Strike.objects.values_list("weight", flat=True)) == strikes


def test_in_time_and_by_a_cadre_nothing_counts(worker, court, county):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60)
    actions.cancel(reservation=book(worker, court), by=worker)
    booked = book(worker, court, 20)
    with clock.stopped_at(at(19, 30)):
        actions.cancel(reservation=booked, by=county, note="设备故障")
    assert Strike.objects.count() == 0


@pytest.mark.parametrize("rule", ["counted", "refused"])
def test_whom_the_home_moves_late_cancels_freely(worker, court, county, rule):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60, late_cancel=rule)
    booked = book(worker, court)
    with clock.stopped_at(at(18, 1)):
        actions.move(
            reservation=booked, space=court, starts_at=at(18, 30), ends_at=at(19, 30), by=county
        )
        actions.cancel(reservation=booked, by=worker)
    booked.refresh_from_db()
    assert (booked.state, Strike.objects.count()) == (State.CANCELLED, 0)


def test_who_was_moved_long_ago_keeps_to_the_deadline(worker, court, county):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60)
    booked = book(worker, court)
    later = {"starts_at": at(19) + 3 * DAY, "ends_at": at(20) + 3 * DAY}
    actions.move(reservation=booked, space=court, by=county, **later)
    with clock.stopped_at(at(18, 30) + 3 * DAY):
        actions.cancel(reservation=booked, by=worker)
    assert Strike.objects.count() == 1


def test_moving_late_is_refused(worker, court):
    Space.objects.filter(pk=court.pk).update(cancel_minutes=60)
    booked = book(worker, court)
    with clock.stopped_at(at(18, 1)):
        refused = code_of(
            lambda: actions.move(
                reservation=booked, space=court, starts_at=at(21), ends_at=at(22), by=worker
            )
        )
    assert refused == "too_late_to_cancel"


# ---- blocked ----


def miss_three(worker, court) -> Block:
    for hour in (11, 12, 13):
        book(worker, court, hour)
    for hour in (11, 12, 13):
        release_at(at(hour, 15))
    return Block.objects.get()


def test_three_missed_bookings_pause_booking(worker, court, county):
    block = miss_three(worker, court)
    assert (block.starts_at, block.ends_at) == (at(13, 15), at(13, 15) + 7 * DAY)
    assert kinds() == ["booking_missed_counted"] * 3 + ["conduct_blocked"]
    with clock.stopped_at(at(14)):
        with pytest.raises(Refusal) as refusal:
            book(worker, court)
        assert (refusal.value.code, refusal.value.status) == ("blocked", 422)
        assert refusal.value.extra == {"until": block.ends_at, "appeal": "/me/conduct/"}
        assert "11月30日 13:15" in str(refusal.value)
        assert book(worker, court, source=Source.CADRE, by=county).state == State.CONFIRMED
    with clock.stopped_at(block.ends_at):
        made, _new = actions.book(
            person=worker,
            space=court,
            starts_at=block.ends_at + DAY + timedelta(minutes=45),
            ends_at=block.ends_at + DAY + timedelta(minutes=105),
        )
        assert made.state == State.CONFIRMED


def test_what_is_booked_may_be_moved_while_blocked(worker, court):
    booked = book(worker, court, 20)
    miss_three(worker, court)
    with clock.stopped_at(at(14)):
        moved = actions.move(
            reservation=booked, space=court, starts_at=at(21), ends_at=at(22), by=worker
        )
    assert moved.starts_at == at(21)


def test_a_block_at_one_home_leaves_the_others_open(worker, court, next_home):
    ConductPolicy.objects.create(scope=BlockScope.HOME)
    miss_three(worker, court)
    HoursFactory(home=next_home, opens=time(0), closes=time(0))
    elsewhere = SpaceFactory(home=next_home)
    with clock.stopped_at(at(14)):
        assert code_of(lambda: book(worker, court)) == "blocked"
        assert book(worker, elsewhere).state == State.CONFIRMED


def test_a_strike_taken_back_lifts_the_block_at_once(worker, court, county):
    block = miss_three(worker, court)
    with clock.stopped_at(at(14)):
        conduct.waive(strike=Strike.objects.earliest("at"), why="系统故障", by=county)
        block.refresh_from_db()
        assert block.lifted_at == at(14)
        assert conduct.standing_of(worker).mark == Mark.WARNED
        assert book(worker, court).state == State.CONFIRMED
    assert kinds()[:1] == ["block_lifted"]


def test_lifted_by_hand(worker, court, county):
    block = miss_three(worker, court)
    with clock.stopped_at(at(14)):
        assert code_of(lambda: conduct.lift(block=block, by=worker, why="")) == "own_conduct"
        conduct.lift(block=block, by=county, why="情况特殊")
        assert code_of(lambda: conduct.lift(block=block, by=county, why="")) == "block_over"


def test_the_database_keeps_a_strike_as_it_was(worker):
    strike = StrikeFactory()
    for change in ({"weight": 0}, {"kind": "late_cancel"}, {"at": NOW - DAY}):
        with pytest.raises(IntegrityError, match="only be taken back"), transaction.atomic():
            Strike.objects.filter(pk=strike.pk).update(**change)
    Strike.objects.filter(pk=strike.pk).update(waived_at=NOW, waived_why="came")
    with pytest.raises(IntegrityError, match="only be taken back"), transaction.atomic():
        Strike.objects.filter(pk=strike.pk).update(waived_at=None)


# ---- appeals ----


def test_an_appeal_is_made_once_with_words(worker):
    strike = StrikeFactory(reservation__person=worker)
    assert code_of(lambda: conduct.appeal(strike=strike, text="  ")) == "no_grounds"
    made = conduct.appeal(strike=strike, text="门锁着")
    assert made.due_at == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert code_of(lambda: conduct.appeal(strike=strike, text="再说一次")) == "appealed_already"
    conduct.waive(strike=strike, why="came")
    assert code_of(lambda: conduct.appeal(strike=strike, text="?")) == "waived_already"


def test_an_appeal_upheld_lifts_the_block_in_the_same_breath(worker, court, county):
    block = miss_three(worker, court)
    with clock.stopped_at(at(14)):
        made = conduct.appeal(strike=block.strike, text="当时在场")
        conduct.decide_appeal(appeal=made, uphold=True, answer="核实在场", by=county)
        block.refresh_from_db()
        assert block.lifted_at == at(14)
        again = code_of(
            lambda: conduct.decide_appeal(appeal=made, uphold=True, answer="", by=county)
        )
    assert again == "appeal_decided"
    assert Strike.objects.get(pk=block.strike_id).why == "核实在场"


def test_an_appeal_rejected_says_why(worker, county):
    made = AppealFactory(strike__reservation__person=worker)
    for answer, by, code in (("", county, "no_answer"), ("不成立", worker, "own_conduct")):
        refused = code_of(
            lambda answer=answer, by=by: conduct.decide_appeal(
                appeal=made, uphold=False, answer=answer, by=by
            )
        )
        assert refused == code
    conduct.decide_appeal(appeal=made, uphold=False, answer="监控未见到场", by=county)
    made.refresh_from_db()
    assert (made.state, made.strike.waived_at) == (AppealState.REJECTED, None)
    assert kinds() == ["appeal_rejected"]


def test_who_recorded_it_does_not_decide(worker, court, home_cadre, county):
    Space.objects.filter(pk=court.pk).update(grace_minutes=0)
    booked = book(worker, court)
    with clock.stopped_at(at(19, 14)):
        early = code_of(lambda: presence.report_missing(reservation=booked, by=home_cadre))
    assert early == "not_missed_yet"
    with clock.stopped_at(at(19, 15)):
        presence.report_missing(reservation=booked, by=home_cadre)
        strike = Strike.objects.get()
        assert strike.recorded_by == home_cadre
        made = conduct.appeal(strike=strike, text="我在场")
        refused = code_of(
            lambda: conduct.decide_appeal(appeal=made, uphold=True, answer="", by=home_cadre)
        )
        assert refused == "own_conduct"
        conduct.decide_appeal(appeal=made, uphold=True, answer="", by=county)


def test_an_appeal_that_nobody_answers_is_granted(worker):
    made = AppealFactory(strike__reservation__person=worker, due_at=NOW + DAY)
    assert conduct.settle_overdue_appeals() == 0
    with clock.stopped_at(NOW + DAY):
        assert conduct.settle_overdue_appeals() == 1
        assert conduct.settle_overdue_appeals() == 0
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (AppealState.UPHELD, None)
    assert made.strike.why == "申诉逾期未答复"


# ---- forgotten, and whose it is ----


def test_forgotten_after_the_days_of_the_policy():
    old = StrikeFactory(at=NOW - 91 * DAY)
    BlockFactory(strike=old, starts_at=old.at)
    AppealFactory(strike=old)
    kept = StrikeFactory(at=NOW - 89 * DAY)
    assert conduct.forget_old() == 1
    assert (list(Strike.objects.all()), Block.objects.count(), Appeal.objects.count()) == (
        [kept],
        0,
        0,
    )


def test_own_data_has_it_and_a_closed_account_leaves_none(worker, member):
    block = BlockFactory(strike__reservation__person=worker)
    AppealFactory(strike=block.strike)
    StrikeFactory(reservation__person=member)
    data = own_data(worker)
    assert {"bookings.strike", "bookings.block", "bookings.appeal"} <= set(data)
    leave(person=worker)
    assert [row.person for row in Strike.objects.all()] == [member]
    assert (Block.objects.count(), Appeal.objects.count()) == (0, 0)


def test_strikes_of_a_confidential_room_are_for_the_manager(home, home_cadre):
    secret = FacilityFactory(code="mothers_room", confidential=True)
    space = SpaceFactory(home=home, facility=secret)
    strike = StrikeFactory(reservation__space=space)
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    assert list(Strike.objects.visible_to(home_cadre)) == [strike]
    assert list(Strike.objects.visible_to(editor)) == []


def test_a_policy_must_make_sense():
    with pytest.raises(IntegrityError, match="conduct_policy_makes_sense"), transaction.atomic():
        ConductPolicy.objects.create(block_days=40)
    assert PersonFactory().strikes.count() == 0
