"""Homes as JSON: the list near a point or open at a time, and one home in full."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api import PageNumbers
from homes import finding
from homes.finding import Found
from homes.forms import parse_near
from homes.hours import opening_of
from homes.models import Home
from homes.panels import details_of
from homes.wishes import ADMITTING, Period, Wish, at, midnight, next_24_hours

DAYS_SHOWN = 14
LONGEST = timedelta(days=7)
YEARS = range(2000, 2100)


class HomeSerializer(serializers.Serializer):
    """A home as the list shows it; built from `finding.Found`."""

    code = serializers.CharField(source="home.code")
    name = serializers.CharField(source="home.name")
    name_en = serializers.CharField(source="home.name_en")
    scene = serializers.CharField(source="home.scene")
    mechanism = serializers.CharField(source="home.mechanism")
    status = serializers.CharField(source="home.status")
    admission = serializers.CharField(source="home.admission")
    address = serializers.CharField(source="home.address")
    lat = serializers.SerializerMethodField()
    lon = serializers.SerializerMethodField()
    distance_m = serializers.IntegerField(allow_null=True)
    walk_minutes = serializers.IntegerField(allow_null=True)
    open_now = serializers.SerializerMethodField()
    closes_at = serializers.DateTimeField(source="opening.closes_at", allow_null=True)
    last_verified_open = serializers.DateTimeField(source="home.last_proof_at", allow_null=True)
    unverified = serializers.BooleanField(source="home.unverified")

    def get_lat(self, item: Found) -> float | None:
        point = finding.place_of(item)
        return point.lat if point else None

    def get_lon(self, item: Found) -> float | None:
        point = finding.place_of(item)
        return point.lon if point else None

    def get_open_now(self, item: Found) -> bool:
        return bool(item.opening and item.opening.current)


class SpaceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    facility = serializers.CharField(source="facility_id")
    facility_name = serializers.CharField(source="facility.label")
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    mode = serializers.CharField()
    capacity = serializers.IntegerField()
    condition = serializers.CharField()
    needs_approval = serializers.BooleanField()
    step_minutes = serializers.IntegerField()
    min_minutes = serializers.IntegerField()
    max_minutes = serializers.IntegerField()


class IntervalSerializer(serializers.Serializer):
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class HomeDetailSerializer(HomeSerializer):
    """`hours`: open intervals of the next 14 days. `services` and more come from higher apps."""

    introduction = serializers.CharField(source="home.introduction")
    phone = serializers.CharField(source="home.phone")
    entrance_note = serializers.CharField(source="home.entrance_note")
    admission_note = serializers.CharField(source="home.admission_note")
    area_m2 = serializers.FloatField(source="home.area_m2")
    hours = serializers.SerializerMethodField()
    spaces = serializers.SerializerMethodField()

    @extend_schema_field(IntervalSerializer(many=True))
    def get_hours(self, item: Found) -> list[dict]:
        start = midnight(clock.now())
        found = opening_of(item.home, start, start + timedelta(days=DAYS_SHOWN))
        rows = [{"opens_at": opens, "closes_at": closes} for opens, closes in found]
        return IntervalSerializer(rows, many=True).data

    @extend_schema_field(SpaceSerializer(many=True))
    def get_spaces(self, item: Found) -> list[dict]:
        rows = item.home.spaces.select_related("facility").order_by("order", "pk")
        return SpaceSerializer(rows, many=True).data


def wish_from(params) -> Wish:
    """The search in the query string. Raises ValidationError where it makes no sense."""
    near = None
    if text := params.get("near"):
        near = parse_near(text)
        if near is None:
            raise ValidationError({"near": _("Give latitude,longitude (WGS84) within Fujian.")})
    return Wish(
        text=params.get("q", ""),
        city=params.get("city", ""),
        scene=params.get("scene", ""),
        facility=params.get("facility", ""),
        admission=admission_from(params.get("admission")),
        near=near,
        periods=tuple(periods_from(params)),
    )


def admission_from(text: str | None) -> str:
    """Everyone, workers or members: the homes that such a person may enter."""
    if text and text not in ADMITTING:
        names = ", ".join(ADMITTING)
        raise ValidationError({"admission": _("Give one of: %(names)s.") % {"names": names}})
    return text or ""


def periods_from(params) -> Iterator[Period]:
    """When the home must be open. Raises ValidationError where that makes no sense."""
    start, end = moment_from(params, "open_from"), moment_from(params, "open_to")
    if (start is None) != (end is None):
        raise ValidationError({"open_from": _("Give open_from and open_to together.")})
    if start and end:
        if not start < end <= start + LONGEST:
            raise ValidationError({"open_to": _("Give an end after the start, within a week.")})
        yield Period(start, end)
    if moment := moment_from(params, "open_at"):
        yield at(moment)
    if params.get("all_day") == "1":
        yield next_24_hours(clock.now())


def moment_from(params, name: str) -> datetime | None:
    """An ISO 8601 moment; without an offset it is Asia/Shanghai. "now" is the present."""
    text = params.get(name)
    if not text:
        return None
    if text == "now":
        return clock.now()
    # A "+" in a query string that was not percent-encoded arrives as a space.
    moment = parse_iso(text.replace(" ", "+"))
    if moment is None or moment.year not in YEARS:
        raise ValidationError({name: _("Give a time such as 2026-11-28T20:00+08:00.")})
    if moment.tzinfo is None:
        return moment.replace(tzinfo=clock.SHANGHAI)
    return moment.astimezone(clock.SHANGHAI)


def parse_iso(text: str):
    """`parse_datetime` that answers None for an impossible date too."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class HomeList(APIView):
    """Homes that fit, nearest first where `near` is given."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="homes_list",
        parameters=[
            OpenApiParameter("near", str, description="latitude,longitude in WGS84"),
            OpenApiParameter("open_at", str, description="ISO 8601, or now"),
            OpenApiParameter("open_from", str, description="open throughout from this moment …"),
            OpenApiParameter("open_to", str, description="… to this one; at most a week"),
            OpenApiParameter("all_day", bool, description="1: open for the next 24 hours"),
            OpenApiParameter("admission", str, enum=list(ADMITTING), description="may enter"),
            OpenApiParameter("scene", str),
            OpenApiParameter("facility", str),
            OpenApiParameter("city", str, description="division code"),
            OpenApiParameter("q", str, description="words of the name or the place"),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=HomeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        now = clock.now()
        pages = PageNumbers()
        page = pages.paginate_queryset(
            finding.find(wish_from(request.query_params), now=now), request, view=self
        )
        finding.with_details(page, now=now)
        return pages.get_paginated_response(HomeSerializer(page, many=True).data)


class HomeDetail(APIView):
    """One home with the hours of the next 14 days, its spaces and its services."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="homes_retrieve", responses=HomeDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        now = clock.now()
        homes = Home.objects.public().select_related("division", "division__parent")
        home = get_object_or_404(homes, code=code)
        stop = finding.next_stops([home], now).get(home.pk)
        item = finding.with_details([Found(home, False, stop=stop)], now=now)[0]
        return Response({**HomeDetailSerializer(item).data, **details_of(home)})
