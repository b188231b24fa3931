"""Free time as JSON: of one space, and over all homes; the shapes are fixed, see docs/api.md."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from bookings.api import OptionSerializer, option
from bookings.availability import day_bounds, free_times
from bookings.search import MOST_PAGES, find_free, page_of
from common import clock
from homes.api import parse_near
from homes.enums import PUBLIC
from homes.models import Space

MOST_DAYS = 31


class FreeSerializer(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    places = serializers.IntegerField()


class AvailabilitySerializer(serializers.Serializer):
    free = FreeSerializer(many=True)


class FoundSerializer(OptionSerializer):
    distance_m = serializers.IntegerField(allow_null=True)
    places = serializers.IntegerField()


class FoundPageSerializer(serializers.Serializer):
    """A page of finds. How many there are in all is not counted: it would cost a search."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = FoundSerializer(many=True)


def date_from(text: str | None, name: str) -> date:
    """A date of the query string, today where it is absent."""
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError({name: _("Give a date such as 2026-11-24.")}) from None


def number_from(text: str | None, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` of the query string."""
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise ValidationError({name: _("Give a whole number from 1 to %(most)s.") % {"most": most}})
    return int(text)


class SpaceAvailability(APIView):
    """Free stretches of one space and the places free in each."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="space_availability",
        parameters=[
            OpenApiParameter("from", date, description="first day; today by default"),
            OpenApiParameter("days", int, description="1 to 31; 7 by default"),
        ],
        responses=AvailabilitySerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        spaces = Space.objects.filter(home__status__in=PUBLIC).select_related("home")
        space = get_object_or_404(spaces, pk=pk)
        first = date_from(request.query_params.get("from"), "from")
        days = number_from(request.query_params.get("days"), "days", 7, MOST_DAYS)
        free = free_times([space], *day_bounds(first, days))[space.pk]
        rows = [row._asdict() for row in free]
        return Response({"free": FreeSerializer(rows, many=True).data})


class FreeSearch(APIView):
    """Time first: which spaces of a kind are free on a day, over all homes."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="availability_search",
        parameters=[
            OpenApiParameter("date", date, description="today by default"),
            OpenApiParameter("facility", str),
            OpenApiParameter("near", str, description="latitude,longitude in WGS84"),
            OpenApiParameter("city", str, description="division code"),
            OpenApiParameter("minutes", int, description="60 by default"),
            OpenApiParameter("page", int),
        ],
        responses=FoundPageSerializer,
    )
    def get(self, request: Request) -> Response:
        params = request.query_params
        near = None
        if text := params.get("near"):
            near = parse_near(text)
            if near is None:
                raise ValidationError({"near": _("Give latitude,longitude (WGS84) within Fujian.")})
        found = find_free(
            day=date_from(params.get("date"), "date"),
            facility=params.get("facility", ""),
            near=near,
            city=params.get("city", ""),
            minutes=number_from(params.get("minutes"), "minutes", 60, 24 * 60),
        )
        number = number_from(params.get("page"), "page", 1, MOST_PAGES)
        rows, more = page_of(found, number)
        return Response(
            {
                "next": page_url(request, number + 1) if more else None,
                "previous": page_url(request, number - 1) if number > 1 else None,
                "results": [
                    {**option(row.space, row.starts_at, row.ends_at), **row.measures}
                    for row in rows
                ],
            }
        )


def page_url(request: Request, number: int) -> str:
    """The address of another page of the same search."""
    return replace_query_param(request.build_absolute_uri(), "page", number)
