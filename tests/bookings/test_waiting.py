"""Answering when the turn has come, time running out, the cadre stepping in."""

from datetime import time, timedelta

import pytest

from bookings import actions, presence, sweeps, waiting
from bookings.conditions import set_condition
from bookings.enums import Source, State, Turn
from bookings.models import Hold, Reservation, WaitlistEntry
from common import clock
from homes.enums import Condition
from homes.models import HoursException, Space
from messaging.models import Notice
from tests.bookings.lines import NOW, at, book, code_of, fresh, join, make_space, states
from tests.factories.bookings import BlockFactory
from tests.factories.homes import HomeFactory, HoursFactory
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
def people():
    return PersonFactory.create_batch(6)


# ---- answering ----


@pytest.fixture
def offered(people, court):
    """people[1] is offered the court; people[2] stands behind."""
    booked = book(people[0], court)
    first, second = join(people[1], court), join(people[2], court)
    actions.cancel(reservation=booked, by=people[0])
    Notice.objects.all().delete()
    return fresh(first), fresh(second)


def test_accepting_books_it(people, offered):
    kept = waiting.accept(entry=offered[0], by=people[1])
    assert (kept.state, kept.offered_until) == (State.CONFIRMED, None)
    assert states(*offered) == [Turn.ACCEPTED, Turn.WAITING]
    assert waiting.accept(entry=offered[0], by=people[1]) == kept
    assert list(Reservation.objects.booked().own(people[1])) == [kept]


def test_accepting_asks_where_the_home_approves(people, offered, home_cadre):
    Space.objects.update(needs_approval=True)
    assert waiting.accept(entry=offered[0], by=people[1]).state == State.REQUESTED
    asked = Notice.objects.get(kind="booking_request")
    assert asked.person == home_cadre


def test_declining_passes_it_on_and_twice_does_no_harm(people, offered):
    declined = waiting.decline(entry=offered[0], by=people[1])
    assert declined.offer.state == State.CANCELLED
    assert states(*offered) == [Turn.DECLINED, Turn.OFFERED]
    assert code_of(lambda: waiting.accept(entry=offered[0], by=people[1])) == "no_offer"
    waiting.decline(entry=offered[0], by=people[1])
    assert states(*offered) == [Turn.DECLINED, Turn.OFFERED]


def test_cancelling_a_kept_place_is_declining_it_whatever_the_deadline(people, offered):
    Space.objects.update(cancel_minutes=3 * 24 * 60)
    actions.cancel(reservation=offered[0].offer, by=people[1])
    assert states(*offered) == [Turn.DECLINED, Turn.OFFERED]
    assert not Notice.objects.filter(person=people[1]).exists()


def test_leaving_passes_it_on_and_twice_does_no_harm(people, offered):
    waiting.leave(entry=offered[1], by=people[2])
    assert states(*offered) == [Turn.OFFERED, Turn.LEFT]
    waiting.leave(entry=offered[0], by=people[1])
    waiting.leave(entry=offered[0], by=people[1])
    assert states(*offered) == [Turn.DECLINED, Turn.LEFT]
    assert Hold.objects.count() == 0


def test_nobody_answers_for_another(people, offered):
    for verb in (waiting.accept, waiting.decline, waiting.leave):
        with pytest.raises(WaitlistEntry.DoesNotExist):
            verb(entry=offered[0], by=people[2])


def test_who_used_the_quota_meanwhile_is_refused_and_keeps_waiting(people, court, offered):
    Space.objects.update(daily_quota=1)
    book(people[1], court, 15, source=Source.CADRE)
    assert code_of(lambda: waiting.accept(entry=offered[0], by=people[1])) == "quota"
    assert states(*offered) == [Turn.WAITING, Turn.OFFERED]
    assert fresh(offered[0]).offer is None
    assert Reservation.objects.own(people[1]).get(starts_at=at(10)).state == State.EXPIRED


def test_the_kept_place_itself_counts_for_nothing(people, offered):
    Space.objects.update(daily_quota=1)
    assert waiting.accept(entry=offered[0], by=people[1]).state == State.CONFIRMED


def test_after_its_time_a_kept_place_can_not_be_accepted(people, offered):
    with clock.stopped_at(NOW + timedelta(minutes=30)):
        assert code_of(lambda: waiting.accept(entry=offered[0], by=people[1])) == "offer_lapsed"
        assert states(*offered) == [Turn.LAPSED, Turn.OFFERED]


def test_a_kept_place_is_no_booking(people, offered, home_cadre):
    kept = offered[0].offer
    assert code_of(lambda: presence.check_in(reservation=kept, by=people[1])) == "state"
    assert code_of(lambda: actions.decide(reservation=kept, approve=True, by=home_cadre)) == "state"
    where = {"space": kept.space, "starts_at": at(12), "ends_at": at(13)}
    for by in (people[1], home_cadre):
        assert code_of(lambda who=by: actions.move(reservation=kept, by=who, **where)) == "state"


