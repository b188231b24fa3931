"""GET /api/v1/spaces/{id}/rules/: what applies to a space, who says so, what it can refuse."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings.counting import quota_text, quotas_of
from bookings.enums import Declaration
from bookings.explaining import explained, sentence
from bookings.models import Quota
from bookings.rule_sets import Owner
from bookings.rules import asked_of
from homes.enums import PUBLIC
from homes.models import Space


class SourceSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["space", "home", "union", "built_in"])
    name = serializers.CharField()


class RuleSerializer(serializers.Serializer):
    rule = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    source = SourceSerializer()  # type: ignore[assignment]  # a field of ours, not the option
    code = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class QuotaSerializer(serializers.Serializer):
    limit = serializers.IntegerField()
    measure = serializers.CharField()
    period = serializers.CharField()
    peaks = serializers.ListField(child=serializers.DictField())
    source = SourceSerializer()  # type: ignore[assignment]  # a field of ours, not the option
    code = serializers.CharField()
    text = serializers.CharField()


class RulesSerializer(serializers.Serializer):
    rules = RuleSerializer(many=True)
    quotas = QuotaSerializer(many=True)
    cap = serializers.IntegerField(allow_null=True)
    declares = serializers.ListField(child=serializers.ChoiceField(Declaration.choices))


class SpaceRules(APIView):
    """The effective rules of a space and why: value, source, the code that it can cause."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="space_rules", responses=RulesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        spaces = Space.objects.filter(home__status__in=PUBLIC).select_related("home__union")
        space = get_object_or_404(spaces, pk=pk)
        rules = [
            {
                "rule": row.rule.name,
                "value": row.value,
                "source": source(row.source),
                "code": row.rule.code,
                "text": sentence(row.rule.name, row.value),
            }
            for row in explained(space)
        ]
        quotas = [as_json(quota) for quota in quotas_of(space)]
        declares = [each.value for each in asked_of(space)]
        cap = space.home.cap
        return Response({"rules": rules, "quotas": quotas, "cap": cap, "declares": declares})


def source(owner: Owner | None) -> dict:
    """Who says a rule."""
    kind = "built_in" if owner is None else str(owner._meta.model_name)
    return {"kind": kind, "name": "" if owner is None else str(owner)}


def as_json(quota: Quota) -> dict:
    """A quota, its peak times as from–to by days of the week."""
    peaks = [
        {"weekdays": row.weekdays, "from": f"{row.starts:%H:%M}", "to": f"{row.ends:%H:%M}"}
        for row in quota.peaks.all()
    ]
    return {
        "limit": quota.limit,
        "measure": quota.measure,
        "period": quota.period,
        "peaks": peaks,
        "source": source(quota.owner),
        "code": "quota",
        "text": quota_text(quota),
    }
