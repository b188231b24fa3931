"""Tickets in words and tones."""

from django import template
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.enums import TicketLevel
from homes.models import Ticket, TicketEvent

register = template.Library()
EVENTS = {
    "reported": _("reported"),
    "closed": _("answered"),
    "reopened": _("reopened"),
    "escalated": _("not answered in time"),
}


@register.filter
def ticket_tone(ticket: Ticket) -> str:
    """Badge tone: answered is good, overdue is bad, the rest waits."""
    if not ticket.is_waiting:
        return "good"
    return "bad" if ticket.due_at <= clock.now() else "wait"


@register.filter
def event_name(event: TicketEvent) -> str:
    """What happened, and where an overdue ticket went."""
    name = str(EVENTS[event.what])
    if event.what == "escalated":
        return f"{name} → {TicketLevel(event.text).label}"
    return name
