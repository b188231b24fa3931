"""The duty page, as a volunteer uses it on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from staffing import actions
from staffing.enums import AssignmentState
from staffing.models import Assignment
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory

DUTY = reverse("staffing:duty")


@pytest.fixture
def shift(home):
    return ShiftFactory(home=home)


@pytest.fixture
def volunteer(home, worker):
    return StaffMemberFactory(home=home, person=worker)


def take_of(shift) -> str:
    return reverse("staffing:take", args=[shift.pk])


def withdraw_of(assignment) -> str:
    return reverse("staffing:withdraw", args=[assignment.pk])


def told(answer) -> list[str]:
    return [message.level_tag for message in answer.context["messages"]]


def test_the_page_needs_an_account(client):
    assert client.get(DUTY).url == f"{reverse('account_login')}?next={DUTY}"


def test_taking_a_shift_and_giving_it_back(client, worker, volunteer, shift):
    client.force_login(worker)
    page = client.get(DUTY)
    assert [row.shift for row in page.context["vacancies"]] == [shift]
    answer = client.post(take_of(shift), {"member": volunteer.pk}, follow=True)
    assert told(answer) == ["success"]
    taken = Assignment.objects.get()
    assert (taken.member, taken.state) == (volunteer, AssignmentState.TAKEN)
    assert answer.context["own"] == [taken]
    assert answer.context["vacancies"] == []
    answer = client.post(withdraw_of(taken), follow=True)
    assert told(answer) == ["success"]
    assert answer.context["own"] == []
    assert [row.shift for row in answer.context["vacancies"]] == [shift]


def test_an_offer_is_answered(client, worker, volunteer, shift, home_cadre):
    offered = actions.offer(shift=shift, member=volunteer, by=home_cadre)
    client.force_login(worker)
    assert client.get(DUTY).context["offers"] == [offered]
    client.post(take_of(shift), {"member": volunteer.pk})
    offered.refresh_from_db()
    assert offered.state == AssignmentState.TAKEN


def test_a_shift_that_filled_up_meanwhile(client, worker, volunteer, shift):
    AssignmentFactory(shift=shift)
    client.force_login(worker)
    answer = client.post(take_of(shift), {"member": volunteer.pk}, follow=True)
    assert told(answer) == ["error"]
    assert Assignment.objects.count() == 1


def test_a_shift_that_has_begun_is_not_given_back(client, worker, volunteer, shift):
    taken = AssignmentFactory(shift=shift, member=volunteer)
    client.force_login(worker)
    with clock.stopped_at(shift.starts_at):
        answer = client.post(withdraw_of(taken), follow=True)
        assert withdraw_of(taken) not in answer.content.decode()
    assert told(answer) == ["error"]
    taken.refresh_from_db()
    assert taken.state == AssignmentState.TAKEN


@pytest.mark.parametrize("given", ["", "x", "0", "9" * 30])
def test_nobody_takes_a_shift_as_somebody_else(client, worker, volunteer, shift, home, given):
    other = StaffMemberFactory(home=home)
    client.force_login(worker)
    assert client.post(take_of(shift), {"member": other.pk}).status_code == 404
    assert client.post(take_of(shift), {"member": given}).status_code == 404
    assert Assignment.objects.count() == 0


def test_nobody_takes_a_shift_of_another_home(client, worker, volunteer, next_home):
    elsewhere = ShiftFactory(home=next_home)
    client.force_login(worker)
    assert client.post(take_of(elsewhere), {"member": volunteer.pk}).status_code == 404


def test_nobody_gives_back_the_shift_of_somebody_else(client, worker, volunteer, shift):
    taken = AssignmentFactory(shift=shift)
    client.force_login(worker)
    assert client.post(withdraw_of(taken)).status_code == 404


def test_who_is_not_on_any_list_learns_how_to_be(client, worker):
    client.force_login(worker)
    page = client.get(DUTY)
    assert page.context["serves"] == []
    assert reverse("homes:list") in page.content.decode()


def test_reading_needs_get_and_changing_needs_post(client, worker, volunteer, shift):
    taken = AssignmentFactory(shift=shift, member=volunteer)
    client.force_login(worker)
    assert client.post(DUTY).status_code == 405
    assert client.get(take_of(shift)).status_code == 405
    assert client.get(withdraw_of(taken)).status_code == 405


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_page_takes_the_same_queries(
    client, worker, volunteer, home, count, django_assert_num_queries
):
    for n in range(count):
        day = timedelta(days=n)
        mine = ShiftFactory(home=home, starts_at=tomorrow_at(9) + day)
        AssignmentFactory(shift=mine, member=volunteer)
        ShiftFactory(home=home, starts_at=tomorrow_at(18) + day)
    client.force_login(worker)
    client.get(DUTY)
    with django_assert_num_queries(7):
        client.get(DUTY)
