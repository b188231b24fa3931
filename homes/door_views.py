"""Behind the QR at the door: count a visit, say what is wrong, prove that it is open."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common import clock
from common.errors import Refusal
from homes import doors, finding
from homes.devices import device_of, remember
from homes.door_forms import DoorCheckForm, VisitForm
from homes.enums import PUBLIC
from homes.models import Home
from homes.panels import panels_of
from unions.enums import Power


def home_behind(token: UUID) -> Home:
    """The public home whose door has this token; 404 for an old plaque."""
    homes = Home.objects.select_related("division__parent", "union")
    return get_object_or_404(homes, door_token=token, status__in=PUBLIC)


def keeps(user, home: Home) -> bool:
    """Whether the user may prove this door open."""
    return user.is_authenticated and Home.objects.visible_to(user).filter(pk=home.pk).exists()


@login_not_required
@require_GET
def door(request: HttpRequest, token: UUID) -> HttpResponse:
    """What somebody who stands at the door may want."""
    home, now = home_behind(token), clock.now()
    item = finding.with_details([finding.Found(home, False)], now=now)[0]
    context = {
        "home": home,
        "item": item,
        "now": now,
        "panels": panels_of(home, request, place="door"),
        "form": VisitForm(),
        "keeper": keeps(request.user, home),
        "call": doors.waiting_calls().filter(home=home).first(),
    }
    return render(request, "homes/door.html", context)


@login_not_required
@require_POST
def visit(request: HttpRequest, token: UUID) -> HttpResponse:
    """Count a visit: no account, once a half-day for each device."""
    home, device = home_behind(token), device_of(request)
    form = VisitForm(request.POST)
    group = form.cleaned_data["worker_group"] if form.is_valid() else ""
    try:
        counted = doors.count_visit(home=home, device=device, worker_group=group)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("Welcome! Your visit is counted.") if counted else _("You are counted already.")
        messages.success(request, said)
    return remember(redirect("homes:door", token), device)


@login_required
@require_POST
def check(request: HttpRequest, token: UUID) -> HttpResponse:
    """Staff of the home prove that the door is open; everybody else finds nothing here."""
    home = home_behind(token)
    get_object_or_404(Home.objects.visible_to(request.user, Power.VIEW), pk=home.pk)
    form = DoorCheckForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
        return redirect("homes:door", token)
    try:
        doors.check_door(home=home, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Thank you. The public page now says: proven open just now."))
    return redirect("homes:door", token)


@require_GET
def plaque(request: HttpRequest, code: str) -> HttpResponse:
    """The A4 sheet for the door with its QR; hours stand behind it, where they are always right."""
    homes = Home.objects.visible_to(request.user).select_related("division__parent", "union")
    home = get_object_or_404(homes, code=code)
    url = request.build_absolute_uri(f"/d/{home.door_token}/")
    import segno

    # segno draws the picture from the address alone, so there is nothing to escape.
    picture = mark_safe(segno.make(url, error="q").svg_inline(scale=8, border=2, omitsize=True))
    return render(request, "homes/plaque.html", {"home": home, "qr": picture, "url": url})
