"""Series: planned date by date, saved all or nothing; on Monday 23 November 2026, 10:00."""

from datetime import date, time, timedelta

import pytest

from bookings import series as doing
from bookings import series_plan
from bookings.enums import Scope, SeriesState, Source, State, Verdict
from bookings.models import Hold, Reservation, Series
from bookings.series_plan import Turn
from bookings.spaces import set_cap
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.models import CalendarDay, Space
from messaging.models import Notice
from tests.bookings.series.club import TUESDAYS, at, club, made
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import HoursExceptionFactory, SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def verdicts(plan) -> list[str]:
    return [row.verdict for row in plan.occurrences]


# ---- planning ----


def test_each_date_with_what_stands_against_it(court, other, worker):
    busy = ReservationFactory(space=court, person=worker, starts_at=at(TUESDAYS[1], 19))
    HoursExceptionFactory(home=court.home, on=TUESDAYS[2])
    plan = series_plan.plan(club(court))
    assert verdicts(plan) == [Verdict.FREE, Verdict.TAKEN, Verdict.CLOSED, Verdict.FREE]
    taken, closed = plan.occurrences[1:3]
    assert taken.clashes == [busy]
    # The same time next door first, then the nearest times here.
    assert [(t.space, t.starts_at) for t in taken.options] == [
        (other, at(TUESDAYS[1], 19)),
        (court, at(TUESDAYS[1], 18)),
        (court, at(TUESDAYS[1], 20)),
    ]
    assert closed.options == []


def test_a_hall_is_taken_where_a_part_of_it_is(court):
    half = SpaceFactory(home=court.home, parent=court)
    busy = ReservationFactory(space=half, starts_at=at(TUESDAYS[0], 19))
    court.refresh_from_db()
    assert series_plan.plan(club(court)).occurrences[0].clashes == [busy]


def test_holidays_are_left_out_and_make_up_days_are_ordinary(court):
    CalendarDay.objects.create(on=TUESDAYS[1], kind="holiday", name="节")
    CalendarDay.objects.create(on=TUESDAYS[2], kind="workday", name="班")
    plan = series_plan.plan(club(court))
    assert (plan.holidays, len(plan.free)) == ([TUESDAYS[1]], 3)
    assert series_plan.plan(club(court, skip_holidays=False)).holidays == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"last_on": date(2026, 11, 23)}, "series_dates"),
        ({"first_on": date(2026, 11, 22)}, "series_dates"),
        ({"last_on": date(2027, 11, 25)}, "series_too_long"),
        ({"weekdays": [1], "last_on": date(2026, 11, 25)}, "series_empty"),
        ({"weekdays": [1, 2, 3, 4, 5, 6, 7], "last_on": date(2027, 2, 1)}, "series_too_many"),
    ],
)
def test_what_is_no_series(court, fields, code):
    assert code_of(lambda: series_plan.plan(club(court, **fields))) == code


def test_a_year_is_reached_beyond_what_workers_can_book(court, home_cadre):
    wanted = club(court, last_on=date(2027, 11, 23))
    plan = series_plan.plan(wanted)
    assert len(plan.free) == 53
    doing.create(series=wanted, turns=plan.free, by=home_cadre)
    assert Hold.objects.count() == 53


@pytest.mark.parametrize("weeks", [1, 3, 50])
def test_a_plan_costs_the_same_for_any_number(court, weeks, django_assert_num_queries):
    for week in range(weeks):
        ReservationFactory(space=court, starts_at=at(TUESDAYS[0] + timedelta(weeks=week), 19))
    wanted = club(court, last_on=TUESDAYS[0] + timedelta(weeks=weeks - 1))
    # Holidays; spaces of the kind; hours (3) and holds; who is in the way.
    with django_assert_num_queries(7):
        assert verdicts(series_plan.plan(wanted)) == [Verdict.TAKEN] * weeks


# ---- creating ----


