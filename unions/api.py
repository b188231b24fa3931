"""Tokens for programs."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Refusal
from unions.phones import normal_phone


class Credentials(serializers.Serializer):
    phone = serializers.CharField(max_length=20)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()


@extend_schema(
    request=Credentials,
    responses={
        200: TokenAnswer,
        400: OpenApiResponse(description="bad_credentials"),
        403: OpenApiResponse(description="second_factor"),
        429: OpenApiResponse(description="locked"),
    },
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def token(request: Request) -> Response:
    """A token for a number and a password; send it as `Authorization: Token …`."""
    given = Credentials(data=request.data)
    given.is_valid(raise_exception=True)
    person = authenticate(
        request._request,
        username=normal_phone(given.validated_data["phone"]),
        password=given.validated_data["password"],
    )
    if getattr(request._request, "axes_locked_out", False):
        raise Refusal("locked", _("Too many wrong attempts. Try again in 30 minutes."), status=429)
    if person is None:
        raise Refusal("bad_credentials", _("The number or the password is wrong."), status=400)
    if is_mfa_enabled(person):
        raise Refusal(
            "second_factor",
            _("This account signs in with a second factor, on the site."),
            status=403,
        )
    return Response({"token": Token.objects.get_or_create(user=person)[0].key})
