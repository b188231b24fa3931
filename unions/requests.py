"""Requests as views see them after the middleware."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from unions.models import Person


class HtmxRequest(HttpRequest):
    """Knows whether htmx asked for it."""

    htmx: HtmxDetails


class SignedInRequest(HttpRequest):
    """Comes from behind the sign-in, so its user is a person."""

    user: Person
