"""Tickets: anybody tells what is wrong, somebody must answer in time, the answer is public."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from homes.enums import TicketLevel, TicketState
from homes.models import Home, Space, Ticket, TicketEvent, TicketKind
from homes.notices import tell_of_climb, tell_of_ticket
from unions.models import Person

# A device sends a few an hour; behind one address there may be a whole building.
PER_HOUR = {"device": 5, "address": 30}
HOUR_SECONDS = 3600
REOPEN_DAYS = 14
NEXT_LEVEL = {TicketLevel.HOME: TicketLevel.COUNTY, TicketLevel.COUNTY: TicketLevel.CITY}


@dataclass(frozen=True)
class Sender:
    """Who sends, as far as it is known without an account; kept for an hour, in the cache only."""

    device: str
    address: str


def slow_down(sender: Sender) -> None:
    """Refuse more than a few an hour from one device, or many from one address."""
    for kind, value in (("device", sender.device), ("address", sender.address)):
        key = f"tickets:{kind}:{value}"
        cache.add(key, 0, HOUR_SECONDS)
        if cache.incr(key) > PER_HOUR[kind]:
            raise Refusal(
                "too_many",
                _("That was a lot at once. Please try again in an hour or call the home."),
                status=429,
            )


@transaction.atomic
def report(
    *,
    home: Home,
    kind: TicketKind,
    text: str,
    sender: Sender,
    space: Space | None = None,
    photo: UploadedFile | None = None,
    phone: str = "",
) -> Ticket:
    """Open a ticket; its number is all that the reporter needs to follow it up."""
    slow_down(sender)
    now = clock.now()
    ticket = Ticket.objects.create(
        home=home,
        kind=kind,
        space=space,
        text=text,
        photo=photo or "",
        phone=phone,
        created_at=now,
        due_at=now + timedelta(hours=kind.due_hours),
    )
    note(ticket, "reported", text)
    tell_of_ticket(ticket)
    return ticket


def note(ticket: Ticket, what: str, text: str = "", by: Person | None = None) -> None:
    """Write an event in the ticket's history."""
    TicketEvent.objects.create(ticket=ticket, at=clock.now(), what=what, text=text, by=by)


def _locked(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",)).select_related("kind").get(pk=ticket.pk)


@transaction.atomic
def close(*, ticket: Ticket, answer: str, by: Person) -> Ticket:
    """Close with an answer that everybody may read."""
    ticket = _locked(ticket)
    if not ticket.is_waiting:
        raise Refusal("state", _("This ticket is closed already."))
    if not answer.strip():
        raise Refusal("no_answer", _("Write what was done: the answer is shown in public."))
    ticket.state, ticket.answer, ticket.closed_at = TicketState.CLOSED, answer, clock.now()
    ticket.save(update_fields=["state", "answer", "closed_at"])
    note(ticket, "closed", answer, by)
    audit.record(action="close_ticket", target=ticket, actor=by)
    return ticket


@transaction.atomic
def reopen(*, ticket: Ticket, text: str, sender: Sender) -> Ticket:
    """Whoever has the number may say, for two weeks, that it is not solved; it climbs a level."""
    slow_down(sender)
    ticket = _locked(ticket)
    if ticket.is_waiting:
        raise Refusal("state", _("This ticket is still open."))
    if ticket.closed_at and ticket.closed_at < clock.now() - timedelta(days=REOPEN_DAYS):
        raise Refusal("too_old", _("This ticket was closed long ago. Please report it anew."))
    ticket.state = TicketState.REOPENED
    _climb(ticket)
    note(ticket, "reopened", text)
    return ticket


def _climb(ticket: Ticket) -> None:
    ticket.level = NEXT_LEVEL.get(TicketLevel(ticket.level), ticket.level)
    ticket.due_at = clock.now() + timedelta(hours=ticket.kind.climb_hours)
    ticket.save(update_fields=["state", "level", "due_at"])
    tell_of_climb(ticket)


def escalate() -> int:
    """Move overdue tickets up: home → county → city; returns how many. Safe to run twice."""
    due = Ticket.objects.overdue().exclude(level=TicketLevel.CITY).values_list("pk", flat=True)
    return sum(_escalate(pk) for pk in list(due))


@transaction.atomic
def _escalate(pk: int) -> bool:
    ticket = (
        Ticket.objects.overdue()
        .exclude(level=TicketLevel.CITY)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("kind")
        .filter(pk=pk)
        .first()
    )
    if ticket is None:
        return False
    _climb(ticket)
    note(ticket, "escalated", ticket.level)
    return True
