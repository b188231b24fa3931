"""A browser that comes back, known by a random cookie and nothing else."""

import uuid

from django.http import HttpRequest, HttpResponse

from homes.tickets import Sender

COOKIE = "device"
COOKIE_AGE = 365 * 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The browser's own random mark; a new one where it has none (set it on the answer)."""
    return request.COOKIES.get(COOKIE) or uuid.uuid4().hex


def remember(response: HttpResponse, device: str) -> HttpResponse:
    """Let the browser keep its mark for a year."""
    response.set_cookie(COOKIE, device, max_age=COOKIE_AGE, httponly=True, samesite="Lax")
    return response


def sender_of(request: HttpRequest) -> Sender:
    """Who sends a report: the browser's mark and its address."""
    return Sender(device_of(request), request.META.get("REMOTE_ADDR", ""))
