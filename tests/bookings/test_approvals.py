"""Requests: deadlines, what is told about each, deciding many, passing on what is overdue."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import actions, approvals
from bookings.enums import Source, State
from bookings.models import ApprovalPolicy, Reservation
from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from messaging.models import Notice
from tests.factories.bookings import ReservationFactory, WaitlistEntryFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from tests.people import appointed
from unions.enums import Role

PAGE = "/admin/bookings/reservation/requests/"
NOON = datetime(2026, 11, 24, 12, tzinfo=clock.SHANGHAI)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def tuesday_noon():
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室", needs_approval=True)


def requested(space, hours: int = 48, **fields):
    return ReservationFactory(
        **{"space": space, "state": State.REQUESTED, "starts_at": NOON + hours * HOUR} | fields
    )


# ---- deadlines ----


@given(st.integers(1, 30 * 24 * 60), st.integers(0, 100), st.integers(0, 100))
def test_a_deadline_lies_between_asking_and_beginning(ahead, within, before):
    policy = ApprovalPolicy(decide_hours=within, hours_before=before)
    starts_at = NOON + timedelta(minutes=ahead)
    deadline = policy.decide_by(NOON, starts_at)
    assert NOON < deadline <= starts_at
    if deadline not in (NOON + within * HOUR, starts_at - before * HOUR):
        assert deadline == NOON + (starts_at - NOON) / 2


def test_a_request_gets_its_deadline(space, worker):
    late, _new = actions.book(
        person=worker, space=space, starts_at=NOON + 48 * HOUR, ends_at=NOON + 49 * HOUR
    )
    soon, _new = actions.book(
        person=worker, space=space, starts_at=NOON + 4 * HOUR, ends_at=NOON + 5 * HOUR
    )
    assert (late.decide_by, soon.decide_by) == (NOON + 24 * HOUR, NOON + 2 * HOUR)


def test_what_needs_no_approval_has_none(home, worker):
    court = SpaceFactory(home=home)
    made, _new = actions.book(
        person=worker, space=court, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    assert made.decide_by is None


# ---- passing on ----


@pytest.fixture
def overdue(space, home_cadre, county, city):
    return requested(space, decide_by=NOON - HOUR)


def test_overdue_requests_go_to_the_countys_cadres_once(overdue, county):
    assert (approvals.escalate(), approvals.escalate()) == (1, 0)
    [notice] = Notice.objects.filter(kind="request_overdue")
    assert notice.person == county
    assert notice.url == f"/admin/bookings/reservation/{overdue.pk}/change/"
    overdue.refresh_from_db()
    assert overdue.escalated_at == NOON
    assert AuditEntry.objects.filter(action="escalate").count() == 1


def test_one_that_was_moved_is_passed_on_again(overdue, county):
    approvals.escalate()
    later = {"starts_at": NOON + 72 * HOUR, "ends_at": NOON + 73 * HOUR}
    actions.move(reservation=overdue, space=overdue.space, by=overdue.person, **later)
    with clock.stopped_at(NOON + 25 * HOUR):
        assert approvals.escalate() == 1
    assert Notice.objects.filter(kind="request_overdue", person=county).count() == 2


def test_the_home_wins_no_time_to_answer_by_moving_it(space, worker, home_cadre):
    asked, _new = actions.book(
        person=worker, space=space, starts_at=NOON + 96 * HOUR, ends_at=NOON + 97 * HOUR
    )
    deadlines = []
    for hours in (200, 5):
        moved = actions.move(
            reservation=asked,
            space=space,
            starts_at=NOON + hours * HOUR,
            ends_at=NOON + (hours + 1) * HOUR,
            by=home_cadre,
        )
        deadlines.append((moved.state, moved.decide_by))
    # Moved to this evening, it is answered, or passed on, before it begins.
    assert deadlines == [
        (State.REQUESTED, NOON + 24 * HOUR),
        (State.REQUESTED, NOON + timedelta(hours=3)),
    ]


def test_only_those_who_may_decide_are_told(overdue, tree):
    appointed(tree["350581"], "county viewer", Role.VIEWER)
    approvals.escalate()
    assert Notice.objects.count() == 1


def test_what_is_decided_or_has_begun_is_not_passed_on(space, county):
    requested(space, decide_by=NOON + HOUR)
    requested(space, hours=-1, decide_by=NOON - 3 * HOUR)
    ReservationFactory(space=space, starts_at=NOON + 9 * HOUR, decide_by=NOON - HOUR)
    assert approvals.escalate() == 0


def test_a_request_without_a_deadline_gets_one(space, county):
    row = requested(space, created_at=NOON - 30 * HOUR)
    assert approvals.escalate() == 1
    row.refresh_from_db()
    assert row.decide_by == NOON - 6 * HOUR


def test_where_there_is_no_county_the_union_in_charge_is_told(tree):
    assert approvals.union_above(tree["350500"]) == tree["350500"]
    assert approvals.union_above(tree["350581"]) == tree["350581"]


def test_the_inbox_counts_what_is_overdue(client, county, overdue):
    client.force_login(county)
    cards = {str(card.title): card for card in client.get("/admin/").context["cards"]}
    assert cards["逾期未审批"].count == 1
    assert len(client.get(cards["逾期未审批"].url).context["requests"]) == 1


# ---- what is told ----


def test_history_is_counted_over_ninety_days(space, worker):
    row = requested(space, person=worker)
    for state, days in [
        (State.COMPLETED, 3), (State.COMPLETED, 80), (State.NO_SHOW, 10), (State.CANCELLED, 5),
        (State.COMPLETED, 91), (State.NO_SHOW, 200),
    ]:  # fmt: skip
        ReservationFactory(
            space=space, person=worker, state=state, starts_at=NOON - timedelta(days=days)
        )
    [found] = approvals.with_background([Reservation.objects.get(pk=row.pk)])
    history = found.history
    assert (history.completed, history.no_show, history.cancelled) == (2, 1, 1)


def test_what_else_is_there_at_that_time(home, worker):
    gym = SpaceFactory(home=home, places=True, needs_approval=True)
    court = SpaceFactory(home=home)
    row = requested(gym, person=worker)
    beside = ReservationFactory(space=gym, starts_at=row.starts_at)
    ReservationFactory(space=gym, starts_at=row.ends_at)
    elsewhere = ReservationFactory(space=court, person=worker, starts_at=row.starts_at)
    ReservationFactory(space=court, starts_at=row.ends_at)
    WaitlistEntryFactory(space=gym, starts_at=row.starts_at)
    WaitlistEntryFactory(space=gym, starts_at=row.ends_at)
    [found] = approvals.with_background([row])
    assert (found.beside, found.elsewhere, found.in_line) == ([beside], [elsewhere], 1)


def test_what_is_asked_for_again_and_overdue_again_is_passed_on_again(space, worker, county):
    row = requested(space, person=worker)
    with clock.stopped_at(NOON + 30 * HOUR):
        assert approvals.escalate() == 1
        actions.decide(reservation=row, approve=True, by=county)
        later = NOON + 80 * HOUR
        actions.move(reservation=row, space=space, starts_at=later, ends_at=later + HOUR, by=worker)
    with clock.stopped_at(NOON + 60 * HOUR):
        assert approvals.escalate() == 1
    assert Notice.objects.filter(person=county, kind="request_overdue").count() == 2


def test_where_the_county_has_nobody_in_office_the_next_above_is_told(space, city):
    requested(space)
    with clock.stopped_at(NOON + 30 * HOUR):
        assert approvals.escalate() == 1
    assert Notice.objects.get(kind="request_overdue").person == city


# ---- who asks does not decide ----


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def test_nobody_approves_an_own_request_while_somebody_else_may(space, home_cadre, county):
    row = requested(space, person=home_cadre)
    with pytest.raises(Refusal) as refusal:
        actions.decide(reservation=row, approve=True, by=home_cadre)
    assert (refusal.value.code, county.display_name in str(refusal.value)) == ("own_request", True)
    assert actions.decide(reservation=row, approve=True, by=county).state == State.CONFIRMED


def test_a_colleague_at_the_home_is_named_before_the_union(space, home_cadre, county):
    row = requested(space, person=home_cadre)
    other = HomeAppointmentFactory(home=space.home, role=Role.EDITOR).person
    with pytest.raises(Refusal, match=other.display_name) as refusal:
        actions.decide(reservation=row, approve=True, by=home_cadre)
    assert county.display_name not in str(refusal.value)


def test_where_nobody_else_is_in_office_the_only_keeper_decides(space, home_cadre):
    row = requested(space, person=home_cadre)
    assert actions.decide(reservation=row, approve=True, by=home_cadre).state == State.CONFIRMED


def test_an_own_request_may_be_refused_and_a_confirmed_one_cancelled(space, home_cadre, county):
    row = requested(space, person=home_cadre)
    assert actions.decide(reservation=row, approve=False, by=home_cadre).state == State.REFUSED


def test_whom_an_own_request_reaches(space, home_cadre, county):
    actions.book(
        person=home_cadre, space=space, starts_at=NOON + 48 * HOUR, ends_at=NOON + 49 * HOUR
    )
    told = Notice.objects.filter(kind="booking_request").values_list("person", flat=True)
    assert list(told) == [county.pk]


def test_the_desk_is_no_way_round_an_approval(space, home, home_cadre, county, worker):
    def at_the_desk(person, hours: int, room=space) -> str:
        start = NOON + hours * HOUR
        times = {"starts_at": start, "ends_at": start + HOUR, "source": Source.CADRE}
        row, _new = actions.book(person=person, space=room, by=home_cadre, **times)
        return row.state

    assert at_the_desk(home_cadre, 44) == State.REQUESTED
    assert at_the_desk(worker, 46) == State.CONFIRMED
    assert at_the_desk(home_cadre, 48, room=SpaceFactory(home=home)) == State.CONFIRMED


def test_among_many_only_the_own_one_stays(client, home_cadre, county, space):
    own, other = requested(space, person=home_cadre), requested(space, hours=50)
    shown = post(client, home_cadre, own, other, approve="1").content.decode()
    assert states(own, other) == [State.REQUESTED, State.CONFIRMED]
    assert f"可由{county.display_name}审批" in shown


# ---- the page ----


def post(client, user, *rows, **more):
    client.force_login(user)
    return client.post(PAGE, {"pk": [row.pk for row in rows]} | more)


def states(*rows) -> list[str]:
    return [Reservation.objects.get(pk=row.pk).state for row in rows]


def test_many_are_approved_and_each_is_reported(client, home_cadre, space):
    first, second = requested(space), requested(space, hours=50)
    done = ReservationFactory(space=space, starts_at=NOON + 60 * HOUR)
    shown = post(client, home_cadre, first, second, done, approve="1").content.decode()
    assert states(first, second) == [State.CONFIRMED, State.CONFIRMED]
    assert (shown.count(": 已同意"), shown.count("未办成")) == (2, 1)


def test_many_are_refused_with_one_reason(client, home_cadre, space):
    rows = [requested(space), requested(space, hours=50)]
    answer = post(client, home_cadre, *rows, refuse="1")
    assert (answer.status_code, states(*rows)) == (422, [State.REQUESTED] * 2)
    assert answer.content.decode().count(" checked>") == 2
    post(client, home_cadre, *rows, refuse="1", note="场地另有安排")
    assert states(*rows) == [State.REFUSED] * 2
    assert set(Reservation.objects.values_list("note", flat=True)) == {"场地另有安排"}


def test_nothing_ticked_is_said(client, home_cadre, space):
    assert "请先勾选申请。" in post(client, home_cadre, approve="1").content.decode()


def test_deciding_needs_scope_and_right(client, next_city, viewer, space):
    row = requested(space)
    assert post(client, next_city, row, approve="1").status_code == 200
    assert post(client, viewer, row, approve="1").status_code == 403
    assert states(row) == [State.REQUESTED]


def test_a_confidential_request_tells_nothing_of_its_person(client, home):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    room = SpaceFactory(home=home, facility=facility)
    requested(room, person__display_name="某位职工", purpose="睡眠问题")
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    client.force_login(editor)
    shown = client.get(PAGE).content.decode()
    assert not [word for word in ("某位职工", "睡眠问题", "近 90 天") if word in shown]


def test_a_confidential_use_elsewhere_is_not_told(client, home_cadre, space, worker):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    room = SpaceFactory(facility=facility, name="心灵驿站")
    row = requested(space, person=worker)
    ReservationFactory(space=room, person=worker, starts_at=row.starts_at)
    client.force_login(home_cadre)
    page = client.get(PAGE)
    shown = page.content.decode()
    assert ("心灵驿站" in shown, str(room.home) in shown, "已占用" in shown) == (False, False, True)


def test_those_due_first_come_first(client, county, space):
    later = requested(space, decide_by=NOON + 9 * HOUR)
    sooner = requested(space, hours=60, decide_by=NOON + HOUR)
    client.force_login(county)
    found = [card["item"].row for card in client.get(PAGE).context["requests"]]
    assert found == [sooner, later]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_page_asks_the_same_queries(client, county, space, django_assert_num_queries, count):
    for number in range(count):
        requested(space, hours=24 + 2 * number)
    client.force_login(county)
    # The user, appointments by power (4) and at homes by power (3), the count, the rows, what is
    # around, the histories; the sidebar's badge, whether it is the province's,
    # unread messages and who waits.
    with django_assert_num_queries(16):
        client.get(PAGE)
