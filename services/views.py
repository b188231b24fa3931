"""Activities: find one, see one, sign up with one tap, withdraw. And one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common import clock
from common.errors import Refusal
from homes.finding import cities
from homes.models import Home
from services import actions, finding
from services.enums import TAKING, Function, SessionState
from services.forms import FindForm
from services.models import Session, SignUp
from services.rules import MOST_PLACES

PAGE_SIZE = 20
EARLIER_PAGE = 10


@login_not_required
@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """Coming sessions of all homes, soonest first; htmx swaps the results alone."""
    form = FindForm(request.GET, cities=cities())
    search = form.search()
    page = Paginator(finding.find(search), PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    part = request.htmx and not request.htmx.history_restore_request
    template = "services/_results.html" if part else "services/activities.html"
    context = {
        "form": form,
        "functions": Function.choices,
        "search": search,
        "home": Home.objects.public().filter(code=search.home).first() if search.home else None,
        "page_obj": page,
        "own": finding.own_sign_ups(request.user, page.object_list),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_not_required
@require_GET
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: what, when, where, who may come, how many places are left."""
    return show(request, get_object_or_404(finding.public_sessions(), pk=pk))


def show(request: HttpRequest, session: Session, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a session, with what the reader can do; `refusal` answers what they tried."""
    person = request.user if request.user.is_authenticated else None
    own = finding.own_sign_ups(request.user, [session]).get(session.pk)
    context = {
        "session": session,
        "own": own,
        "why_not": None if own else finding.why_not(session, person),
        "can_withdraw": own is not None and session.starts_at > clock.now(),
        "place_counts": range(1, min(MOST_PLACES, session.left) + 1),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "services/session.html", context, status=status)


@login_not_required
@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take places; a visitor signs in first and comes back to the session."""
    session = get_object_or_404(finding.public_sessions(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("services:session", args=[pk]))
    places = request.POST.get("places", "1")
    try:
        actions.sign_up(
            session=session,
            person=request.user,
            places=int(places) if places.isdecimal() and len(places) < 4 else 0,
        )
    except Refusal as refusal:
        session.refresh_from_db(fields=["taken", "state"])
        return show(request, session, refusal)
    messages.success(request, _("You are signed up. See you there."))
    return redirect("services:session", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's own places back."""
    own = SignUp.objects.own(request.user).filter(state__in=TAKING)
    made = get_object_or_404(own, session=pk)
    try:
        actions.withdraw(sign_up=made, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("You have withdrawn. Your place is free for others now."))
    return redirect("services:session", pk)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own activities: coming ones, called-off ones too, then earlier ones."""
    own = SignUp.objects.own(request.user).select_related("session__activity__home")
    now = clock.now()
    called_off = Q(session__state=SessionState.CANCELLED)
    coming = own.filter(Q(state__in=TAKING) | called_off, session__ends_at__gt=now)
    by_session = ("session__starts_at", "session_id")
    earlier = own.filter(state__in=TAKING, session__ends_at__lte=now)
    page = Paginator(earlier.order_by("-session__starts_at", "pk"), EARLIER_PAGE)
    context = {
        "coming": coming.order_by(*by_session, "-pk").distinct(*by_session),
        "page_obj": page.get_page(request.GET.get("page")),
    }
    return render(request, "services/mine.html", context)
