"""The public pages of homes: find one, see the map, see one. No account is needed."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock
from common.datum import Point
from homes import finding
from homes.enums import Condition, Status
from homes.finding import Opening
from homes.forms import FindForm
from homes.holidays import coming_holiday, not_announced
from homes.hours import opening_of
from homes.map_links import map_links
from homes.models import Facility, Home
from homes.panels import panels_of, with_facts
from homes.wishes import Wish, midnight
from unions.models import Division
from unions.requests import HtmxRequest

PAGE_SIZE = 20
DAYS_SHOWN = 14
TICKET_DAYS = 90
TICKETS_SHOWN = 5


@login_not_required
@require_GET
def home_list(request: HtmxRequest) -> HttpResponse:
    """Homes that fit the search, nearest or open first; htmx swaps the results alone."""
    now = clock.now()
    facilities = facilities_in_use()
    holiday = coming_holiday(now.date())
    form = FindForm(
        request.GET, now=now, cities=finding.cities(), facilities=facilities, holiday=holiday
    )
    wish = form.wish()
    page = Paginator(finding.find(wish, now=now), PAGE_SIZE).get_page(request.GET.get("page"))
    finding.with_places(finding.with_details(list(page.object_list), now=now, day=wish.day))
    with_facts(list(page.object_list))
    part = request.htmx and not request.htmx.history_restore_request
    template = "homes/_results.html" if part else "homes/list.html"
    context = {
        "form": form,
        "facilities": facilities,
        "wish": wish,
        "page_obj": page,
        "now": now,
        "no_holiday": "" if holiday else not_announced(),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def facilities_in_use() -> list[Facility]:
    """Kinds of facility that some home offers now."""
    used = Facility.objects.filter(
        spaces__condition=Condition.IN_USE, spaces__home__status__in=[Status.OPEN, Status.TRIAL]
    )
    return list(used.distinct())


@login_not_required
@require_GET
def home_map(request: HttpRequest) -> HttpResponse:
    """All homes as dots on an empty frame, or on Tianditu's tiles where a key is set."""
    now = clock.now()
    found = finding.find(Wish(), now=now)
    dots = [dot for item in found if (dot := map_dot(item))]
    towns = Division.objects.filter(reporting_parent=finding.PROVINCE, lat__isnull=False)
    labels = [{"name": town.label, "lat": town.lat, "lon": town.lon} for town in towns]
    context = {"dots": dots, "labels": labels, "now": now}
    return render(request, "homes/map.html", context)


def map_dot(item: finding.Found) -> dict | None:
    """What the map's script needs of a home; None for a home without a place."""
    point = finding.place_of(item)
    if point is None:
        return None
    return {
        "lat": point.lat,
        "lon": point.lon,
        "name": item.home.label,
        "scene": item.home.get_scene_display(),
        "open": item.open_then,
        "state": _("Open now") if item.open_then else _("Closed now"),
        "url": reverse("homes:detail", args=[item.home.code]),
    }


@login_not_required
@require_GET
def home_page(request: HttpRequest, code: str) -> HttpResponse:
    """One home: is it open, what is there, when, who may enter, how to get there."""
    homes = Home.objects.public().select_related("division__parent")
    home = get_object_or_404(homes, code=code)
    now = clock.now()
    found = finding.with_details(
        [finding.Found(home, False, stop=finding.next_stops([home], now).get(home.pk))], now=now
    )[0]
    days = days_ahead(home, now)
    context = {
        "home": home,
        "item": found,
        "share_text": share_text(home, found),
        "now": now,
        "days": days,
        "special_days": special_days(days),
        "panels": panels_of(home, request),
        "links": links_of(home, found),
        "designations": home.designations.filter(revoked_on__isnull=True).order_by("-year"),
        "agreements": current_agreements(home, now),
        "stops": home.stops.filter(ends_at__gt=now).order_by("starts_at")[:10],
        "photos": home.photos.all(),
        "tickets": recent_tickets(home, now),
    }
    return render(request, "homes/detail.html", context)


def special_days(days: list[dict]) -> list[dict]:
    """The next days on which an exception rules, said at the top of the page; three at most."""
    return [row for row in days if row["reason"]][:3]


def share_text(home: Home, item: finding.Found) -> str:
    """One line under the name where the page's address is shared."""
    return " ".join(
        render_to_string("homes/_share_text.html", {"home": home, "item": item}).split()
    )


def days_ahead(home: Home, now) -> list[dict]:
    """The hours of the next 14 days, with the reason where an exception rules."""
    start = midnight(now)
    end = start + timedelta(days=DAYS_SHOWN)
    opening = Opening(now, tuple(opening_of(home, start, end)))
    exceptions = home.hours_exceptions.filter(on__range=(start.date(), end.date()))
    reasons = {row.on: row.reason for row in exceptions}
    days = [start + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
    return [
        {
            "day": day,
            "today": day == start,
            "intervals": opening.of_day(day),
            "reason": reasons.get(day.date(), ""),
        }
        for day in days
    ]


def links_of(home: Home, found: finding.Found):
    """Deep links to map apps; none for a home without a place."""
    point: Point | None = finding.place_of(found)
    if point is None:
        return []
    return map_links(home.name, found.stop.site if found.stop else home.address, point)


def current_agreements(home: Home, now):
    """Partners whose agreement runs today."""
    running = home.agreements.filter(starts_on__lte=now.date())
    return running.exclude(ends_on__lt=now.date()).order_by("partner")


def recent_tickets(home: Home, now):
    """What was reported in the last 90 days, with the answers: texts of reporters stay private."""
    since = now - timedelta(days=TICKET_DAYS)
    return home.tickets.filter(created_at__gte=since).select_related("kind")[:TICKETS_SHOWN]
