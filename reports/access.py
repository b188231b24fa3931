"""Who may see dashboards and reports: those appointed to a union, and only its subtree."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from reports.models import Report
from unions.enums import Power
from unions.models import Union
from unions.scope import union_paths

View = Callable[..., HttpResponse]


def for_unions(view: View) -> View:
    """Refuse (403) whoever is appointed to no union."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_superuser and not union_paths(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def union_in_scope(request: HttpRequest, code: str) -> Union:
    """The union, or 404."""
    return get_object_or_404(Union.objects.visible_to(request.user), code=code)


def report_in_scope(request: HttpRequest, pk: int) -> Report:
    """The report, or 404."""
    reports = Report.objects.visible_to(request.user).select_related("union", "requested_by")
    return get_object_or_404(reports, pk=pk)


def may_cancel(user, report: Report) -> bool:
    """Whoever asked for it, and whoever manages its union."""
    if report.requested_by_id == user.pk:
        return True
    return Report.objects.visible_to(user, Power.MANAGE).filter(pk=report.pk).exists()
