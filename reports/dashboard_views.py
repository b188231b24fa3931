"""The dashboard of a union and the rows behind its figures."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from reports.access import for_unions, union_in_scope
from reports.document import Table
from reports.forms import DashboardForm
from reports.page_tables import shown_table
from reports.panels import panels
from reports.rows import ROWS, Question
from unions.models import Union

PAGE_SIZE = 50


@require_GET
@for_unions
def home(request: HttpRequest) -> HttpResponse:
    """To the dashboard of the highest union that the user is appointed to."""
    union = Union.objects.visible_to(request.user).order_by("depth", "path").first()
    if union is None:
        raise Http404
    return redirect("reports:dashboard", union.code)


@require_GET
@for_unions
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    """Coverage, homes, use, money and staffing of a union's subtree."""
    union = union_in_scope(request, code)
    form = DashboardForm.of(request.GET)
    context = {"union": union, "form": form, "ways": ways(request, union)}
    if form.is_valid():
        question = question_of(form, union)
        context["panels"] = panels(question, carried(question))
    return render(request, "reports/dashboard.html", context)


@require_GET
@for_unions
def rows(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The rows behind a figure, with their sum."""
    union = union_in_scope(request, code)
    form = DashboardForm.of(request.GET)
    if kind not in ROWS or not form.is_valid():
        raise Http404
    question = question_of(form, union, request.GET.dict())
    found = ROWS[kind].queryset(question)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    table = Table(
        str(ROWS[kind].title),
        ROWS[kind].columns(),
        [ROWS[kind].cells(row) for row in page.object_list],
        ROWS[kind].total(found) if ROWS[kind].totals else None,
    )
    context = {
        "union": union,
        "period": question.period,
        "table": shown_table(table),
        "page_obj": page,
        "back": urlencode(carried(question)),
    }
    return render(request, "reports/rows.html", context)


def question_of(
    form: DashboardForm, union: Union, filters: dict[str, str] | None = None
) -> Question:
    """What a valid form asks about the union."""
    return Question(union, form.period(), form.cleaned_data["standard"], filters or {})


def carried(question: Question) -> dict[str, str]:
    """The parameters that links of the page keep."""
    return {
        "starts_on": question.period.starts_on.isoformat(),
        "ends_on": question.period.ends_on.isoformat(),
        "standard": question.standard.pk,
    }


def ways(request: HttpRequest, union: Union) -> dict:
    """The unions above and directly below, as far as the user may see them."""
    visible = Union.objects.visible_to(request.user)
    cut = len(union.path) - Union.steplen
    return {
        "up": visible.filter(path=union.path[:cut]).first() if cut else None,
        "down": visible.within(union).filter(depth=union.depth + 1).order_by("code"),
    }
