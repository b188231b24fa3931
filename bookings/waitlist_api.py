"""Waiting lists as JSON; the shapes stand in docs/api.md."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings import waiting
from bookings.api import BookingRequestSerializer, BookingSerializer, bookable_space
from bookings.enums import Turn
from bookings.models import WaitlistEntry
from common.api import PageNumbers


class WishSerializer(BookingRequestSerializer):
    """What somebody waits for: a booking without its purpose."""

    purpose = None


class TurnSerializer(serializers.ModelSerializer):
    space_name = serializers.CharField(source="space.label")
    home = serializers.CharField(source="home.code")
    home_name = serializers.CharField(source="home.label")
    ahead = serializers.SerializerMethodField(help_text="how many wait before this one")
    booking = serializers.IntegerField(source="offer_id", allow_null=True)
    offered_until = serializers.DateTimeField(source="offer.offered_until", default=None)

    class Meta:
        model = WaitlistEntry
        fields = [
            "id",
            "home",
            "home_name",
            "space",
            "space_name",
            "starts_at",
            "ends_at",
            "places",
            "state",
            "ahead",
            "booking",
            "offered_until",
            "joined_at",
        ]

    def get_ahead(self, entry: WaitlistEntry) -> int | None:
        return entry.ahead if entry.state == Turn.WAITING else None


def own_turns(request: Request):
    """The caller's places in line, latest first, with all that the answer names."""
    rows = WaitlistEntry.objects.own(request.user).with_ahead()
    return rows.select_related("home", "space", "offer").order_by("-joined_at", "-pk")


def answer(request: Request, pk: int, status: int = 200) -> Response:
    """One of them as it is now."""
    return Response(TurnSerializer(own_turns(request).get(pk=pk)).data, status=status)


class Waitlist(APIView):
    """Own places in line, latest first; POST joins a line."""

    @extend_schema(
        operation_id="waitlist_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=TurnSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = PageNumbers()
        page: list | None = pages.paginate_queryset(own_turns(request), request, view=self)
        return pages.get_paginated_response(TurnSerializer(page, many=True).data)

    @extend_schema(
        operation_id="waitlist_join", request=WishSerializer, responses={201: TurnSerializer}
    )
    def post(self, request: Request) -> Response:
        form = WishSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        space = bookable_space(wish.pop("space"))
        entry, new = waiting.join(person=request.user, space=space, **wish)
        return answer(request, entry.pk, 201 if new else 200)


class WaitlistAnswer(APIView):
    """What the person who waits may do."""

    def entry(self, request: Request, pk: int) -> WaitlistEntry:
        return get_object_or_404(WaitlistEntry.objects.own(request.user), pk=pk)


class WaitlistAccept(WaitlistAnswer):
    @extend_schema(operation_id="waitlist_accept", request=None, responses=BookingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        booking = waiting.accept(entry=self.entry(request, pk), by=request.user)
        return Response(BookingSerializer(booking).data)


class WaitlistDecline(WaitlistAnswer):
    @extend_schema(operation_id="waitlist_decline", request=None, responses=TurnSerializer)
    def post(self, request: Request, pk: int) -> Response:
        waiting.decline(entry=self.entry(request, pk), by=request.user)
        return answer(request, pk)


class WaitlistLeave(WaitlistAnswer):
    @extend_schema(operation_id="waitlist_leave", request=None, responses=TurnSerializer)
    def post(self, request: Request, pk: int) -> Response:
        waiting.leave(entry=self.entry(request, pk), by=request.user)
        return answer(request, pk)
