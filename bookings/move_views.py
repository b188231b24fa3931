"""Another time for one's own booking: choose among the free ones, look once more, yes."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bookings import actions, rules, slots
from bookings.availability import alternatives, can_be_booked
from bookings.enums import State
from bookings.models import Reservation
from bookings.views import others_like, times_context
from common import clock
from common.errors import Refusal
from homes.models import Space
from unions.requests import SignedInRequest


def own_booking(request: SignedInRequest, pk: int) -> Reservation:
    """The reader's own reservation; 404 otherwise."""
    own = Reservation.objects.own(request.user)
    own = own.select_related("space__facility", "space__home", "home__division__parent")
    return get_object_or_404(own, pk=pk)


def wanted_space(request: SignedInRequest, reservation: Reservation) -> Space:
    """The space in the address, if it is one of the same kind at the same home; else its own."""
    present = reservation.space
    wanted = request.GET.get("space", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return present
    like = others_like(present).select_related("home", "facility", "parent")
    return like.filter(pk=wanted).first() or present


@require_GET
def times(request: SignedInRequest, pk: int) -> HttpResponse:
    """The free times to which the booking can be moved; its own time counts as free."""
    reservation = own_booking(request, pk)
    try:
        rules.can_move(reservation, clock.now(), own=True)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("bookings:detail", pk)
    space = wanted_space(request, reservation)
    choice = slots.chosen_instead(reservation, space, request.GET)
    start = reservation.starts_at.astimezone(clock.SHANGHAI)
    day = slots.chosen_day(space, request.GET if "day" in request.GET else {"day": f"{start:%F}"})
    context = {
        **times_context(choice, day, slots.days_of(choice, day)),
        "reservation": reservation,
        "instead_of": reservation,
        "lengths": slots.lengths(space, choice.minutes),
        "spaces": [reservation.space, *others_like(reservation.space)],
    }
    return render(request, "bookings/move.html", context)


@require_http_methods(["GET", "POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Old time and new time side by side; on POST the move, or why not and what is free."""
    reservation = own_booking(request, pk)
    space, start = wanted_space(request, reservation), slots.chosen_start(request.GET)
    if start is None:
        return redirect("bookings:move", pk)
    choice = slots.chosen_instead(reservation, space, request.GET)
    if request.method == "GET":
        return confirm_page(request, choice, start)
    end = start + timedelta(minutes=choice.minutes)
    try:
        moved = actions.move(
            reservation=reservation, space=space, starts_at=start, ends_at=end, by=request.user
        )
    except Refusal as refusal:
        return confirm_page(request, choice, start, refusal)
    if moved.state == State.REQUESTED:
        messages.success(request, _("Your request is with the home. The time is kept for you."))
    else:
        messages.success(request, _("Your booking is moved. The old time is free for others."))
    return redirect("bookings:detail", pk)


def confirm_page(request, choice: slots.Choice, start, refusal: Refusal | None = None):
    """The page before the last tap; with a refusal it offers the nearest free times instead."""
    reservation, offers = choice.instead_of, []
    if refusal is not None and can_be_booked(choice.space):
        found = alternatives(
            choice.space,
            start,
            choice.minutes,
            choice.places,
            people=choice.people,
            without=reservation,
        )
        offers = [(space, slots.Slot(begin, end, choice.places)) for space, begin, end in found]
    context = {
        "reservation": reservation,
        "space": choice.space,
        "choice": choice,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=choice.minutes),
        "refusal": refusal,
        "offers": offers,
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "bookings/move_confirm.html", context, status=status)
