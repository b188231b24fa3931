"""One's own messages as JSON."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import PageNumbers
from messaging import actions
from messaging.models import Notice


class LineSerializer(serializers.Serializer):
    text = serializers.CharField()
    url = serializers.CharField()


class MessageSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    text = serializers.CharField()
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "text", "lines", "url", "at", "read_at"]

    @extend_schema_field(LineSerializer(many=True))
    def get_lines(self, notice: Notice) -> list[dict[str, str]]:
        return [{"text": text, "url": url} for text, url in notice.lines]


class MessageList(APIView):
    """The caller's messages, newest first."""

    @extend_schema(
        operation_id="messages",
        parameters=[OpenApiParameter("unread", bool, description="1: only those not read yet")],
        responses=MessageSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = Notice.objects.visible_to(request.user)
        if request.query_params.get("unread") == "1":
            rows = rows.unread()
        pages = PageNumbers()
        page: list = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(MessageSerializer(page, many=True).data)


class MessageRead(APIView):
    """Mark one message as read."""

    @extend_schema(operation_id="message_read", request=None, responses=MessageSerializer)
    def post(self, request: Request, pk: int) -> Response:
        notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
        return Response(MessageSerializer(actions.read(notice=notice)).data)
