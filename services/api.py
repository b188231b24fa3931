"""Activities as JSON: the coming sessions, one of them, signing up and withdrawing."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import PageNumbers
from services import actions, finding
from services.enums import TAKING, Function
from services.models import Session, SignUp
from services.rules import MOST_PLACES


class SessionSerializer(serializers.ModelSerializer):
    """`my_places`: what the caller has signed up for, 0 for nothing. A capacity of 0: just come."""

    activity = serializers.CharField(source="activity.label")
    description = serializers.CharField(source="activity.description")
    function = serializers.SerializerMethodField()
    home = serializers.CharField(source="activity.home.code")
    home_name = serializers.CharField(source="activity.home.label")
    space_name = serializers.CharField(source="space.label", default=None)
    places_left = serializers.IntegerField(source="left")
    my_places = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = [
            "id",
            "activity",
            "description",
            "function",
            "home",
            "home_name",
            "space",
            "space_name",
            "starts_at",
            "ends_at",
            "state",
            "capacity",
            "places_left",
            "sign_up_closes_at",
            "members_only",
            "my_places",
        ]

    def get_function(self, session: Session) -> str:
        item = session.activity.item
        return item.function if item else Function.ACTIVITY.value

    def get_my_places(self, session: Session) -> int:
        own = self.context["own"].get(session.pk)
        return own.places if own else 0


class SignUpRequestSerializer(serializers.Serializer):
    places = serializers.IntegerField(min_value=1, max_value=MOST_PLACES, default=1)


def shown(request: Request, sessions: list[Session]) -> list[dict]:
    """Sessions as JSON for this caller."""
    own = finding.own_sign_ups(request.user, sessions)
    return SessionSerializer(sessions, many=True, context={"own": own}).data


def search_from(params) -> finding.Search:
    """The search in the query string. Raises ValidationError where it makes no sense."""
    function = params.get("function", "")
    if function and function not in Function.values:
        raise ValidationError({"function": _("Choose one of: %s.") % ", ".join(Function.values)})
    try:
        on = date.fromisoformat(params["date"]) if params.get("date") else None
    except ValueError:
        raise ValidationError({"date": _("Give a date such as 2026-11-24.")}) from None
    return finding.Search(
        text=params.get("q", ""),
        city=params.get("city", ""),
        function=function,
        home=params.get("home", ""),
        on=on,
    )


class ActivityList(APIView):
    """Coming sessions of all homes, soonest first."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="activities_list",
        parameters=[
            OpenApiParameter("home", str, description="code of a home"),
            OpenApiParameter("city", str, description="division code"),
            OpenApiParameter("function", str, enum=Function.values),
            OpenApiParameter("date", date),
            OpenApiParameter("q", str, description="words of the activity, the home or the place"),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=SessionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = PageNumbers()
        found = finding.find(search_from(request.query_params))
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(shown(request, page))


class ActivityDetail(APIView):
    """One announced session."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="activities_retrieve", responses=SessionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        session = get_object_or_404(finding.public_sessions(), pk=pk)
        return Response(shown(request, [session])[0])


class ActivitySignUp(APIView):
    """Take places in a session: 201, or the code of the rule that refuses."""

    @extend_schema(
        operation_id="activities_sign_up",
        request=SignUpRequestSerializer,
        responses={201: SessionSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        session = get_object_or_404(finding.public_sessions(), pk=pk)
        wanted = SignUpRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        actions.sign_up(session=session, person=request.user, **wanted.validated_data)
        session.refresh_from_db(fields=["taken"])
        return Response(shown(request, [session])[0], status=201)


class ActivityWithdraw(APIView):
    """Give one's own places back, until the session begins."""

    @extend_schema(operation_id="activities_withdraw", request=None, responses=SessionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        own = SignUp.objects.own(request.user).filter(session=pk, state__in=TAKING).first()
        if own is None:
            raise Http404
        actions.withdraw(sign_up=own, by=request.user)
        session = get_object_or_404(finding.public_sessions(), pk=pk)
        return Response(shown(request, [session])[0])
