"""One's calendar: the secret address that a phone reads, and the page that gives and takes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import feeds
from bookings.models import CalendarFeed
from common.errors import Refusal
from homes.models import Space
from messaging.models import preferences_of
from unions.requests import SignedInRequest


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A feed; 404 for a token that is unknown, revoked, or whose space is no longer kept."""
    feed = feeds.feed_of(token)
    if feed is None:
        raise Http404
    with override(preferences_of(feed.person).language):
        found = feeds.entries(feed)
        etag = f'"{feeds.version(found, get_language() or "")}"'
        changed = feeds.changed_at(found)
        modified = int(changed.timestamp()) if changed else None
        known = get_conditional_response(request, etag=etag, last_modified=modified)
        name = str(feed.space) if feed.space else _("Shared Workers' Homes")
        site = f"{request.scheme}://{request.get_host()}"
        answer = known or HttpResponse(
            feeds.as_ical(found, name=name, site=site), content_type="text/calendar; charset=utf-8"
        )
    answer["ETag"] = etag
    if modified:
        answer["Last-Modified"] = http_date(modified)
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: SignedInRequest) -> HttpResponse:
    """How to see one's dates in a calendar; on POST a new address, shown this once."""
    space = chosen_space(request)
    address = ""
    if request.method == "POST":
        try:
            seen = request.POST.get("instead_of")
            token = feeds.issue(person=request.user, space=space, instead_of=seen)
        except Refusal as refusal:
            messages.info(request, str(refusal.message))
            return redirect(request.get_full_path())
        address = request.build_absolute_uri(reverse("bookings:calendar", args=[token]))
    own = CalendarFeed.objects.visible_to(request.user).select_related("space__home")
    context = {
        "space": space,
        "feeds": list(own.order_by("space__home__code", "space__order", "pk")),
        "mark": feeds.mark(request.user, space),
        "address": address,
        "webcal": address.replace(f"{request.scheme}://", "webcal://", 1),
    }
    return render(request, "bookings/calendar.html", context)


def chosen_space(request: SignedInRequest) -> Space | None:
    """The space that the address names, for a cadre who keeps it; 404 for all others."""
    key = request.GET.get("space", "")
    if not key:
        return None
    if not key.isascii() or not key.isdigit():
        raise Http404
    spaces = Space.objects.visible_to(request.user).select_related("home")
    return get_object_or_404(spaces, pk=key[:18])


@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an address back."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    feeds.revoke(feed=feed, by=request.user)
    messages.success(request, _("The address works no longer."))
    return redirect("bookings:subscribe")
