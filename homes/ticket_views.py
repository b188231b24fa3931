"""Tickets in public: report, follow by number, reopen. No account anywhere."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.errors import Refusal
from homes import tickets
from homes.devices import device_of, remember, sender_of
from homes.door_forms import ReopenForm, TicketForm, TicketNumberForm
from homes.enums import PUBLIC
from homes.models import Home, Ticket


@login_not_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong; the answer is a number to follow it by."""
    home = get_object_or_404(Home, code=code, status__in=PUBLIC)
    form = TicketForm(
        request.POST or None,
        request.FILES or None,
        home=home,
        initial={"kind": request.GET.get("kind"), "space": request.GET.get("space")},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            ticket = tickets.report(home=home, sender=sender_of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            answer = redirect("homes:ticket", ticket.number)
            return remember(answer, device_of(request))
    return render(request, "homes/report.html", {"home": home, "form": form}, status=status)


@login_not_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Type a number, see the ticket."""
    form = TicketNumberForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("homes:ticket", form.cleaned_data["number"])
    return render(request, "homes/ticket_find.html", {"form": form})


@login_not_required
@require_GET
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """What became of it. Whoever has the number may look; phone and photo are not shown."""
    return ticket_page(request, number, ReopenForm())


def ticket_page(
    request: HttpRequest, number: str, form: ReopenForm, status: int = 200
) -> HttpResponse:
    """The page of a ticket with its history and, when closed, a way to disagree."""
    found = get_object_or_404(
        Ticket.objects.select_related("home", "kind", "space"), number=number.upper()
    )
    context = {"ticket": found, "events": found.events.all(), "form": form}
    return render(request, "homes/ticket.html", context, status=status)


@login_not_required
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """It is not solved: the next level takes it up."""
    found = get_object_or_404(Ticket, number=number.upper())
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return ticket_page(request, number, form, 200)
    try:
        tickets.reopen(ticket=found, text=form.cleaned_data["text"], sender=sender_of(request))
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return ticket_page(request, number, form, refusal.status)
    return redirect("homes:ticket", found.number)