# ---- time runs ----


def test_what_nobody_accepts_lapses_and_goes_to_the_next(people, offered):
    assert waiting.sweep() == 0
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        assert waiting.sweep() == 1
        assert waiting.sweep() == 0
    assert states(*offered) == [Turn.LAPSED, Turn.OFFERED]
    assert fresh(offered[0]).offer.state == State.EXPIRED
    kinds = [(n.person, n.kind) for n in Notice.objects.order_by("pk")]
    assert kinds == [(people[1], "waitlist_lapsed"), (people[2], "waitlist_offered")]


def test_a_wait_ends_when_its_time_begins(people, court):
    book(people[0], court)
    entry = join(people[1], court)
    with clock.stopped_at(at(10)):
        assert waiting.sweep() == 1
    assert states(entry) == [Turn.OVER]
    assert Notice.objects.get().kind == "waitlist_over"


def test_a_kept_place_expires_and_is_no_no_show(people, offered):
    with clock.stopped_at(at(11)):
        assert sweeps.close_past() == 1
    assert fresh(offered[0]).offer.state == State.EXPIRED
    assert states(*offered) == [Turn.LAPSED, Turn.WAITING]


def test_when_a_closed_day_opens_again_the_sweep_keeps_what_is_free(people, court):
    booked = book(people[0], court)
    entry = join(people[1], court)
    closed = HoursException.objects.create(home=court.home, on=at(10).date())
    actions.cancel(reservation=booked, by=people[0])
    assert states(entry) == [Turn.WAITING]
    closed.delete()
    assert waiting.sweep() == 1
    assert states(entry) == [Turn.OFFERED]


def test_nothing_is_kept_in_a_space_out_of_order_until_it_is_in_use(people, court):
    booked = book(people[0], court)
    entry = join(people[1], court)
    set_condition(space=court, condition=Condition.FAULT, note="", by=None)
    actions.cancel(reservation=booked, by=people[0])
    assert states(entry) == [Turn.WAITING]
    set_condition(space=court, condition=Condition.IN_USE, note="", by=None)
    assert states(entry) == [Turn.OFFERED]


def test_it_is_kept_no_longer_than_it_may_be_booked(people, court):
    booked = book(people[0], court)
    entry = join(people[1], court)
    Space.objects.update(lead_minutes=60)
    with clock.stopped_at(at(8, 55)):
        actions.cancel(reservation=booked, by=people[0])
        assert fresh(entry).offer.offered_until == at(9)


def test_who_is_blocked_meanwhile_stays_in_line(people, offered):
    BlockFactory(person=people[1], starts_at=NOW, ends_at=at(9, day=26))
    assert code_of(lambda: waiting.accept(entry=offered[0], by=people[1])) == "blocked"
    assert states(*offered) == [Turn.WAITING, Turn.OFFERED]


# ---- the cadre ----


def test_a_cadre_takes_somebody_off_with_a_reason(people, offered, home_cadre):
    for entry in offered:
        waiting.remove(entry=entry, by=home_cadre, note="场地检修")
    assert states(*offered) == [Turn.REMOVED, Turn.REMOVED]
    assert Hold.objects.count() == 0
    told = Notice.objects.filter(kind="waitlist_removed").order_by("pk")
    assert [n.person for n in told] == [people[1], people[2]]
    assert all("场地检修" in n.text for n in told)
    assert code_of(lambda: waiting.remove(entry=offered[0], by=home_cadre, note="x")) == (
        "not_in_line"
    )


def test_who_takes_an_own_entry_off_the_list_as_a_cadre_is_told_so(people, offered):
    waiting.remove(entry=offered[0], by=people[1], note="场地检修")
    assert states(*offered) == [Turn.REMOVED, Turn.OFFERED]


def test_a_cadre_keeps_a_free_place_for_whom_the_quota_passed_over(people, court, home_cadre):
    booked = book(people[0], court)
    entry = join(people[1], court)
    Space.objects.update(daily_quota=1, needs_approval=True)
    book(people[1], court, 15, source=Source.CADRE)
    assert code_of(lambda: waiting.offer_now(entry=entry, by=home_cadre, note="x")) == "taken"
    actions.cancel(reservation=booked, by=people[0])
    assert states(entry) == [Turn.WAITING]
    kept = waiting.offer_now(entry=entry, by=home_cadre, note="班组赛")
    assert kept.state == State.OFFERED
    assert waiting.accept(entry=entry, by=people[1]).state == State.CONFIRMED
    assert code_of(lambda: waiting.offer_now(entry=entry, by=home_cadre, note="x")) == "not_in_line"
