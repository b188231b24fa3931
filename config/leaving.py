"""Closing an account. It touches bookings, sign-ups and rosters, so it stands above them all."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import bookings.actions
import bookings.conduct
import bookings.waiting
import messaging.actions
import services.actions
import staffing.actions
import unions.actions
from bookings.holding import lock_roots
from bookings.models import Reservation
from common import clock
from common.errors import Refusal
from homes.scope import home_ids
from services.enums import SignUpState
from services.models import SignUp
from unions.models import Person
from unions.rules import appointed


@transaction.atomic
def leave(*, person: Person) -> None:
    """Give back what the person holds ahead, then close the account; all or nothing.

    Raises Refusal where a booking can no longer be cancelled, or for a cadre in office.
    """
    if home_ids(person):
        raise appointed()
    bookings.conduct.lock_owner(person.pk)
    _give_back(person)
    for member in person.staff_rows.all():
        staffing.actions.link_account(member=member, person=None, by=person)
    bookings.conduct.forget_person(person=person)
    messaging.actions.forget(person=person)
    unions.actions.close_account(person=person)


def _give_back(person: Person) -> None:
    """Sign-ups, places in line and bookings ahead. Locks: sessions by id, then all trees."""
    now = clock.now()
    ahead = SignUp.objects.own(person).filter(state=SignUpState.SIGNED_UP)
    for sign_up in ahead.filter(session__starts_at__gt=now).order_by("session"):
        services.actions.withdraw(sign_up=sign_up, by=person)
    lines = person.waitlist.in_line()
    booked = Reservation.objects.own(person).holding().filter(ends_at__gt=now)
    lock_roots(root for rows in (lines, booked) for root in roots_of(rows))
    # The lines first: what is given back below must not come round to the same person.
    for entry in lines.order_by("-state"):  # waiting before offered
        bookings.waiting.leave(entry=entry, by=person)
    for reservation in booked:
        bookings.actions.cancel(reservation=reservation, by=person)


def roots_of(rows: QuerySet) -> list[int]:
    """The roots of the trees in which reservations or places in line stand."""
    return list(rows.order_by().values_list("space__root", flat=True))


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """Say what will happen; do it on POST."""
    if request.method == "POST":
        try:
            leave(person=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("close_account")
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having been here."))
        return redirect("homes:list")
    return render(request, "unions/close_account.html")
