"""Booking in three taps: a space, a free time, yes. And one's own bookings."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import actions, explaining, presence, rules, slots
from bookings.availability import can_be_booked
from bookings.conduct import is_counted
from bookings.enums import State, StrikeKind
from bookings.models import ConductPolicy, Reservation
from bookings.next_steps import next_steps
from bookings.prospects import ABOUT_TIME, foreseen, offers_for, own_then
from bookings.standing import full_times, turns_of
from common import audit, clock
from common.errors import Refusal
from homes.enums import PUBLIC
from homes.models import Space
from unions.requests import SignedInRequest

PAST_PAGE = 10
NOON, EVENING = 12, 18


def public_space(pk: int) -> Space:
    """A space of a home that the public may see; 404 otherwise."""
    spaces = Space.objects.select_related("home__division__parent", "facility", "parent")
    return get_object_or_404(spaces, pk=pk, home__status__in=PUBLIC)


@login_not_required
@require_GET
def space_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The free times of a space for the chosen length, day by day."""
    space = public_space(pk)
    choice = slots.chosen(space, request.GET)
    day = slots.chosen_day(space, request.GET)
    days = slots.days_of(choice, day)
    context = {
        **times_context(choice, day, days),
        "full": full_times(choice, day, days[day]) if can_be_booked(space) else [],
        "lengths": slots.lengths(space),
        "place_counts": slots.place_counts(space),
        "others": others_like(space),
        "rules": explaining.lines(space),
        "instead_of": None,
    }
    return render(request, "bookings/space.html", context)


def times_context(choice: slots.Choice, day: date, days: dict[date, list[slots.Slot]]) -> dict:
    """What a page for choosing a time shows of some days, one of which is looked at."""
    earlier, later = slots.pages_beside(choice.space, days)
    return {
        "space": choice.space,
        "choice": choice,
        "bookable": can_be_booked(choice.space),
        "day": day,
        "days": [(each, bool(times)) for each, times in days.items()],
        "earlier": earlier,
        "later": later,
        "special": choice.space.home.hours_exceptions.filter(on=day).order_by("opens").first(),
        "parts_of_day": parts_of_day(days[day]),
        "next_free": next((each for each, times in days.items() if times and each > day), None),
    }


def parts_of_day(times: list[slots.Slot]) -> list[tuple[str, list[slots.Slot]]]:
    """The times of a day under morning, afternoon and evening; empty parts are left out."""
    morning = [slot for slot in times if slot.starts_at.hour < NOON]
    afternoon = [slot for slot in times if NOON <= slot.starts_at.hour < EVENING]
    evening = [slot for slot in times if slot.starts_at.hour >= EVENING]
    named = [(_("Morning"), morning), (_("Afternoon"), afternoon), (_("Evening"), evening)]
    return [(name, part) for name, part in named if part]


def others_like(space: Space):
    """Other bookable spaces of the home with the same facility: the half-courts of a hall."""
    like = Space.objects.bookable().filter(home=space.home_id, facility=space.facility_id)
    return like.exclude(pk=space.pk).order_by("order", "pk")


