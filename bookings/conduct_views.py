"""How one stands: missed bookings, a pause of booking, and the way to say that it is wrong."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import conduct, door_codes, presence
from bookings.forms import AppealForm
from bookings.models import ConductPolicy
from common import clock
from common.errors import Refusal
from homes.devices import device_of, remember, sender_of
from homes.door_views import home_behind, keeps
from homes.models import Home
from unions.requests import SignedInRequest


@require_GET
def own_conduct(request: SignedInRequest) -> HttpResponse:
    """The own standing in plain words, and what it rests on."""
    strikes = request.user.strikes.select_related(
        "reservation__space", "reservation__home", "appeal"
    )
    policy = ConductPolicy.current()
    context = {
        "standing": conduct.standing_of(request.user),
        "strikes": strikes,
        "policy": policy,
        "weighed_since": clock.now() - timedelta(days=policy.window_days),
    }
    return render(request, "bookings/conduct.html", context)


@require_http_methods(["GET", "POST"])
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why a strike is wrong."""
    rows = request.user.strikes.select_related("reservation__space", "reservation__home", "appeal")
    strike = get_object_or_404(rows, pk=pk)
    if strike.waived_at or strike.own_appeal:  # a second tap, or back by the browser
        return redirect("bookings:conduct")
    form = AppealForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            conduct.appeal(strike=strike, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            messages.success(request, _("Your appeal is with the home. The answer stands here."))
            return redirect("bookings:conduct")
    context = {"form": form, "strike": strike, "days": ConductPolicy.current().appeal_days}
    return render(request, "bookings/appeal.html", context, status=status)


@login_not_required
@require_POST
def check_in_by_code(request: HttpRequest, token) -> HttpResponse:
    """Six digits at the door, no account needed."""
    home = home_behind(token)
    keeper = keeps(request.user, home)
    by = request.user if request.user.is_authenticated else None
    try:
        found = door_codes.named_by(
            homes=Home.objects.filter(pk=home.pk),
            code=request.POST.get("code", ""),
            sender=None if keeper else sender_of(request),
        )
        came = presence.check_in(reservation=found, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, checked_in_sentence(came))
    return remember(redirect("homes:door", token), device_of(request))


def checked_in_sentence(reservation) -> str:
    """What the page says to whoever typed a code; without a name, for others may look on."""
    return _("Checked in: %(space)s %(from)s–%(to)s. Enjoy your time.") % {
        "space": reservation.space.label,
        "from": f"{reservation.starts_at.astimezone(clock.SHANGHAI):%H:%M}",
        "to": f"{reservation.ends_at.astimezone(clock.SHANGHAI):%H:%M}",
    }
