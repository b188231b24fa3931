"""Pages and switches that belong to no domain."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

ELDER_COOKIE_AGE = 365 * 24 * 3600


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The posted `next` if it stays on this site, else `fallback`."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else fallback


@login_not_required
@require_POST
def elder_mode(request: HttpRequest) -> HttpResponse:
    """Switch 长辈版 on or off for this browser."""
    response = redirect(safe_next(request))
    value = "1" if request.POST.get("elder") == "1" else "0"
    response.set_cookie("elder", value, max_age=ELDER_COOKIE_AGE, httponly=True, samesite="Lax")
    return response


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps about a person, why, and for how long."""
    return render(request, "common/privacy.html", {"contact_days": settings.CONTACT_DAYS})
