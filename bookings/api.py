"""Bookings as JSON; the shapes are fixed, see docs/api.md."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings import actions, presence
from bookings.availability import alternatives
from bookings.enums import Declaration
from bookings.models import Reservation
from common import clock
from common.api import PageNumbers
from common.errors import Refusal
from homes.enums import PUBLIC
from homes.models import Space


class TimesSerializer(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()

    def validate(self, data: dict) -> dict:
        if data["ends_at"] <= data["starts_at"]:
            raise ValidationError({"ends_at": _("The end must be after the start.")})
        return data


class BookingRequestSerializer(TimesSerializer):
    space = serializers.IntegerField()
    places = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    people = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    declares = serializers.ListField(
        child=serializers.ChoiceField(Declaration.choices), default=list, max_length=10
    )
    purpose = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class MoveRequestSerializer(TimesSerializer):
    space = serializers.IntegerField(required=False)


class BookingSerializer(serializers.ModelSerializer):
    space_name = serializers.CharField(source="space.label")
    home = serializers.CharField(source="home.code")
    home_name = serializers.CharField(source="home.label")
    check_in_code = serializers.CharField(source="code")

    class Meta:
        model = Reservation
        fields = [
            "id",
            "home",
            "home_name",
            "space",
            "space_name",
            "starts_at",
            "ends_at",
            "places",
            "people",
            "declares",
            "state",
            "check_in_code",
            "purpose",
            "note",
            "created_at",
        ]

    def to_representation(self, row: Reservation) -> dict:
        """The fields above, by hand: a booking's answer is the portal's busiest."""
        return {
            "id": row.pk,
            "home": row.home.code,
            "home_name": row.home.label,
            "space": row.space_id,
            "space_name": row.space.label,
            "starts_at": local_iso(row.starts_at),
            "ends_at": local_iso(row.ends_at),
            "places": row.places,
            "people": row.people,
            "declares": row.declares,
            "state": row.state,
            "check_in_code": row.code,
            "purpose": row.purpose,
            "note": row.note,
            "created_at": local_iso(row.created_at),
        }


def local_iso(moment: datetime) -> str:
    """ISO 8601 with the offset of Asia/Shanghai."""
    return moment.astimezone(clock.SHANGHAI).isoformat()


class OptionSerializer(serializers.Serializer):
    """A free time of a space, as an alternative or as a find."""

    home = serializers.CharField()
    home_name = serializers.CharField()
    space = serializers.IntegerField()
    space_name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


def option(space: Space, starts_at, ends_at) -> dict:
    """One alternative as JSON."""
    return OptionSerializer(
        {
            "home": space.home.code,
            "home_name": space.home.label,
            "space": space.pk,
            "space_name": space.label,
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
    ).data


class BookingList(APIView):
    """Own bookings, latest first; POST books."""

    @extend_schema(
        operation_id="bookings_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=BookingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = PageNumbers()
        rows = Reservation.objects.own(request.user).select_related("home", "space")
        page: list | None = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(BookingSerializer(page, many=True).data)

    @extend_schema(
        operation_id="bookings_create",
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
        request=BookingRequestSerializer,
        responses={201: BookingSerializer},
    )
    def post(self, request: Request) -> Response:
        form = BookingRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        space = Space(pk=wish.pop("space"))
        key = request.headers.get("Idempotency-Key", "")
        if len(key) > 80:
            raise ValidationError({"Idempotency-Key": _("Use at most 80 characters.")})
        try:
            booking, _new = actions.book(
                person=request.user, space=space, idempotency_key=key, **wish
            )
        except Refusal as refusal:
            raise with_alternatives(refusal, bookable_space(space.pk), wish) from refusal
        except Space.DoesNotExist:
            raise no_such_space() from None
        return Response(BookingSerializer(booking).data, status=201)


def bookable_space(pk: int) -> Space:
    """A space of a home that the public may see."""
    spaces = Space.objects.filter(home__status__in=PUBLIC).select_related("home")
    space = spaces.filter(pk=pk).first()
    if space is None:
        raise no_such_space()
    return space


def no_such_space() -> ValidationError:
    return ValidationError({"space": _("There is no such space.")})


def with_alternatives(
    refusal: Refusal, space: Space, wish: dict, without: Reservation | None = None
) -> Refusal:
    """The same refusal; where the time is taken, with free times near it."""
    if refusal.code not in ("taken", "home_full"):
        return refusal
    minutes = int((wish["ends_at"] - wish["starts_at"]).total_seconds() // 60)
    people = wish.get("people", 1)
    free = alternatives(
        space, wish["starts_at"], minutes, wish["places"], people=people, without=without
    )
    refusal.extra["alternatives"] = [option(*row) for row in free]
    return refusal


class BookingAction(APIView):
    """What the person who booked may do with a booking."""

    def booking(self, request: Request, pk: int) -> Reservation:
        return get_object_or_404(Reservation.objects.own(request.user), pk=pk)


class BookingCancel(BookingAction):
    @extend_schema(operation_id="bookings_cancel", request=None, responses=BookingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        booking = actions.cancel(reservation=self.booking(request, pk), by=request.user)
        return Response(BookingSerializer(booking).data)


class BookingMove(BookingAction):
    """Another time or space for a booking; where that is refused the booking stays as it was."""

    @extend_schema(
        operation_id="bookings_move", request=MoveRequestSerializer, responses=BookingSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        booking = self.booking(request, pk)
        form = MoveRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        key = wish.pop("space", booking.space_id)
        space = Space.objects.filter(home__status__in=PUBLIC, pk=key).select_related("home").first()
        if space is None:
            raise ValidationError({"space": _("There is no such space.")})
        try:
            moved = actions.move(reservation=booking, space=space, by=request.user, **wish)
        except Refusal as refusal:
            wish["places"], wish["people"] = booking.places, booking.people
            raise with_alternatives(refusal, space, wish, booking) from refusal
        return Response(BookingSerializer(moved).data)


class BookingCheckIn(BookingAction):
    @extend_schema(operation_id="bookings_check_in", request=None, responses=BookingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        booking = presence.check_in(reservation=self.booking(request, pk), by=request.user)
        return Response(BookingSerializer(booking).data)
