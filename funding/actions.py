"""Every write to the ledger. It only grows: a mistake is reversed and entered anew."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from funding.models import Category, Entry, Project
from funding.rules import CHECKS, Payment
from homes.models import Home
from unions.models import Person, Union


@transaction.atomic
def record_entry(
    *,
    on: date,
    voucher: str,
    source: str,
    amount_fen: int,
    by: Person | None,
    payer: Union | None = None,
    payer_name: str = "",
    payee: Union | None = None,
    home: Home | None = None,
    project: Project | None = None,
    category: Category | None = None,
    note: str = "",
) -> Entry:
    """Record one payment in fen, to a union (passed on) or to a home (invested).

    Raises Refusal: `not_positive`, `future`, `one_receiver`, `to_oneself`, `no_payer`,
    `payer_not_union`, `source_below_payer`, `other_home`, `duplicate`.
    """
    payment = Payment(on, source, payer, payer_name, payee, home, project, amount_fen)
    for check in CHECKS:
        check(payment)
    entry = Entry(
        on=on,
        voucher=voucher,
        source=source,
        payer=payer,
        payer_name=payer.name if payer else payer_name,
        payee=payee,
        home=home,
        project=project,
        category=category,
        amount_fen=amount_fen,
        note=note,
        entered_by=by,
    )
    _save_once(entry)
    audit.record(action="record_entry", target=entry, actor=by, amount_fen=amount_fen)
    return entry


@transaction.atomic
def reverse(*, entry: Entry, by: Person, note: str) -> Entry:
    """Take an entry back by one of the opposite amount, dated today.

    Raises Refusal `is_reversal`, or `reversed` where that was done before.
    """
    entry = Entry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
    if entry.reverses_id is not None:
        raise Refusal("is_reversal", _("This entry is a reversal itself. Enter it anew instead."))
    if Entry.objects.filter(reverses=entry).exists():
        raise Refusal("reversed", _("This entry was reversed before."))
    opposite = Entry.objects.create(
        on=clock.today(),
        voucher=entry.voucher,
        source=entry.source,
        payer_id=entry.payer_id,
        payer_name=entry.payer_name,
        payee_id=entry.payee_id,
        home_id=entry.home_id,
        project_id=entry.project_id,
        category_id=entry.category_id,
        amount_fen=-entry.amount_fen,
        note=note,
        reverses=entry,
        entered_by=by,
    )
    audit.record(action="reverse_entry", target=entry, actor=by, note=note)
    return opposite


def _save_once(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refusal(
            "duplicate", _("This line of this voucher is already in the ledger."), status=409
        ) from error
