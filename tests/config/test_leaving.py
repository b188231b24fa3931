"""An account is closed: what it held is free, and nothing names the person any more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.enums import State
from bookings.models import Hold
from common import clock
from common.errors import Refusal
from config.leaving import leave
from services.enums import SignUpState
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import SpaceFactory
from tests.factories.services import SignUpFactory
from tests.factories.staffing import AssignmentFactory, StaffMemberFactory
from unions.models import Person

pytestmark = pytest.mark.django_db


def test_gives_back_what_is_ahead_and_keeps_what_was(worker, home):
    past = tomorrow_at(10) - timedelta(days=8)
    was = ReservationFactory(person=worker, space__home=home, starts_at=past, state=State.COMPLETED)
    ahead = ReservationFactory(person=worker, space=was.space)
    sign_up = SignUpFactory(person=worker, session__activity__home=home)
    leave(person=worker)
    for row in (was, ahead, sign_up):
        row.refresh_from_db()
    assert (was.state, ahead.state) == (State.COMPLETED, State.CANCELLED)
    assert (sign_up.state, sign_up.session.taken) == (SignUpState.CANCELLED, 0)
    assert not Hold.objects.exists()
    assert was.person_id == worker.pk


def test_the_homes_roster_keeps_its_volunteer_without_the_account(worker, home):
    member = StaffMemberFactory(home=home, person=worker)
    assignment = AssignmentFactory(shift__home=home, member=member)
    leave(person=worker)
    member.refresh_from_db()
    assignment.refresh_from_db()
    assert (member.person_id, assignment.human) == (None, -member.pk)


def test_refused_whole_where_a_booking_cannot_be_cancelled(worker, home):
    soon = clock.now() + timedelta(minutes=30)
    free = ReservationFactory(person=worker, space__home=home)
    strict = SpaceFactory(home=home, cancel_minutes=60, late_cancel="refused")
    ReservationFactory(person=worker, space=strict, starts_at=soon)
    with pytest.raises(Refusal) as refusal:
        leave(person=worker)
    assert refusal.value.code == "too_late_to_cancel"
    free.refresh_from_db()
    assert free.state == State.CONFIRMED
    assert Person.objects.get(pk=worker.pk).is_active


def test_page_asks_first_then_closes_and_signs_out(visitor, worker):
    visitor.force_login(worker)
    assert visitor.get(reverse("close_account")).status_code == 200
    assert Person.objects.get(pk=worker.pk).is_active
    answer = visitor.post(reverse("close_account"))
    assert answer.url == reverse("homes:list")
    assert not Person.objects.get(pk=worker.pk).is_active
    assert visitor.get(reverse("close_account")).status_code == 302


def test_every_other_browser_of_a_closed_account_is_out(visitor, client, worker):
    for browser in (visitor, client):
        browser.force_login(worker)
    leave(person=worker)
    assert client.get(reverse("own_data")).status_code == 302


@pytest.mark.parametrize("role", ["county", "home_cadre"])
def test_cadre_is_told_what_to_do(role, request, visitor):
    cadre = request.getfixturevalue(role)
    visitor.force_login(cadre)
    page = visitor.post(reverse("close_account"), follow=True).content.decode()
    assert "请先联系负责人解除任职" in page
    assert Person.objects.get(pk=cadre.pk).is_active