@login_not_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be booked; on POST book it, or say why not and what is free instead."""
    space = public_space(pk)
    choice, start = slots.chosen(space, request.GET), slots.chosen_start(request.GET)
    choice = slots.with_people(choice, request.POST)
    if start is None:
        return redirect("bookings:space", pk)
    if request.method == "GET":
        return confirm_page(request, choice, start, foreseen(request.user, choice, start))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        reservation, _new = actions.book(
            person=request.user,
            space=space,
            starts_at=start,
            ends_at=start + timedelta(minutes=choice.minutes),
            places=choice.places,
            people=choice.people,
            declares=request.POST.getlist("declares"),
            purpose=request.POST.get("purpose", "")[:120].strip(),
            idempotency_key=request.POST.get("key", "")[:80] or None,
        )
    except Refusal as refusal:
        return confirm_page(request, choice, start, refusal)
    messages.success(request, booked_sentence(reservation))
    return redirect("bookings:detail", reservation.pk)


def booked_sentence(reservation: Reservation) -> str:
    """What the page says right after the last tap."""
    if reservation.state == State.REQUESTED:
        return _("Your request is with the home. The time is kept for you.")
    return _("Booked. See you there!")


def confirm_page(request, choice: slots.Choice, start, refusal: Refusal | None = None):
    """The page before the last tap; with a refusal it offers the nearest free times instead."""
    space = choice.space
    end = start + timedelta(minutes=choice.minutes)
    own = own_then(request.user, choice, start)
    stays = refusal is not None and refusal.code in ("declare", "home_full")
    is_mine = own is not None and not choice.by_places
    offers = [] if refusal is None or is_mine else offers_for(request.user, choice, start, refusal)
    context = {
        "space": space,
        "choice": choice,
        "starts_at": start,
        "ends_at": end,
        "slot": slots.Slot(start, end, choice.places),
        "own": own,
        "late_already": start - timedelta(minutes=space.cancel_minutes) <= clock.now(),
        "purpose": request.POST.get("purpose", ""),
        "key": uuid4().hex,
        "refusal": refusal,
        "helps_elsewhere": refusal is not None and refusal.code not in ABOUT_TIME and not is_mine,
        "shows_refusal": not is_mine,
        "shows_form": not is_mine and (refusal is None or stays),
        "asked": rules.asked_of(space),
        "declared": request.POST.getlist("declares"),
        "offers": offers,
    }
    status = refusal.status if refusal is not None and request.method == "POST" else 200
    return render(request, "bookings/confirm.html", context, status=status)


@login_not_required
@require_GET
def booking_list(request: HttpRequest) -> HttpResponse:
    """One's own bookings: what is coming, then what has been."""
    if not request.user.is_authenticated:
        return render(request, "bookings/list_anonymous.html")
    own = Reservation.objects.own(request.user).select_related("space__facility", "home", "series")
    now = clock.now()
    booked = own.booked()
    coming = booked.holding().filter(ends_at__gt=now).order_by("starts_at")
    past = booked.exclude(pk__in=coming.values("pk")).order_by("-starts_at")
    context = {
        "turns": turns_of(request.user),
        "coming": [
            {**with_options(row, now), "dates": count} for row, count in next_of_each(coming)
        ],
        "page_obj": Paginator(past, PAST_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "bookings/list.html", context)


def next_of_each(coming: Iterable[Reservation]) -> list[tuple[Reservation, int]]:
    """The bookings with 0, and of a series only the next date, with how many there are."""
    rows = list(coming)
    counts = Counter(row.series_id for row in rows if row.series_id)
    first = {row.series_id: row.pk for row in reversed(rows)}
    return [
        (row, counts.get(row.series_id, 0))
        for row in rows
        if not row.series_id or first[row.series_id] == row.pk
    ]


@require_GET
def booking_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One own booking: its state in words, the way there, check-in and cancelling."""
    own = Reservation.objects.own(request.user)
    own = own.select_related("space__facility", "home__division__parent", "series")
    reservation = get_object_or_404(own, pk=pk)
    now = clock.now()
    context = {**with_options(reservation, now), "now": now}
    context["moved"] = moved_by_home(reservation)
    context["next_steps"] = next_steps(reservation)
    return render(request, "bookings/detail.html", context)


def moved_by_home(reservation: Reservation) -> dict | None:
    """What a coming booking was before the home moved it, and why; None where it has not."""
    if reservation.state not in (State.REQUESTED, State.CONFIRMED):
        return None
    entry = audit.last_entry("move", reservation)
    return None if entry is None or entry.actor_id == reservation.person_id else entry.detail


def with_options(reservation: Reservation, now) -> dict:
    """A reservation and what its owner can do with it now."""
    late = rules.is_late_to_cancel(reservation, now)
    can_cancel = allows(rules.can_cancel, reservation, now)
    return {
        "reservation": reservation,
        "can_cancel": can_cancel,
        "late": late,
        "late_weight": late_weight(reservation) if late else None,
        "can_check_in": allows(rules.can_check_in, reservation, now),
        "must_call": reservation.state == State.CONFIRMED
        and reservation.starts_at > now
        and not can_cancel,
        "can_move": allows(partial(rules.can_move, own=True), reservation, now),
        "waits": reservation.state == State.REQUESTED,
        "entry": reservation.turn if reservation.state == State.OFFERED else None,
    }


def late_weight(reservation: Reservation):
    """What cancelling late would count; None where it counts nothing."""
    if not is_counted(reservation, StrikeKind.LATE_CANCEL):
        return None
    return ConductPolicy.current().late_cancel_weight or None


def allows(rule, reservation: Reservation, now) -> bool:
    """Whether a rule that refuses by raising lets this pass."""
    try:
        rule(reservation, now)
    except Refusal:
        return False
    return True


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel one's own booking."""
    reservation = get_object_or_404(Reservation.objects.own(request.user), pk=pk)
    try:
        actions.cancel(reservation=reservation, by=request.user)
    except Refusal as refusal:
        reservation.refresh_from_db()
        if reservation.state != State.CANCELLED:  # a second tap finds done what was wanted
            messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Cancelled. The time is free for others now."))
    return redirect("bookings:detail", pk)


@require_POST
def check_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one has come."""
    reservation = get_object_or_404(Reservation.objects.own(request.user), pk=pk)
    many = request.POST.get("came", "")
    came = min(int(many), reservation.places) if many.isdecimal() and many.isascii() else None
    try:
        presence.check_in(reservation=reservation, by=request.user, came=came)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("You are checked in. Enjoy your time."))
    return redirect("bookings:detail", pk)
