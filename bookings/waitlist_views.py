"""Waiting for a time that is taken: join, answer, leave. Each is one tap, and works without JS."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bookings import rules, slots, waiting
from bookings.models import WaitlistEntry
from bookings.prospects import needless, own_then
from bookings.standing import keeping_words
from bookings.views import booked_sentence, public_space
from common.errors import Refusal
from unions.requests import SignedInRequest


@login_not_required
@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one would wait for, and how many do; on POST stand in line."""
    space = public_space(pk)
    choice, start = slots.chosen(space, request.GET), slots.chosen_start(request.GET)
    choice = slots.with_people(choice, request.POST)
    if start is None:
        return redirect("bookings:space", pk)
    if request.method == "GET":
        return wait_page(request, choice, start, needless(request.user, choice, start))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        entry, _new = waiting.join(
            person=request.user,
            space=space,
            starts_at=start,
            ends_at=start + timedelta(minutes=choice.minutes),
            places=choice.places,
            people=choice.people,
            declares=request.POST.getlist("declares"),
        )
    except Refusal as refusal:
        return wait_page(request, choice, start, refusal)
    messages.success(request, joined_sentence(entry))
    return redirect("bookings:list")


def joined_sentence(entry: WaitlistEntry) -> str:
    """What the page says right after joining."""
    ahead = WaitlistEntry.objects.with_ahead().get(pk=entry.pk).ahead
    if not ahead:
        return _("You are the first in line. We tell you when a place comes free.")
    text = ngettext(
        "You are in line; %(count)s person is before you. We tell you when it is your turn.",
        "You are in line; %(count)s people are before you. We tell you when it is your turn.",
        ahead,
    )
    return text % {"count": ahead}


def wait_page(request, choice: slots.Choice, start, refusal: Refusal | None = None):
    """The page before the last tap."""
    space, end = choice.space, start + timedelta(minutes=choice.minutes)
    own = None
    if request.user.is_authenticated:
        mine = WaitlistEntry.objects.own(request.user).in_line().with_ahead()
        own = mine.filter(space=space, starts_at=start, ends_at=end).first()
    if own is not None and request.method == "GET":
        refusal = None
    ahead = WaitlistEntry.objects.wanting(space, start, end).count() if space.units else 0
    context = {
        "space": space,
        "choice": choice,
        "slot": slots.Slot(start, end, choice.places),
        "own": own,
        "booked": None if choice.by_places else own_then(request.user, choice, start),
        "ahead": own.ahead if own else ahead,
        "keeping": keeping_words(space),
        "asked": rules.asked_of(space),
        "declared": request.POST.getlist("declares"),
        "refusal": refusal,
        "free_now": refusal is not None and refusal.code == "free_now",
    }
    status = refusal.status if refusal is not None and request.method == "POST" else 200
    return render(request, "bookings/wait.html", context, status=status)


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the place that is kept."""
    entry = get_object_or_404(WaitlistEntry.objects.own(request.user), pk=pk)
    try:
        reservation = waiting.accept(entry=entry, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("bookings:list")
    messages.success(request, booked_sentence(reservation))
    return redirect("bookings:detail", reservation.pk)


@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the kept place go on to the next in line."""
    return _answered(request, pk, waiting.decline, _("Thank you. The place goes to the next."))


@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stand in line no longer."""
    return _answered(request, pk, waiting.leave, _("You have left the waiting list."))


def _answered(request: SignedInRequest, pk: int, do: Callable, done: str) -> HttpResponse:
    entry = get_object_or_404(WaitlistEntry.objects.own(request.user), pk=pk)
    try:
        do(entry=entry, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect("bookings:list")
