"""The day and the week of all spaces, for cadres; a reservation's details on demand."""

from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bookings.grid import SPANS, Asked, Grid, grid
from bookings.grid_rows import LEGEND, day_rows, hours_shown, week_rows
from common import clock
from homes.models import Facility, Home, Space
from unions.enums import Power

HOMES_SHOWN = 10


class GridForm(forms.Form):
    """What the page shows. Whatever is typed gives a page, never an error."""

    date = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    home = forms.ChoiceField(label=_("Home"), required=False)
    facility = forms.ChoiceField(label=_("Facility"), required=False)
    days = forms.ChoiceField(
        required=False, choices=[(str(days), days) for days in SPANS], widget=forms.HiddenInput
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def __init__(self, data, user):
        super().__init__(data)
        homes = Home.objects.visible_to(user).filter(spaces__isnull=False).distinct()
        named = [(home.code, home.label) for home in homes.order_by("code")]
        used = Space.objects.visible_to(user).order_by().values("facility")
        kinds = [(kind.pk, kind.label) for kind in Facility.objects.filter(pk__in=used)]
        self.fields["home"].choices = [("", _("All homes")), *named]
        self.fields["facility"].choices = [("", _("All facilities")), *kinds]
        self.full_clean()

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        days = int(given.get("days") or 1)
        day = given.get("date") or clock.today()
        return Asked(
            first=day - timedelta(days=day.weekday()) if days > 1 else day,
            days=days,
            home=given.get("home") or "",
            facility=given.get("facility") or "",
            page=given.get("page") or 1,
            homes_a_page=HOMES_SHOWN,
        )


def urls(keeper) -> list:
    """The addresses below the list of reservations."""
    wrap = keeper.admin_site.admin_view
    return [
        path("grid/", wrap(partial(grid_page, keeper)), name="bookings_reservation_grid"),
        path(
            "<path:object_id>/peek/",
            wrap(partial(peek, keeper)),
            name="bookings_reservation_peek",
        ),
    ]


def grid_page(keeper, request: HttpRequest) -> HttpResponse:
    """A day as rows of times, a week as a table of days."""
    if not keeper.has_view_permission(request):
        raise PermissionDenied
    form = GridForm(request.GET, request.user)
    found = grid(request.user, form.asked)
    asked = found.asked
    shared = {
        **keeper.admin_site.each_context(request),
        "title": _("Spaces by day") if asked.days == 1 else _("Spaces by week"),
        "opts": keeper.opts,
        "form": form,
        "asked": asked,
        "found": found,
        "is_week": asked.days > 1,
        "links": links(found),
        "may_add": keeper.has_add_permission(request),
    }
    make = week_context if asked.days > 1 else day_context
    return TemplateResponse(request, "admin/grid.html", shared | make(request, found))


def day_context(request: HttpRequest, found: Grid) -> dict:
    """The rows of a day; who may book there is told what is left of it."""
    first, now = found.asked.first, clock.now()
    since: int | None = 0
    if first == now.date():
        since = now.hour * 60 + now.minute
    elif first < now.date():
        since = None
    mine = Home.objects.visible_to(request.user, Power.EDIT)
    ids = [row.home.pk for row in found.homes]
    editable = set(mine.filter(pk__in=ids).values_list("pk", flat=True))
    homes = [
        (row, list(day_rows(row, since=since if row.home.pk in editable else None)))
        for row in found.homes
    ]
    opens, closes = hours_shown(found.homes)
    return {
        "homes": homes,
        "legend": LEGEND,
        "opens": opens,
        "closes": closes,
        "is_today": first == now.date(),
        "may_book": bool(editable) and since is not None,
    }


def week_context(request: HttpRequest, found: Grid) -> dict:
    """The cells of a week; each leads to its day."""
    first = found.asked.first
    return {
        "homes": [(row, list(week_rows(row, first))) for row in found.homes],
        "days": [first + timedelta(days=number) for number in range(7)],
        "today": clock.today(),
    }


def links(found: Grid) -> dict[str, str]:
    """Where the page leads: days and weeks around, other pages of homes."""
    asked = found.asked
    step = timedelta(days=asked.days)
    to = partial(address, asked)
    of_api = {**query(asked, page=found.page), "page_size": asked.homes_a_page}
    known = {
        "before": to(first=asked.first - step),
        "after": to(first=asked.first + step),
        "today": to(first=clock.today()),
        "day": to(days=1),
        "week": to(days=7),
        "api": f"{reverse('api_grid')}?{urlencode(of_api)}",
    }
    if found.page > 1:
        known["homes_before"] = to(page=found.page - 1)
    if found.page < found.pages:
        known["homes_after"] = to(page=found.page + 1)
    return known


def query(asked: Asked, *, first: date | None = None, days: int = 0, page: int = 0) -> dict:
    """The address's parameters for what is asked, or for a neighbour of it."""
    wanted = {
        "date": first or asked.first,
        "days": days or asked.days,
        "home": asked.home,
        "facility": asked.facility,
        "page": page,
    }
    return {name: value for name, value in wanted.items() if value}


def address(asked: Asked, **changes) -> str:
    return f"{reverse('admin:bookings_reservation_grid')}?{urlencode(query(asked, **changes))}"


FACTS = (
    (pgettext_lazy("of a reservation", "When"), "when"),
    (pgettext_lazy("of a reservation", "Who"), "who"),
    (pgettext_lazy("of a reservation", "What for"), "purpose_shown"),
    (pgettext_lazy("of a reservation", "Note"), "note_shown"),
)


def peek(keeper, request: HttpRequest, object_id: str) -> HttpResponse:
    """One reservation's details as a part of the grid page."""
    if not keeper.has_view_permission(request):
        raise PermissionDenied
    row = keeper.get_object(request, object_id)
    context = {
        "row": row,
        "facts": [(name, getattr(keeper, shown)(row)) for name, shown in FACTS],
        "buttons": keeper.buttons(row),
        "page": reverse("admin:bookings_reservation_change", args=[row.pk]),
    }
    return TemplateResponse(request, "admin/grid_peek.html", context)
