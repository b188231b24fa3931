"""Time first: what is free on a day, over all homes. No account is needed to look."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from bookings.forms import DAYS_AHEAD, FreeForm
from bookings.search import MOST_PAGES, find_free, page_of
from common import clock
from homes.finding import cities
from homes.models import Facility, Space
from unions.requests import HtmxRequest


@login_not_required
@require_GET
def free(request: HtmxRequest) -> HttpResponse:
    """Free spaces by distance, then time; htmx swaps the results alone."""
    facilities = list(Facility.objects.filter(spaces__in=Space.objects.bookable()).distinct())
    form = FreeForm(request.GET, cities=cities(), facilities=facilities)
    search, number = form.search(), page_number(request.GET.get("page", ""))
    rows, more = page_of(find_free(**search), number)
    last = search["day"] >= clock.today() + timedelta(days=DAYS_AHEAD)
    context = {
        "form": form,
        "search": search,
        "rows": rows,
        "number": number,
        "more": more and number < MOST_PAGES,
        "next_day": None if last else search["day"] + timedelta(days=1),
    }
    part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "bookings/_free.html" if part else "bookings/free.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def page_number(text: str) -> int:
    """The page in the address; the first where that makes no sense."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), MOST_PAGES)
