"""Who is on duty, whose shifts these are, and which shifts somebody can take."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from staffing import actions
from staffing.duty import OnDuty, duty_of, own_assignments, serving, vacancies
from staffing.enums import AssignmentState, StaffRole
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory

DAY = timedelta(days=1)


@pytest.fixture
def roster(home):
    """Tomorrow a cadre, a social worker and two volunteers from 9 to 12; one more at 18."""
    shift = ShiftFactory(home=home, cadres=1, social_workers=1, volunteers=2)
    cadre = StaffMemberFactory(home=home, role=StaffRole.CADRE, name="示例专干")
    social = StaffMemberFactory(home=home, role=StaffRole.SOCIAL_WORKER, name="示例社工")
    for member in (cadre, social):
        AssignmentFactory(shift=shift, member=member)
    AssignmentFactory.create_batch(2, shift=shift)
    AssignmentFactory(shift=shift, state=AssignmentState.WITHDRAWN)
    evening = ShiftFactory(home=home, starts_at=tomorrow_at(18), ends_at=tomorrow_at(21))
    AssignmentFactory(shift=evening)
    return home


def test_on_duty_now_and_next(roster):
    with clock.stopped_at(tomorrow_at(9)):
        duty = duty_of(roster)
    assert duty.now == (
        OnDuty(StaffRole.CADRE, ("示例专干",), 1),
        OnDuty(StaffRole.SOCIAL_WORKER, (), 1),
        OnDuty(StaffRole.VOLUNTEER, (), 2),
    )
    assert duty.next == (tomorrow_at(18), tomorrow_at(21))
    with clock.stopped_at(tomorrow_at(12)):
        assert duty_of(roster).now == ()
    with clock.stopped_at(tomorrow_at(20)):
        assert duty_of(roster).next is None
    with clock.stopped_at(tomorrow_at(21)):
        assert duty_of(roster) is None


def test_the_page_of_a_home_names_cadres_only(roster, client):
    address = reverse("homes:detail", args=[roster.code])
    with clock.stopped_at(tomorrow_at(10)):
        page = client.get(address).content.decode()
    assert "示例专干" in page
    assert "示例社工" not in page
    assert "示例志愿者" not in page
    with clock.stopped_at(tomorrow_at(10) - 5 * DAY):
        assert 'id="duty"' not in client.get(address).content.decode()


def test_duty_is_one_query(roster, django_assert_num_queries):
    with django_assert_num_queries(1), clock.stopped_at(tomorrow_at(10)):
        duty_of(roster)


@pytest.fixture
def volunteer(home, worker):
    return StaffMemberFactory(home=home, person=worker)


def test_own_shifts_and_offers(volunteer, worker, home, home_cadre):
    taken = AssignmentFactory(shift=ShiftFactory(home=home), member=volunteer)
    offered = actions.offer(
        shift=ShiftFactory(home=home, starts_at=tomorrow_at(18)), member=volunteer, by=home_cadre
    )
    gone = ShiftFactory(home=home, starts_at=tomorrow_at(15))
    AssignmentFactory(shift=gone, member=volunteer, state=AssignmentState.WITHDRAWN)
    old = ShiftFactory(home=home, starts_at=tomorrow_at(9) - 9 * DAY)
    AssignmentFactory(shift=old, member=volunteer)
    AssignmentFactory(shift=gone)
    assert own_assignments(worker) == [taken, offered]


def test_shifts_that_can_be_taken(volunteer, worker, home, next_home):
    free = ShiftFactory(home=home, volunteers=3, starts_at=tomorrow_at(14))
    AssignmentFactory(shift=free)
    full = ShiftFactory(home=home, starts_at=tomorrow_at(18))
    AssignmentFactory(shift=full)
    for refused in (
        ShiftFactory(home=home, volunteers=0, cadres=1),
        ShiftFactory(home=next_home),
        ShiftFactory(home=home, starts_at=tomorrow_at(9) + 20 * DAY),
        ShiftFactory(home=home, starts_at=tomorrow_at(9) - 2 * DAY),
    ):
        assert refused.pk
    found = vacancies(worker, serving(worker))
    assert [(row.shift, row.member, row.left) for row in found] == [(free, volunteer, 2)]


def test_what_overlaps_or_is_offered_cannot_be_taken(volunteer, worker, home, home_cadre):
    first = ShiftFactory(home=home)
    ShiftFactory(home=home, starts_at=tomorrow_at(11))
    offered = ShiftFactory(home=home, starts_at=tomorrow_at(18))
    assert len(vacancies(worker, serving(worker))) == 3
    AssignmentFactory(shift=first, member=volunteer)
    actions.offer(shift=offered, member=volunteer, by=home_cadre)
    assert vacancies(worker, serving(worker)) == []


def test_who_no_longer_serves_can_take_nothing(volunteer, worker, home):
    ShiftFactory(home=home, starts_at=tomorrow_at(9) + 3 * DAY)
    volunteer.ends_on = clock.today() + DAY
    volunteer.save(update_fields=["ends_on"])
    assert vacancies(worker, serving(worker)) == []
    volunteer.ends_on = clock.today() - DAY
    volunteer.save(update_fields=["ends_on"])
    assert vacancies(worker, serving(worker)) == []


def test_who_serves_in_two_roles_is_asked_once(volunteer, worker, home):
    StaffMemberFactory(home=home, person=worker, role=StaffRole.CADRE)
    both = ShiftFactory(home=home, cadres=1)
    assert [row.shift for row in vacancies(worker, serving(worker))] == [both]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_vacancies_take_the_same_queries(volunteer, worker, home, count, django_assert_num_queries):
    for n in range(count):
        AssignmentFactory(
            shift=ShiftFactory(home=home, volunteers=2, starts_at=tomorrow_at(9) + n * DAY)
        )
    with django_assert_num_queries(4):
        assert len(vacancies(worker, serving(worker))) == count
