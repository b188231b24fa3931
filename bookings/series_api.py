"""Series as JSON: for the cadre who books them, and for the person whom one is for."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings import series as doing
from bookings import series_plan
from bookings.api import OptionSerializer, TimesSerializer, option
from bookings.enums import Scope, Verdict
from bookings.models import Series
from bookings.refusals import refuse
from bookings.series_plan import Occurrence, Turn
from common.api import PageNumbers
from common.errors import Refusal
from homes.models import Space
from unions.enums import Power
from unions.models import Person
from unions.phones import normal_phone


class SeriesSerializer(serializers.ModelSerializer):
    """`dates_left`: how many of its dates are held and still to come. What a confidential room is
    used for is told to the person and to the home's managers alone."""

    home = serializers.CharField(source="home.code")
    home_name = serializers.CharField(source="home.label")
    space_name = serializers.CharField(source="space.label")
    dates_left = serializers.IntegerField(source="coming")
    purpose = serializers.SerializerMethodField()

    class Meta:
        model = Series
        fields = [
            "id",
            "home",
            "home_name",
            "space",
            "space_name",
            "label",
            "weekdays",
            "starts",
            "ends",
            "first_on",
            "last_on",
            "every_weeks",
            "purpose",
            "state",
            "dates_left",
        ]

    def get_purpose(self, row: Series) -> str:
        return "" if row.hidden else row.purpose  # type: ignore[attr-defined]  # annotated


class DateOfSeriesSerializer(TimesSerializer):
    space = serializers.IntegerField()


class PatternSerializer(serializers.Serializer):
    space = serializers.IntegerField()
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7
    )
    starts = serializers.TimeField()
    ends = serializers.TimeField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    every_weeks = serializers.IntegerField(min_value=1, max_value=2, default=1)
    skip_holidays = serializers.BooleanField(default=True)
    skip_closed = serializers.BooleanField(default=True)
    places = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    people = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    purpose = serializers.CharField(max_length=120, default="", allow_blank=True)
    phone = serializers.CharField(max_length=20, default="", allow_blank=True)


class SeriesRequestSerializer(PatternSerializer):
    """Without `turns` every date that the pattern asks for must be free."""

    turns = DateOfSeriesSerializer(many=True, required=False)


class OccurrenceSerializer(serializers.Serializer):
    on = serializers.DateField(source="turn.on")
    starts_at = serializers.DateTimeField(source="turn.starts_at")
    ends_at = serializers.DateTimeField(source="turn.ends_at")
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    options = OptionSerializer(many=True)


class PlanSerializer(serializers.Serializer):
    occurrences = OccurrenceSerializer(many=True)
    holidays = serializers.ListField(child=serializers.DateField())


class CancelSerializer(serializers.Serializer):
    """`booking` names the date, where the scope is not all."""

    scope = serializers.ChoiceField(choices=Scope.choices, default=Scope.ALL)
    booking = serializers.IntegerField(required=False)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class ChangeSerializer(CancelSerializer):
    """With `dry_run` nothing is moved and the answer is the plan."""

    space = serializers.IntegerField(required=False)
    starts = serializers.TimeField()
    ends = serializers.TimeField()
    dry_run = serializers.BooleanField(default=False)


def planned(rows: list[Occurrence], holidays: list[date]) -> dict:
    """A plan as JSON. Who stands in the way is for the admin's pages, not for the API."""
    occurrences = [
        {
            "turn": row.turn,
            "verdict": row.verdict,
            "options": [option(each.space, each.starts_at, each.ends_at) for each in row.options],
        }
        for row in rows
    ]
    return PlanSerializer({"occurrences": occurrences, "holidays": holidays}).data


def space_to_book(request: Request, key: int) -> Space:
    """A space that the cadre may book for others."""
    spaces = Space.objects.visible_to(request.user, Power.EDIT).select_related("home")
    space = spaces.filter(pk=key).first()
    if space is None:
        raise ValidationError({"space": _("There is no such space.")})
    return space


def person_of(phone: str) -> Person | None:
    """The account with this number; a series for nobody in particular has none."""
    if not phone:
        return None
    person = Person.objects.filter(phone=normal_phone(phone), is_active=True).first()
    if person is None:
        raise ValidationError({"phone": _("This number has no account.")})
    return person


def pattern_of(request: Request, form: PatternSerializer) -> Series:
    """The series that is asked for, not saved."""
    form.is_valid(raise_exception=True)
    wanted = {name: value for name, value in form.validated_data.items() if name != "turns"}
    wanted["space"] = space_to_book(request, wanted["space"])
    wanted["person"] = person_of(wanted.pop("phone"))
    wanted["weekdays"] = sorted(set(wanted["weekdays"]))
    if wanted["person"] is None and not wanted["purpose"]:
        raise ValidationError({"purpose": _("Say for whom or what the space is taken.")})
    return Series(home=wanted["space"].home, **wanted)


class ForCadres(APIView):
    """Who books at no home books no series."""

    def check_cadre(self, request: Request) -> None:
        if not request.user.has_perm("bookings.add_series"):
            raise PermissionDenied


