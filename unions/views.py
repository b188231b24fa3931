"""One's own page."""

from allauth.account.views import verify_phone
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unions.forms import ProfileForm
from unions.models import PointsEntry, PointsPolicy
from unions.own_data import own_data

POINTS_PAGE = 20


@login_not_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the ways on; a visitor is shown how to sign in."""
    if not request.user.is_authenticated:
        return render(request, "unions/me_anonymous.html")
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("me")
    return render(request, "unions/me.html", {"form": form})


@login_not_required
def prove_number(request: HttpRequest) -> HttpResponse:
    """The code that proves a number after a sign-in by password; once in, it is proven."""
    if request.user.is_authenticated:
        return redirect("me")
    return verify_phone(request)


@require_GET
def my_points(request: HttpRequest) -> HttpResponse:
    """The balance of points, and what they were given for."""
    rows = PointsEntry.objects.visible_to(request.user)
    context = {
        "balance": rows.balance(),
        "page_obj": Paginator(rows, POINTS_PAGE).get_page(request.GET.get("page")),
        "policy": PointsPolicy.current(),
    }
    return render(request, "unions/points.html", context)


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Everything the portal keeps about the person, as a file to keep."""
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(own_data(request.user), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
