"""A yuan counts once, where it ends, under its origin, however it got there."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.consolidation import Entry, consolidate, leverage

SOURCES = ["province", "city", "county", "society"]
# province 1; cities 11, 12; counties 111, 112, 121 (one digit a level)
UNIONS = ["1", "11", "12", "111", "112", "121"]
CHILDREN = {"1": ["11", "12"], "11": ["111", "112"], "12": ["121"], "111": [], "112": [], "121": []}
AMOUNTS = st.integers(-(10**13), 10**13)


def transfer(source, payer, payee, amount):
    return Entry(source, payer, payee, None, amount)


def spent(source, payer, union, amount):
    return Entry(source, payer, None, union, amount)


@st.composite
def journeys(draw):
    """Money that passes a chain of unions, any chain, and may end in a home of the last one."""
    source = draw(st.sampled_from(SOURCES))
    chain = draw(st.lists(st.sampled_from(UNIONS), min_size=1, max_size=5))
    amount = draw(AMOUNTS)
    payers = [None, *chain]
    entries = [transfer(source, a, b, amount) for a, b in zip(payers, chain, strict=False)]
    ends_in_home = draw(st.booleans())
    if ends_in_home:
        entries.append(spent(source, chain[-1], chain[-1], amount))
    return source, chain[-1] if ends_in_home else None, amount, entries


def money_of(root, entries):
    return consolidate(entries, root=root, children=CHILDREN[root], sources=SOURCES)


@given(st.lists(journeys(), max_size=8), st.sampled_from(UNIONS))
def test_only_the_end_of_a_journey_counts_whatever_the_chain(found, root):
    money = money_of(root, [entry for *_, entries in found for entry in entries])
    for source in SOURCES:
        assert money.by_source[source] == sum(
            amount for s, end, amount, _ in found if s == source and end and end.startswith(root)
        )


@given(st.lists(journeys(), max_size=8), st.sampled_from(UNIONS))
def test_a_union_is_its_children_and_its_own_homes(found, root):
    entries = [entry for *_, entries in found for entry in entries]
    money = money_of(root, entries)
    assert money.by_child == {
        child: money_of(child, entries).invested_fen for child in CHILDREN[root]
    }
    assert money.own_fen == sum(e.amount_fen for e in entries if e.home_of == root)
    assert money.invested_fen == money.own_fen + sum(money.by_child.values())


@given(st.lists(journeys(), max_size=8), st.sampled_from(UNIONS))
def test_transfers_are_those_between_two_unions_of_the_subtree(found, root):
    entries = [entry for *_, entries in found for entry in entries]
    assert money_of(root, entries).transfers_fen == sum(
        e.amount_fen
        for e in entries
        if e.payer and e.payee and e.payer.startswith(root) and e.payee.startswith(root)
    )


@given(st.lists(journeys(), max_size=8), st.sampled_from(UNIONS))
def test_a_reversal_undoes_its_entry(found, root):
    entries = [entry for *_, entries in found for entry in entries]
    undone = [e._replace(amount_fen=-e.amount_fen) for e in entries]
    assert money_of(root, entries + undone) == money_of(root, [])


def test_a_yuan_from_province_to_city_to_county_to_home():
    entries = [
        transfer("province", "1", "11", 100),
        transfer("province", "11", "111", 100),
        spent("province", "111", "111", 100),
        spent("society", None, "112", 250),
    ]
    province, city = money_of("1", entries), money_of("11", entries)
    assert (province.invested_fen, province.transfers_fen) == (350, 200)
    assert (city.invested_fen, city.transfers_fen) == (350, 100)
    assert province.by_child == {"11": 350, "12": 0}
    assert city.by_child == {"111": 100, "112": 250}


@pytest.mark.parametrize(
    ("by_source", "answer"),
    [
        ({"province": 400_000_000, "city": 18_600_000_000}, Decimal("46.50")),
        ({"province": 200, "city": 1}, Decimal("0.01")),  # 0.005, half up
        ({"province": 3, "city": 1, "society": 1}, Decimal("0.67")),
        ({"province": 0, "city": 5}, None),
        ({"city": 5}, None),
        ({"province": 5}, Decimal("0.00")),
    ],
)
def test_leverage(by_source, answer):
    assert leverage(by_source, "province") == answer
