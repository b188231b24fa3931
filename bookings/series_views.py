"""A series that a cadre has booked for the reader: its dates, and giving them back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bookings import rules, series
from bookings.enums import Scope
from bookings.models import Series
from bookings.views import allows
from common import clock
from common.errors import Refusal
from unions.requests import SignedInRequest


def own_series(request: SignedInRequest, pk: int) -> Series:
    """The reader's own series; 404 otherwise."""
    own = Series.objects.own(request.user).select_related("space__facility", "home")
    return get_object_or_404(own, pk=pk)


@require_GET
def series_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every date that is still to come; each leads to its own page."""
    found = own_series(request, pk)
    rows = list(series.coming(found, Scope.ALL))
    now = clock.now()
    context = {
        "series": found,
        "rows": rows,
        "may_go": any(allows(rules.can_cancel, row, now) for row in rows),
    }
    return render(request, "bookings/series.html", context)


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give back all that is still to come, or from one date on (`from`, a booking's number)."""
    found = own_series(request, pk)
    since = request.POST.get("from", "")
    pivot = found.reservations.filter(pk=since).first() if since.isdecimal() else None
    scope = Scope.FOLLOWING if pivot else Scope.ALL
    try:
        count = series.cancel(series=found, scope=scope, pivot=pivot, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        text = ngettext(
            "%(count)s date is cancelled and free for others now.",
            "%(count)s dates are cancelled and free for others now.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("bookings:series", pk)
