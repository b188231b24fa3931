"""Money of a subtree of unions, counted once.

A ledger entry names where the money first came from and who paid whom. An entry to another
union only moves money: it is a transfer, shown and never added. An entry to a home is invested,
under its origin, however many unions the money passed on its way. Pure: rows in, values out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from common.money import ratio


class Entry(NamedTuple):
    """One ledger row, or the sum of many that differ in amount only.

    Unions are given by tree path: a path starts with those of all above it. Exactly one of
    `payee` (a transfer) and `home_of` (the union that runs the home) is set; `payer` is None
    where an outsider paid. Reversals have a negative amount.
    """

    source: str
    payer: str | None
    payee: str | None
    home_of: str | None
    amount_fen: int


@dataclass
class Money:
    """What a subtree put into its homes, in fen."""

    by_source: dict[str, int]
    by_child: dict[str, int] = field(default_factory=dict)
    own_fen: int = 0
    transfers_fen: int = 0

    @property
    def invested_fen(self) -> int:
        return sum(self.by_source.values())


def consolidate(
    entries: Iterable[Entry], *, root: str, children: Iterable[str], sources: Iterable[str]
) -> Money:
    """Invested by source and by direct child, and transfers, within the subtree of `root`.

    `own_fen` is what went into homes that `root` runs itself, so that `own_fen` and `by_child`
    together are all that was invested.
    """
    money = Money(by_source=dict.fromkeys(sources, 0), by_child=dict.fromkeys(children, 0))
    for entry in entries:
        if _inside(entry.home_of, root):
            money.by_source[entry.source] += entry.amount_fen
            _to_child(money, entry)
        elif _inside(entry.payee, root) and _inside(entry.payer, root):
            money.transfers_fen += entry.amount_fen
    return money


def leverage(by_source: Mapping[str, int], anchor: str) -> Decimal | None:
    """Fen from all others to one fen from `anchor`, half up to 2 decimals; None if it gave none."""
    given = by_source.get(anchor, 0)
    return ratio(sum(by_source.values()) - given, given)


def _inside(path: str | None, root: str) -> bool:
    return path is not None and path.startswith(root)


def _to_child(money: Money, entry: Entry) -> None:
    for child in money.by_child:
        if _inside(entry.home_of, child):
            money.by_child[child] += entry.amount_fen
            return
    money.own_fen += entry.amount_fen
