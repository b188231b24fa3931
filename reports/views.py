"""Reports: ask for one, watch it being built, read it, take it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock
from common.errors import Refusal
from reports import actions
from reports.access import for_unions, may_cancel, report_in_scope
from reports.documents import document
from reports.enums import FileFormat, ReportState
from reports.forms import ReportForm
from reports.models import Report
from reports.page_tables import shown_table
from reports.period import month_before
from unions.models import Union

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
@for_unions
def reports(request: HttpRequest) -> HttpResponse:
    """The reports in scope, and the form that asks for another."""
    unions = Union.objects.visible_to(request.user).order_by("path")
    usual = month_before(clock.today())
    asked = {"starts_on": usual.starts_on, "ends_on": usual.ends_on, "union": unions.first()}
    form = ReportForm(request.POST or None, unions=unions, initial=asked)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in form.fields}
        return redirect(actions.request_report(**facts, by=request.user))
    found = Report.objects.visible_to(request.user).select_related("union").defer("payload")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/list.html", {"form": form, "page_obj": page})


@require_GET
@for_unions
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: its progress, or its figures and files."""
    found = report_in_scope(request, pk)
    context = {"report": found, "may_cancel": may_cancel(request.user, found)}
    if found.state == ReportState.DONE:
        paper = document(found.payload)
        context |= {
            "paper": paper,
            "tables": [shown_table(table) for table in paper.tables],
            "formats": FileFormat.choices,
        }
    return render(request, "reports/report.html", context)


@require_GET
@for_unions
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that htmx asks for every second until the report has ended."""
    found = report_in_scope(request, pk)
    context = {"report": found, "may_cancel": may_cancel(request.user, found)}
    response = render(request, "reports/_progress.html", context)
    if not found.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@for_unions
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a report that is not finished."""
    found = report_in_scope(request, pk)
    if not may_cancel(request.user, found):
        raise PermissionDenied
    try:
        actions.cancel_report(report=found, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@require_GET
@for_unions
def download(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The frozen file, as it was written when the report was finished."""
    if format not in FileFormat.values:
        raise Http404
    found = report_in_scope(request, pk)
    file = get_object_or_404(found.files, format=format)
    name = f"{found.kind}-{found.union.code}-{found.starts_on}-{found.ends_on}.{format}"
    response = HttpResponse(bytes(file.content), content_type=FileFormat(format).content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
