"""The grid as JSON, for cadres: what takes their spaces on a day or in a week."""

import hashlib
import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from bookings.free_api import date_from, number_from
from bookings.grid import HOMES_A_PAGE, SPANS, Asked, as_json, grid
from homes.models import Home
from unions.models import Union

MOST_PAGES = 1000


class GridSpaceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    facility = serializers.CharField()
    places = serializers.IntegerField(required=False)
    part_of = serializers.IntegerField(required=False)
    busy = serializers.CharField()


class GridHomeSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    open = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    spaces = GridSpaceSerializer(many=True)


class GridSerializer(serializers.Serializer):
    """`from` is the first day; minutes count from its midnight."""

    days = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    homes = GridHomeSerializer(many=True)


class GridView(APIView):
    """All spaces of a page of homes; 304 where nothing has changed since the last answer."""

    @extend_schema(
        operation_id="grid",
        parameters=[
            OpenApiParameter("union", str, description="code; all homes below it"),
            OpenApiParameter("home", str, description="code"),
            OpenApiParameter("facility", str),
            OpenApiParameter("date", str, description="first day; today by default"),
            OpenApiParameter("days", int, description="1 or 7"),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int, description="homes a page; at most 30"),
        ],
        responses=GridSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        if not request.user.has_perm("bookings.view_reservation"):
            raise PermissionDenied
        found = as_json(grid(request.user, asked_for(request)))
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        answer = HttpResponse(body, content_type="application/json")
        answer["Cache-Control"] = "private, no-cache"
        answer["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=etag, response=answer) or answer


def asked_for(request: Request) -> Asked:
    """What the address asks for; a union or home outside the caller's scope is not found."""
    params = request.query_params
    days = number_from(params.get("days"), "days", 1, 7)
    if days not in SPANS:
        raise ValidationError({"days": _("Give 1 for a day or 7 for a week.")})
    union = None
    if code := params.get("union"):
        union = Union.objects.visible_to(request.user).filter(code=code).first()
    home = params.get("home", "")
    known = Home.objects.visible_to(request.user).filter(code=home)
    if (params.get("union") and union is None) or (home and not known.exists()):
        raise Http404
    return Asked(
        first=date_from(params.get("date"), "date"),
        days=days,
        home=home,
        union=union,
        facility=params.get("facility", ""),
        page=number_from(params.get("page"), "page", 1, MOST_PAGES),
        homes_a_page=number_from(params.get("page_size"), "page_size", HOMES_A_PAGE, HOMES_A_PAGE),
    )
