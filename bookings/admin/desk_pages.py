"""Pages of the desk: the day's sheet for the wall, and exports of reservations."""

from collections.abc import Iterable
from functools import partial
from io import BytesIO, StringIO
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings import exporting
from bookings.enums import ClosureKind, Source, State
from bookings.models import Reservation
from common import audit, clock
from common.admin_export import XLSX, disposition
from common.admin_fields import CLASSES, DATE, span_text
from common.spreadsheet.writing import write_csv, write_table
from homes.models import Home
from unions.enums import Power

FORMATS = (("xlsx", "Excel"), ("csv", "CSV"))


def urls(keeper) -> list:
    """The addresses below the list of reservations."""
    wrap = keeper.admin_site.admin_view
    return [
        path("sheet/", wrap(partial(sheet_page, keeper)), name="bookings_reservation_sheet"),
        path("export/", wrap(partial(export_page, keeper)), name="bookings_reservation_export"),
    ]


def list_of(rows: Iterable[Reservation], keeper) -> SafeString:
    """The reservations in the way of a block, each a link to its page."""
    links = format_html_join(
        "、",
        '<a href="{}">{} {}</a>',
        (
            (
                reverse("admin:bookings_reservation_change", args=[row.pk]),
                keeper.when(row),
                row.space,
            )
            for row in rows
        ),
    )
    return format_html("{} {}", _("In the way:"), links)


def closure_instead(data: dict) -> SafeString:
    """The way to a closure with what the desk has typed, where each booking is moved or
    cancelled first."""
    start, end = (data[name].astimezone(clock.SHANGHAI) for name in ("starts_at", "ends_at"))
    query = {
        "kind": ClosureKind.BLOCK,
        "space": data["space"].pk,
        "starts_on": f"{start:%Y-%m-%d}",
        "ends_on": f"{end:%Y-%m-%d}",
        "how": "through",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "reason": data["purpose"],
    }
    url = f"{reverse('admin:bookings_closure_add')}?{urlencode(query)}"
    text = _("Move or cancel them one by one under Closures, then block the space")
    return format_html('<a href="{}">{}</a>', url, text)


def said_of(row: Reservation) -> str:
    """What the desk has just done, and what is left for it to do."""
    when = span_text(row.starts_at, row.ends_at)
    facts = {
        "space": row.space,
        "when": when,
        "until": f"{row.ends_at.astimezone(clock.SHANGHAI):%H:%M}",
    }
    if row.source == Source.MAINTENANCE:
        return _("Out of use: %(space)s, %(when)s.") % facts
    if row.source == Source.WALK_IN:
        return _("Let in and checked in: %(space)s, until %(until)s.") % facts
    if row.state == State.REQUESTED:
        return _("Asked for: %(space)s, %(when)s. Somebody else approves it.") % facts
    said = _("Booked: %(space)s, %(when)s.") % facts
    if row.person is None and row.contact_phone and not row.contact_texts:
        untold = _("No message goes to this number: tell them yourself, also of changes.")
        said = f"{said} {untold}"
    return said


def sheet_page(keeper, request: HttpRequest) -> HttpResponse:
    """The day's bookings by home, on A4, with a box to tick."""
    if not keeper.has_view_permission(request):
        raise PermissionDenied
    given = request.GET.get("date", "")
    try:
        day = parse_date(given) or clock.today()
    except ValueError:
        day = clock.today()
    rows = keeper.get_queryset(request)
    if home := request.GET.get("home", ""):
        rows = rows.filter(home__code=home)
    homes = Home.objects.visible_to(request.user).filter(spaces__isnull=False).distinct()
    context = {
        "day": day,
        "chosen": home,
        "choices": homes.order_by("code"),
        "homes": exporting.sheet(rows, day),
        "printed_at": clock.now(),
    }
    return TemplateResponse(request, "admin/day_sheet.html", context)


class ExportForm(forms.Form):
    """Which reservations, how, and for full numbers why."""

    home = forms.ModelChoiceField(
        label=_("Home"), queryset=Home.objects.none(), required=False, to_field_name="code"
    )
    first = forms.DateField(label=_("From"), widget=DATE)
    last = forms.DateField(label=_("To"), widget=DATE)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    full = forms.BooleanField(
        label=_("With full mobile numbers"),
        required=False,
        help_text=_("Only of homes that you manage. It is kept in the audit log, with the reason."),
    )
    reason = forms.CharField(
        label=_("Reason for full numbers"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": CLASSES}),
    )

    def __init__(self, data, user):
        today = clock.today()
        super().__init__(data, initial={"first": today.replace(day=1), "last": today})
        self.user = user
        homes = Home.objects.visible_to(user).filter(spaces__isnull=False).distinct()
        self.fields["home"].queryset = homes.order_by("code")
        self.fields["home"].empty_label = _("All homes")
        if not Home.objects.visible_to(user, Power.MANAGE).exists():
            del self.fields["full"], self.fields["reason"]

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("The end lies before the start."))
        if data.get("full") and not data.get("reason"):
            self.add_error("reason", _("Say what the full numbers are for."))
        return data

    def rows(self, keeper, request):
        """The chosen reservations; with full numbers those of homes that the user manages."""
        data = self.cleaned_data
        rows = exporting.between(keeper.get_queryset(request), data["first"], data["last"])
        if data["home"]:
            rows = rows.filter(home=data["home"])
        if data.get("full"):
            managed = Reservation.objects.visible_to(self.user, Power.MANAGE)
            rows = rows.filter(pk__in=managed.order_by().values("pk"))
        if rows.count() > exporting.MOST:
            most = {"most": exporting.MOST}
            self.add_error("last", _("More than %(most)s rows. Choose fewer days.") % most)
        return rows


def export_page(keeper, request: HttpRequest) -> HttpResponse:
    """The form, and on POST the file."""
    if not keeper.has_view_permission(request):
        raise PermissionDenied
    form = ExportForm(request.POST or None, request.user)
    if request.method == "POST" and form.is_valid():
        rows = form.rows(keeper, request)
        if form.is_valid():
            return export_file(form, rows, request)
    context = {
        **keeper.admin_site.each_context(request),
        "title": _("Export reservations"),
        "opts": keeper.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/reservation_export.html", context)


def export_file(form: ExportForm, rows, request: HttpRequest) -> HttpResponse:
    """The rows as a download, noted in the audit log."""
    data = form.cleaned_data
    full = bool(data.get("full"))
    lines = list(exporting.table(rows, full=full))
    title, user = str(_("Reservations")), cast(Model, request.user)
    name = f"{title}-{data['first']:%Y%m%d}-{data['last']:%Y%m%d}.{data['format']}"
    detail = {"rows": len(lines), "from": str(data["first"]), "to": str(data["last"])}
    if full:
        detail["reason"] = data["reason"]
    audit.record(action="export_full" if full else "export", target=user, actor=user, **detail)
    if data["format"] == "csv":
        text = StringIO(newline="")
        write_csv(text, exporting.headers(), lines)
        response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    else:
        file = BytesIO()
        write_table(file, title, exporting.headers(), lines)
        response = HttpResponse(file.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = disposition(name)
    return response