def test_all_free_dates_are_booked_with_one_message(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    rows = Reservation.objects.filter(series=series)
    assert {(row.source, row.state, row.person) for row in rows} == {
        (Source.SERIES, State.CONFIRMED, worker)
    }
    assert rows.count() == Hold.objects.count() == 4
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (worker, "series_booked")
    assert "每周二 19:00–20:00" in notice.text


def test_chosen_dates_with_an_alternative(court, other, worker, home_cadre):
    ReservationFactory(space=court, starts_at=at(TUESDAYS[1], 19))
    wanted = club(court, worker)
    plan = series_plan.plan(wanted)
    turns = [*plan.free, plan.occurrences[1].options[0]]
    series = doing.create(series=wanted, turns=turns, by=home_cadre)
    assert series.reservations.get(starts_at=at(TUESDAYS[1], 19)).space == other


def test_what_was_taken_meanwhile_saves_nothing(court, worker, home_cadre):
    wanted = club(court, worker)
    free = series_plan.plan(wanted).free
    ReservationFactory(space=court, starts_at=at(TUESDAYS[3], 19))
    code = code_of(lambda: doing.create(series=wanted, turns=free, by=home_cadre))
    assert code == "changed"
    assert (Series.objects.count(), Reservation.objects.count(), Hold.objects.count()) == (0, 1, 1)
    assert Notice.objects.count() == 0


def test_only_dates_of_the_pattern_once_each_and_at_its_home(court, next_home, home_cadre):
    wanted = club(court)
    turn = series_plan.plan(wanted).free[0]
    elsewhere = Turn(SpaceFactory(home=next_home), turn.starts_at, turn.ends_at)
    wrong_day = Turn(court, at(TUESDAYS[0], 19) + timedelta(days=1), at(TUESDAYS[0], 44 - 24))
    for turns in ([turn, turn], [elsewhere], [wrong_day]):
        assert code_of(lambda t=turns: doing.create(series=wanted, turns=t, by=home_cadre)) == (
            "changed"
        )
    assert code_of(lambda: doing.create(series=wanted, turns=[], by=home_cadre)) == "nothing_chosen"


# ---- cancelling ----


@pytest.mark.parametrize(
    ("scope", "left"), [(Scope.ONE, [0, 2, 3]), (Scope.FOLLOWING, [0]), (Scope.ALL, [])]
)
def test_a_cadre_cancels_with_one_message(court, worker, home_cadre, scope, left):
    series = made(court, worker, home_cadre)
    pivot = series.reservations.get(starts_at=at(TUESDAYS[1], 19))
    doing.cancel(series=series, scope=scope, pivot=pivot, by=home_cadre, note="场馆维修")
    rows = doing.coming(series, Scope.ALL)
    assert [TUESDAYS.index(row.starts_at.astimezone(SHANGHAI).date()) for row in rows] == left
    assert Hold.objects.count() == len(left)
    notice = Notice.objects.get(kind="series_cancelled")
    assert "场馆维修" in notice.text
    assert Notice.objects.count() == 2
    series.refresh_from_db()
    assert series.state == (SeriesState.RUNNING if left else SeriesState.CALLED_OFF)


def test_its_person_cancels_what_the_deadline_lets_go(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    Space.objects.filter(pk=court.pk).update(cancel_minutes=3 * 24 * 60)
    assert doing.cancel(series=series, scope=Scope.ALL, by=worker) == 3
    assert doing.coming(series, Scope.ALL).count() == 1
    assert code_of(lambda: doing.cancel(series=series, scope=Scope.ALL, by=worker)) == (
        "too_late_to_cancel"
    )
    assert Notice.objects.count() == 1


def test_what_is_over_is_left(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    with clock.stopped_at(at(TUESDAYS[1], 21)):
        assert doing.cancel(series=series, scope=Scope.ALL, by=home_cadre) == 2
        assert code_of(lambda: doing.cancel(series=series, scope=Scope.ALL, by=home_cadre)) == (
            "nothing_chosen"
        )


# ---- changing ----


def moves_of(series, rows, **wanted):
    given = {"space": series.space, "starts": time(19, 30), "ends": time(20, 30)} | wanted
    return series_plan.plan_change(series, rows, **given)


def test_half_an_hour_later_past_its_own_old_time(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    rows = list(doing.coming(series, Scope.ALL))
    plan = moves_of(series, rows)
    assert [each.verdict for each in plan] == [Verdict.FREE] * 4
    moves = [(each.reservation, each.turn) for each in plan]
    doing.change(series=series, moves=moves, by=home_cadre, usual=plan[0].turn)
    series.refresh_from_db()
    assert series.label == "每周二 19:30–20:30"
    assert {row.starts_at.astimezone(SHANGHAI).time() for row in rows[0].series.reservations.all()
            } == {time(19, 30)}  # fmt: skip
    assert [n.kind for n in Notice.objects.order_by("pk")] == ["series_booked", "series_moved"]


def test_conflicts_are_listed_and_the_chosen_move_alone(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    ReservationFactory(space=court, starts_at=at(TUESDAYS[2], 20))
    plan = moves_of(series, list(doing.coming(series, Scope.ALL)))
    assert [each.verdict for each in plan] == ["free", "free", "taken", "free"]
    moves = [(each.reservation, each.turn) for each in plan if each.is_free]
    assert doing.change(series=series, moves=moves, by=home_cadre) == 3
    assert series.reservations.get(starts_at=at(TUESDAYS[2], 19)).is_holding


def test_a_change_that_no_longer_fits_moves_nothing(court, worker, home_cadre):
    series = made(court, worker, home_cadre)
    plan = moves_of(series, list(doing.coming(series, Scope.ALL)))
    ReservationFactory(space=court, starts_at=at(TUESDAYS[3], 20))
    moves = [(each.reservation, each.turn) for each in plan]
    assert code_of(lambda: doing.change(series=series, moves=moves, by=home_cadre)) == "changed"
    starts = {row.starts_at.astimezone(SHANGHAI).time() for row in doing.coming(series, "all")}
    assert starts == {time(19)}


# ---- the home's cap ----


def test_the_plan_knows_how_many_the_home_lets_in(court, other, worker, home_cadre):
    set_cap(home=court.home, cap=2, by=None)
    other.refresh_from_db()
    ReservationFactory(space=other, starts_at=at(TUESDAYS[1], 19), people=2)
    wanted = club(court, worker)
    plan = series_plan.plan(wanted)
    assert [each.verdict for each in plan.occurrences] == ["free", "full", "free", "free"]
    doing.create(series=wanted, turns=plan.free, by=home_cadre)


def test_each_date_counts_the_people_who_come(court, worker, home_cadre):
    """Else a club of many would count as one person against the fire rule."""
    court.capacity = 12
    court.save(update_fields=["capacity"])
    set_cap(home=court.home, cap=10, by=None)
    court.refresh_from_db()
    many = club(court, worker, people=11)
    assert {each.verdict for each in series_plan.plan(many).occurrences} == {"full"}
    few = club(court, worker, people=10)
    made_of_few = doing.create(series=few, turns=series_plan.plan(few).free, by=home_cadre)
    rows = made_of_few.reservations.all()
    assert [(row.people, row.holds.count()) for row in rows] == [(10, 2)] * 4


@pytest.mark.parametrize("size", ["places", "people"])
def test_more_than_the_space_takes_is_said_before_any_date(court, worker, size):
    wanted = club(court, worker, **{size: court.capacity + 1})
    assert code_of(lambda: series_plan.plan(wanted)) == size
