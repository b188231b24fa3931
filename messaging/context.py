"""What every page's header may use."""

from functools import cache

from django.http import HttpRequest

from messaging.models import Notice


def unread(request: HttpRequest) -> dict:
    """How many messages wait; counted only where a template asks."""
    return {"unread_messages": cache(lambda: unread_of(getattr(request, "user", None)))}


def unread_of(user) -> int:
    """How many messages a person has not opened; no query for a visitor."""
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.visible_to(user).unread().count()
