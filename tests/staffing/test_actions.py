"""Shifts and who takes them: what works, what is refused, what is given back."""

from datetime import timedelta

import pytest

from common import clock
from common.errors import Refusal
from staffing import actions
from staffing.enums import AssignmentState, StaffRole
from staffing.models import Assignment, Shift
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory
from tests.factories.unions import PersonFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def shift(home) -> Shift:
    return ShiftFactory(home=home)


@pytest.fixture
def volunteer(home):
    return StaffMemberFactory(home=home, person=PersonFactory())


def code_of(call, **kwargs) -> tuple[str, int]:
    with pytest.raises(Refusal) as caught:
        call(**kwargs)
    assert "%(" not in str(caught.value.message)
    return caught.value.code, caught.value.status


def plan(hour: int = 9, hours: float = 3, **needs) -> dict:
    start = tomorrow_at(hour)
    return {"starts_at": start, "ends_at": start + hours * HOUR, **(needs or {"volunteers": 1})}


def test_a_shift_needs_people_at_a_time(home, home_cadre):
    shift = actions.add_shift(home=home, by=home_cadre, **plan(cadres=1, volunteers=2))
    assert (shift.cadres, shift.social_workers, shift.volunteers, shift.needed) == (1, 0, 2, 3)
    add = {"call": actions.add_shift, "home": home, "by": home_cadre}
    assert code_of(**add, **plan()) == ("shift_exists", 409)
    assert code_of(**add, **plan(hours=0)) == ("times", 422)
    assert code_of(**add, **plan(hours=25)) == ("too_long_shift", 422)
    assert code_of(**add, **plan(volunteers=0)) == ("nobody_needed", 422)


def test_taking_and_giving_back_a_shift(shift, volunteer, home_cadre):
    taken = actions.take(shift=shift, member=volunteer, by=volunteer.person)
    assert taken.state == AssignmentState.TAKEN
    assert (taken.human, taken.during.lower) == (volunteer.person_id, shift.starts_at)
    again = code_of(actions.take, shift=shift, member=volunteer, by=volunteer.person)
    assert again == ("state", 422)
    back = actions.withdraw(assignment=taken, by=volunteer.person)
    assert back.state == AssignmentState.WITHDRAWN
    assert code_of(actions.withdraw, assignment=back, by=volunteer.person) == ("state", 422)
    assert actions.take(shift=shift, member=volunteer, by=home_cadre).pk == taken.pk


def test_an_offer_is_taken_or_declined(shift, volunteer, home, home_cadre):
    offered = actions.offer(shift=shift, member=volunteer, by=home_cadre)
    assert offered.state == AssignmentState.OFFERED
    assert code_of(actions.offer, shift=shift, member=volunteer, by=home_cadre) == ("state", 422)
    other = StaffMemberFactory(home=home)
    actions.take(shift=shift, member=other, by=home_cadre)
    late = code_of(actions.take, shift=shift, member=volunteer, by=volunteer.person)
    assert late == ("shift_full", 409)
    declined = actions.withdraw(assignment=offered, by=volunteer.person)
    assert declined.state == AssignmentState.WITHDRAWN


def test_who_cannot_take_a_shift(shift, home, next_home, home_cadre):
    def refused(**fields):
        member = StaffMemberFactory(**{"home": home, **fields})
        return code_of(actions.take, shift=shift, member=member, by=home_cadre)

    assert refused(home=next_home) == ("other_home", 422)
    assert refused(ends_on=clock.today()) == ("not_serving", 422)
    assert refused(starts_on=clock.today() + timedelta(days=5)) == ("not_serving", 422)
    assert refused(role=StaffRole.CADRE) == ("role_not_needed", 422)
    AssignmentFactory(shift=shift)
    assert refused() == ("shift_full", 409)
    over = ShiftFactory(home=home, starts_at=tomorrow_at(9) - timedelta(days=2))
    member = StaffMemberFactory(home=home)
    assert code_of(actions.take, shift=over, member=member, by=home_cadre) == ("past", 422)


def test_nobody_is_on_two_shifts_at_once(shift, volunteer, next_home):
    elsewhere = StaffMemberFactory(home=next_home, person=volunteer.person)
    clash = ShiftFactory(home=next_home, starts_at=tomorrow_at(11))
    after = ShiftFactory(home=next_home, starts_at=tomorrow_at(12), ends_at=tomorrow_at(13))
    actions.take(shift=shift, member=volunteer, by=volunteer.person)
    twice = code_of(actions.take, shift=clash, member=elsewhere, by=volunteer.person)
    assert twice == ("double_duty", 409)
    assert actions.take(shift=after, member=elsewhere, by=volunteer.person).pk
    assert Assignment.objects.filling().count() == 2


