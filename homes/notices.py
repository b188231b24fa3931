"""What homes tell their cadres: tickets, and agreements that end."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.enums import Status, TicketLevel
from homes.keepers import keepers_above, keepers_of
from homes.models import Agreement, Ticket
from messaging import actions, kinds
from messaging.enums import Group
from messaging.kinds import Kind
from unions.models import Person

KINDS = (
    Kind(
        "ticket_new",
        _("New ticket"),
        _("%(home)s: %(what)s (ticket %(number)s). Please answer by %(due)s."),
        group=Group.TICKETS,
    ),
    Kind(
        "ticket_escalated",
        _("A ticket has come up to you"),
        _(
            "%(home)s has not settled “%(what)s” (ticket %(number)s); it is with you now. "
            "Please answer by %(due)s."
        ),
        group=Group.TICKETS,
        important=True,
    ),
    Kind(
        "agreement_ending",
        _("An agreement ends soon"),
        _(
            "The co-build agreement of %(home)s with %(partner)s ends on %(day)s, in %(days)s "
            "days. Please agree on its renewal."
        ),
        group=Group.AGREEMENTS,
    ),
)
# Days before the end of an agreement, the latest first.
REMIND_DAYS = (14, 60)


def register() -> None:
    """Called once when the app is ready."""
    kinds.register(*KINDS)


def tell_of_ticket(ticket: Ticket) -> None:
    """Tell the home's cadres of a new ticket."""
    for person in keepers_of(ticket.home):
        _tell(person, "ticket_new", ticket, once="")


def tell_of_climb(ticket: Ticket) -> None:
    """Tell the cadres of the level that a ticket has reached."""
    for person in keepers_above(ticket.home, ticket.level):
        _tell(person, "ticket_escalated", ticket, once=clock.now().isoformat())


def _tell(person: Person, kind: str, ticket: Ticket, *, once: str) -> None:
    actions.notify(
        person=person,
        kind=kind,
        key=f"{kind}:{ticket.pk}:{once}",
        url=reverse("admin:homes_ticket_change", args=[ticket.pk]),
        home=ticket.home,
        what=ticket.kind,
        number=ticket.number,
        due=ticket.due_at,
    )


def remind_of_agreements() -> int:
    """Tell of agreements that end in 60 and in 14 days, once each; returns how many messages."""
    today = clock.today()
    last = today + timedelta(days=max(REMIND_DAYS))
    ending = Agreement.objects.filter(ends_on__range=(today, last))
    ending = ending.exclude(home__status=Status.CLOSED).select_related("home__union")
    return sum(_remind_of(agreement) for agreement in ending.order_by("ends_on", "pk"))


@transaction.atomic
def _remind_of(agreement: Agreement) -> int:
    """Only the latest reminder that is due counts, so an outage is caught up with one."""
    ends_on = agreement.ends_on or clock.today()
    left = (ends_on - clock.today()).days
    step = next(days for days in REMIND_DAYS if left <= days)
    home = agreement.home
    people = {*keepers_of(home), *keepers_above(home, TicketLevel.COUNTY)}
    return sum(
        actions.notify(
            person=person,
            kind="agreement_ending",
            key=f"agreement_ending:{agreement.pk}:{ends_on}:{step}",
            url=reverse("admin:homes_agreement_change", args=[agreement.pk]),
            home=home,
            partner=agreement.partner,
            day=ends_on,
            days=left,
        )
        for person in sorted(people, key=lambda person: person.pk)
    )
