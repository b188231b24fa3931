"""The checks that a ledger entry must pass, each small, each with its reason code."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Refusal
from funding.enums import MoneySource
from funding.models import Project
from homes.models import Home
from unions.enums import UnionLevel
from unions.models import Union

# How far down the tree money of a union stands; it is passed on downwards only.
DEPTHS = {
    UnionLevel.PROVINCE: 0,
    UnionLevel.CITY: 1,
    UnionLevel.COUNTY: 2,
    UnionLevel.TOWNSHIP: 3,
    UnionLevel.PRIMARY: 3,
}
SOURCE_DEPTHS = {
    MoneySource.PROVINCE: 0,
    MoneySource.CITY: 1,
    MoneySource.COUNTY: 2,
    MoneySource.PRIMARY: 3,
}


@dataclass(frozen=True)
class Payment:
    """An entry as somebody wants to record it; the amount in fen."""

    on: date
    source: str
    payer: Union | None
    payer_name: str
    payee: Union | None
    home: Home | None
    project: Project | None
    amount_fen: int


def check_amount(payment: Payment) -> None:
    if payment.amount_fen <= 0:
        raise Refusal("not_positive", _("The amount must be more than zero."))
    if payment.on > clock.today():
        raise Refusal("future", _("This date lies ahead. The ledger records what was paid."))


def check_receiver(payment: Payment) -> None:
    if (payment.payee is None) == (payment.home is None):
        raise Refusal(
            "one_receiver", _("Name either the union or the home that receives the money.")
        )
    if payment.payee is not None and payment.payee == payment.payer:
        raise Refusal("to_oneself", _("A union can't pay itself."))


def check_payer(payment: Payment) -> None:
    """Union money is paid by a union, and not by one above the level that it comes from."""
    if payment.source not in SOURCE_DEPTHS:
        if payment.payer is None and not payment.payer_name:
            raise Refusal("no_payer", _("Say who pays: a union, or the name of the payer."))
        return
    if payment.payer is None:
        raise Refusal("payer_not_union", _("Union money is paid by a union: choose which."))
    depth = DEPTHS.get(UnionLevel(payment.payer.level))
    if depth is not None and depth < SOURCE_DEPTHS[MoneySource(payment.source)]:
        raise Refusal(
            "source_below_payer",
            _("%(payer)s stands above this source: money is passed on downwards only.")
            % {"payer": payment.payer},
        )


def check_project(payment: Payment) -> None:
    project = payment.project
    if project is None:
        return
    if payment.home is not None and project.home_id not in (None, payment.home.pk):
        raise Refusal("other_home", _("The project is for another home."))


CHECKS = (check_amount, check_receiver, check_payer, check_project)