def test_who_has_no_account_is_still_one_human(shift, home, home_cadre):
    member = StaffMemberFactory(home=home)
    overlapping = ShiftFactory(home=home, starts_at=tomorrow_at(10))
    actions.take(shift=shift, member=member, by=home_cadre)
    twice = code_of(actions.take, shift=overlapping, member=member, by=home_cadre)
    assert twice == ("double_duty", 409)


def test_attendance(shift, volunteer, home_cadre):
    taken = actions.take(shift=shift, member=volunteer, by=home_cadre)
    early = code_of(actions.attend, assignment=taken, came=True, by=home_cadre)
    assert early == ("not_begun", 422)
    with clock.stopped_at(shift.ends_at):
        begun = code_of(actions.withdraw, assignment=taken, by=volunteer.person)
        assert begun == ("begun", 422)
        absent = actions.attend(assignment=taken, came=False, by=home_cadre)
        assert absent.state == AssignmentState.ABSENT
        came = actions.attend(assignment=taken, came=True, by=home_cadre)
        assert came.state == AssignmentState.ATTENDED
    gone = AssignmentFactory(state=AssignmentState.WITHDRAWN)
    with clock.stopped_at(gone.shift.ends_at):
        noted = code_of(actions.attend, assignment=gone, came=True, by=home_cadre)
    assert noted == ("state", 422)


def test_a_correction_that_puts_somebody_in_two_places_is_refused(shift, volunteer, next_home):
    first = actions.take(shift=shift, member=volunteer, by=volunteer.person)
    elsewhere = StaffMemberFactory(home=next_home, person=volunteer.person)
    second = ShiftFactory(home=next_home, starts_at=tomorrow_at(10))
    with clock.stopped_at(tomorrow_at(10)):
        actions.attend(assignment=first, came=False, by=volunteer.person)
        actions.take(shift=second, member=elsewhere, by=volunteer.person)
        twice = code_of(actions.attend, assignment=first, came=True, by=volunteer.person)
    assert twice == ("double_duty", 409)


def test_a_changed_shift_takes_its_people_along(shift, volunteer, home_cadre):
    taken = actions.take(shift=shift, member=volunteer, by=home_cadre)
    change = {"shift": shift, "by": home_cadre}
    fewer = code_of(actions.change_shift, **change, **plan(cadres=1))
    assert fewer == ("below_filled", 422)
    actions.change_shift(**change, **plan(14, volunteers=2), note="义诊")
    taken.refresh_from_db()
    shift.refresh_from_db()
    assert (shift.starts_at, shift.volunteers, shift.note) == (tomorrow_at(14), 2, "义诊")
    assert (taken.during.lower, taken.during.upper) == (tomorrow_at(14), tomorrow_at(17))


def test_a_change_that_clashes_for_somebody_is_refused(shift, volunteer, home, home_cadre):
    evening = ShiftFactory(home=home, starts_at=tomorrow_at(18))
    for each in (shift, evening):
        actions.take(shift=each, member=volunteer, by=home_cadre)
    change = {"shift": shift, "by": home_cadre}
    assert code_of(actions.change_shift, **change, **plan(19)) == ("double_duty", 409)
    assert code_of(actions.change_shift, **change, **plan(18)) == ("shift_exists", 409)
    shift.refresh_from_db()
    assert shift.starts_at == tomorrow_at(9)


def test_what_was_attended_stays(shift, volunteer, home_cadre):
    taken = actions.take(shift=shift, member=volunteer, by=home_cadre)
    with clock.stopped_at(shift.ends_at):
        actions.attend(assignment=taken, came=True, by=home_cadre)
    kept = code_of(actions.remove_shift, shift=shift, by=home_cadre)
    assert kept == ("attended", 422)
    change = code_of(actions.change_shift, shift=shift, by=home_cadre, **plan(14))
    assert change == ("attended", 422)
    other = AssignmentFactory()
    actions.remove_shift(shift=other.shift, by=home_cadre)
    assert list(Shift.objects.all()) == [shift]
    assert list(Assignment.objects.all()) == [taken]


def test_an_account_linked_later_counts_for_the_same_human(shift, volunteer, home, home_cadre):
    alone = StaffMemberFactory(home=home)
    overlapping = ShiftFactory(home=home, starts_at=tomorrow_at(10))
    taken = actions.take(shift=overlapping, member=alone, by=home_cadre)
    actions.take(shift=shift, member=volunteer, by=home_cadre)
    link = {"member": alone, "by": home_cadre}
    twice = code_of(actions.link_account, person=volunteer.person, **link)
    assert twice == ("double_duty", 409)
    somebody = PersonFactory()
    assert actions.link_account(person=somebody, **link).person == somebody
    taken.refresh_from_db()
    assert taken.human == somebody.pk
    actions.link_account(person=None, **link)
    taken.refresh_from_db()
    assert taken.human == -alone.pk
