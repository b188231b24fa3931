"""The requests that wait, with what speaks for and against each; many decided at once."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bookings.approvals import decide_each, with_background
from bookings.enums import State
from bookings.models import Reservation
from common import clock
from unions.enums import Power

ON_A_PAGE = 50
DONE = {
    "approve": pgettext_lazy("of a request", "approved"),
    "refuse": pgettext_lazy("of a request", "refused"),
}


def urls(keeper) -> list:
    """The address below the list of reservations."""
    wrap = keeper.admin_site.admin_view
    page = wrap(partial(requests_page, keeper))
    return [path("requests/", page, name="bookings_reservation_requests")]


def waiting(rows):
    """Requests that can still be decided, those due first ahead."""
    rows = rows.filter(state=State.REQUESTED, starts_at__gt=clock.now())
    return rows.order_by(F("decide_by").asc(nulls_last=True), "starts_at", "pk")


def requests_page(keeper, request: HttpRequest) -> HttpResponse:
    """GET lists them; POST approves or refuses the ticked ones, each by itself."""
    if not keeper.has_view_permission(request):
        raise PermissionDenied
    results: list = []
    error = ""
    if request.method == "POST":
        results, error = decide_ticked(keeper, request)
    rows = waiting(keeper.get_queryset(request))
    if request.GET.get("overdue"):
        rows = rows.filter(decide_by__lt=clock.now())
    rows = rows.select_related("space__facility", "home", "person")
    pages = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **keeper.admin_site.each_context(request),
        "title": _("Requests to decide"),
        "opts": keeper.opts,
        "page_obj": pages,
        "requests": of_pages(keeper, request, with_background(pages.object_list)),
        "results": results,
        "error": error,
        "note": request.POST.get("note", "") if error else "",
        "ticked": set(ticked(request)) if error else set(),
        "done_word": DONE["approve" if "approve" in request.POST else "refuse"],
        "only_overdue": bool(request.GET.get("overdue")),
        "may_decide": keeper.has_decide_permission(request),
    }
    return TemplateResponse(request, "admin/requests.html", context, status=422 if error else 200)


def of_pages(keeper, request: HttpRequest, items: list) -> list[dict]:
    """The requests as their cards show them. Where else somebody is at that time is named only
    where the cadre may know it: not at others' homes, nor in a confidential room."""
    others = {other.pk for item in items for other in item.elsewhere}
    known: set[int] = set()
    if others:
        rows = keeper.get_queryset(request).filter(pk__in=others, hidden=False)
        known = set(rows.values_list("pk", flat=True))
    return [of_page(keeper, item, known) for item in items]


def of_page(keeper, item, known: set[int]) -> dict:
    """A request as its card shows it; a confidential use tells no name and no history."""
    return {
        "item": item,
        "when": keeper.when(item.row),
        "who": keeper.who(item.row),
        "purpose": keeper.purpose_shown(item.row),
        "tells": not item.row.hidden and item.row.person_id is not None,
        "beside": [(keeper.when(other), other) for other in item.beside],
        "elsewhere": [
            (keeper.when(other), place_of(other) if other.pk in known else _("occupied"))
            for other in item.elsewhere
        ],
    }


def ticked(request: HttpRequest) -> list[int]:
    """The numbers of the requests that were ticked."""
    return [int(pk) for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdigit()]


def place_of(row: Reservation) -> str:
    """Home and space; of a confidential use only that the person is busy."""
    return _("occupied") if row.space.facility.confidential else f"{row.home} {row.space}"


def decide_ticked(keeper, request: HttpRequest) -> tuple[list, str]:
    """What became of each ticked request, or why nothing was done."""
    if not keeper.has_decide_permission(request):
        raise PermissionDenied
    approve = "approve" in request.POST
    note = request.POST.get("note", "").strip()[:200]
    chosen = ticked(request)
    if not chosen:
        return [], str(_("Tick the requests first."))
    if not approve and not note:
        return [], str(_("Give the reason: the workers read it."))
    mine = Reservation.objects.visible_to(request.user, Power.EDIT).filter(pk__in=chosen)
    rows = mine.select_related("space__facility", "home", "person").order_by("starts_at", "pk")
    done = decide_each(rows=rows, approve=approve, by=request.user, note=note)
    return [(keeper.when(one.row), one) for one in done], ""