class SeriesPlan(ForCadres):
    @extend_schema(operation_id="series_plan", request=PatternSerializer, responses=PlanSerializer)
    def post(self, request: Request) -> Response:
        self.check_cadre(request)
        plan = series_plan.plan(pattern_of(request, PatternSerializer(data=request.data)))
        return Response(planned(plan.occurrences, plan.holidays))


class SeriesList(ForCadres):
    """Series of one's own and of the homes in one's scope, the latest first; POST books one."""

    @extend_schema(operation_id="series_list", responses=SeriesSerializer(many=True))
    def get(self, request: Request) -> Response:
        pages = PageNumbers()
        page: list | None = pages.paginate_queryset(mine(request), request, view=self)
        return pages.get_paginated_response(SeriesSerializer(page, many=True).data)

    @extend_schema(
        operation_id="series_create",
        request=SeriesRequestSerializer,
        responses={201: SeriesSerializer},
    )
    def post(self, request: Request) -> Response:
        self.check_cadre(request)
        form = SeriesRequestSerializer(data=request.data)
        wanted = pattern_of(request, form)
        turns = chosen(wanted, form.validated_data.get("turns"))
        made = doing.create(series=wanted, turns=turns, by=request.user)
        return Response(SeriesSerializer(mine(request).get(pk=made.pk)).data, status=201)


def chosen(wanted: Series, given: list[dict] | None) -> list[Turn]:
    """The turns asked for, or all of the pattern but those on which the home is closed."""
    if given is None:
        rows = series_plan.plan(wanted).occurrences
        closed = wanted.skip_closed
        return [row.turn for row in rows if not (closed and row.verdict == Verdict.CLOSED)]
    spaces = {space.pk: space for space in Space.objects.filter(home=wanted.space.home_id)}
    if not {row["space"] for row in given} <= spaces.keys():
        raise ValidationError({"turns": _("There is no such space.")})
    return [Turn(spaces[row["space"]], row["starts_at"], row["ends_at"]) for row in given]


def mine(request: Request):
    """Series that the caller may see as a person or as a cadre."""
    seen = Series.objects.visible_to(request.user).values("pk")
    managed = Series.objects.visible_to(request.user, Power.MANAGE).values("pk")
    secret = Q(space__facility__confidential=True)
    hidden = secret & ~Q(person=request.user) & ~Q(pk__in=managed)
    rows = Series.objects.filter(Q(person=request.user) | Q(pk__in=seen)).counted()
    rows = rows.annotate(hidden=ExpressionWrapper(hidden, output_field=BooleanField()))
    return rows.select_related("home", "space__home").order_by("-created_at", "-pk")


class OneSeries(APIView):
    """What is done to a series that is there."""

    def fetch(self, request: Request, pk: int, *, may_own: bool) -> Series:
        """404 for outsiders; 403 for those who may see it and no more."""
        row = get_object_or_404(mine(request), pk=pk)
        own = may_own and row.person_id == request.user.pk
        if not own and not Series.objects.visible_to(request.user, Power.EDIT).filter(pk=pk):
            raise PermissionDenied
        return row

    def pivot(self, row: Series, data: dict):
        if data["scope"] == Scope.ALL:
            return None
        found = row.reservations.filter(pk=data.get("booking")).first()
        if found is None:
            raise ValidationError({"booking": _("Name a booking of this series.")})
        return found


class SeriesCancel(OneSeries):
    @extend_schema(
        operation_id="series_cancel", request=CancelSerializer, responses=SeriesSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        row = self.fetch(request, pk, may_own=True)
        form = CancelSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        pivot = self.pivot(row, data)
        doing.cancel(
            series=row, scope=data["scope"], pivot=pivot, note=data["note"], by=request.user
        )
        return Response(SeriesSerializer(mine(request).get(pk=pk)).data)


class SeriesChange(OneSeries):
    @extend_schema(operation_id="series_change", request=ChangeSerializer, responses=PlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        row = self.fetch(request, pk, may_own=False)
        form = ChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        space = space_to_book(request, data["space"]) if "space" in data else row.space
        if space.home_id != row.home_id:
            raise ValidationError({"space": _("There is no such space.")})
        rows = list(doing.coming(row, data["scope"], self.pivot(row, data)))
        plan = series_plan.plan_change(
            row, rows, space=space, starts=data["starts"], ends=data["ends"]
        )
        if not data["dry_run"]:
            self.move(request, row, plan, data)
        return Response(planned(plan, []))

    def move(self, request: Request, row: Series, plan: list[Occurrence], data: dict) -> None:
        """All of it, or `changed` with the plan where something stands in the way."""
        usual = plan[0].turn if plan and data["scope"] != Scope.ONE else None
        moves = [(each.reservation, each.turn) for each in plan if each.reservation]
        try:
            if not all(each.is_free for each in plan):
                raise refuse("changed", status=409)
            doing.change(series=row, moves=moves, by=request.user, note=data["note"], usual=usual)
        except Refusal as refusal:
            refusal.extra["plan"] = planned(plan, [])
            raise
