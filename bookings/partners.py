"""Workers of co-building firms: a worker says for which firm she works, a cadre confirms it."""

from django.db import transaction

from bookings.enums import Claim
from bookings.models import PartnerWorker
from bookings.models.partner import in_force
from bookings.refusals import refuse
from common import audit, clock
from homes.models import Agreement
from unions.models import Person


@transaction.atomic
def claim(*, person: Person, agreement: Agreement) -> PartnerWorker:
    """The person works for this firm; what was refused may be asked again.

    Raises Refusal `not_partner` where the agreement is over.
    """
    if not in_force().filter(pk=agreement.pk).exists():
        raise refuse("not_partner")
    row, new = PartnerWorker.objects.select_for_update().get_or_create(
        person=person, agreement=agreement
    )
    if not new and row.state == Claim.REFUSED:
        row.state, row.asked_at = Claim.WAITING, clock.now()
        row.decided_at = row.decided_by = None
        row.save(update_fields=["state", "asked_at", "decided_at", "decided_by"])
    audit.record(action="claim_partner", target=row, actor=person)
    return row


@transaction.atomic
def decide_claim(*, claim: PartnerWorker, confirm: bool, by: Person) -> PartnerWorker:
    """A cadre of the home says whether it is so; this may be changed later."""
    row = PartnerWorker.objects.select_for_update().get(pk=claim.pk)
    row.state = Claim.CONFIRMED if confirm else Claim.REFUSED
    row.decided_at, row.decided_by = clock.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(action="confirm_partner" if confirm else "refuse_partner", target=row, actor=by)
    return row
