"""Rating a booking, an activity or a visit that one was there for; and what others said."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bookings.models import Reservation
from common import clock
from common.errors import Refusal
from homes.devices import device_of, sender_of
from homes.door_views import home_behind
from homes.models import Home
from homes.tickets import slow_down
from services.models import SignUp
from services.occasions import Occasion, check_may_rate, of_reservation, of_sign_up, of_visit
from services.rating_forms import RatingForm
from services.ratings import rate, scores_of
from services.scores import Score
from unions.requests import SignedInRequest

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
def rate_booking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rate one's own booking once one has checked in."""
    own = Reservation.objects.own(request.user)
    own = own.select_related("space__facility", "home", "person")
    return rating_page(request, of_reservation(get_object_or_404(own, pk=pk)))


@require_http_methods(["GET", "POST"])
def rate_activity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rate a session once the home has noted that one came; `pk` is the sign-up's."""
    own = SignUp.objects.own(request.user)
    own = own.select_related("session__activity__home", "session__space__facility", "person")
    return rating_page(request, of_sign_up(get_object_or_404(own, pk=pk)))


@login_not_required
@require_http_methods(["GET", "POST"])
def rate_visit(request: HttpRequest, token: UUID) -> HttpResponse:
    """Rate the visit that this device was counted for at the door; no account."""
    home = home_behind(token)
    occasion = of_visit(home, device_of(request))
    if occasion is None:
        messages.info(request, _("Count your visit at the door first, then rate it."))
        return redirect("homes:door", token)
    return rating_page(request, occasion)


def rating_page(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    """The form with what was said before; on POST the rating, or why it is refused."""
    rating, status = occasion.rating(), 200
    said = {"stars": rating.stars, "comment": rating.comment} if rating else {}
    form = RatingForm(request.POST or None, initial=said, with_comment=not occasion.confidential)
    if request.method == "POST" and form.is_valid():
        try:
            if occasion.person is None:
                slow_down(sender_of(request))
            rate(occasion=occasion, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            messages.success(request, _("Thank you. Your rating counts."))
            return redirect(reverse("homes:detail", args=[occasion.home.code]) + "#ratings")
    context = {
        "occasion": occasion,
        "home": occasion.home,
        "form": form,
        "rating": rating,
        "why_not": None if form.is_bound else why_not(occasion, rating),
    }
    return render(request, "services/rate.html", context, status=status)


def why_not(occasion: Occasion, rating) -> Refusal | None:
    """Why the occasion can't be rated now; None where it can."""
    try:
        check_may_rate(occasion, rating, clock.now())
    except Refusal as refusal:
        return refusal
    return None


@login_not_required
@require_GET
def home_ratings(request: HttpRequest, code: str) -> HttpResponse:
    """All that was said of a home in the last year, latest first."""
    home = get_object_or_404(Home.objects.public(), code=code)
    told = home.feedback.lately().telling().prefetch_related("hidden")
    context = {
        "home": home,
        "score": scores_of([home]).get(home.pk, Score()),
        "page_obj": Paginator(told, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "services/ratings.html", context)
