"""What every JSON answer has in common: errors as {code, detail}, pages by number."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.errors import Refusal


class PageNumbers(PageNumberPagination):
    """`?page=2&page_size=50`, at most 100 rows a page."""

    page_size_query_param = "page_size"
    max_page_size = 100


def sentence(detail) -> str:
    """One line out of DRF's nested error detail, with the field's name before its message."""
    if isinstance(detail, dict):
        return " ".join(
            sentence(part)
            if name in {"detail", "non_field_errors"}
            else f"{name}: {sentence(part)}"
            for name, part in detail.items()
        )
    if isinstance(detail, list):
        return " ".join(sentence(part) for part in detail)
    return str(detail)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Turn every expected error into {"code", "detail"} with the right status."""
    if isinstance(error, Refusal):
        set_rollback()
        body = {"code": error.code, "detail": str(error.message), **error.extra}
        return Response(body, status=error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("There is nothing at this address."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ValidationError):
        error = exceptions.ValidationError(error.messages)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    code = "invalid" if isinstance(error, exceptions.ValidationError) else error.default_code
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    body = {"code": code, "detail": sentence(error.detail)}
    return Response(body, status=error.status_code, headers=headers)
