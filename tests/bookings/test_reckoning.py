"""How a person stands, against a slow and obvious model."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bookings.reckoning import (
    Block,
    Mark,
    Policy,
    Strike,
    block_due,
    points,
    standing,
    unfounded,
    weighing,
)
from common.clock import SHANGHAI

DAY = timedelta(days=1)
START = datetime(2026, 11, 1, 12, tzinfo=SHANGHAI)
POLICY = Policy()
ONE, HALF = Decimal(1), Decimal("0.5")
LATER = timedelta(minutes=1)

hours = st.integers(min_value=0, max_value=24 * 120)
strikes_of = st.lists(
    st.builds(
        lambda hour, weight, waived: Strike(START + timedelta(hours=hour), weight, waived),
        hours,
        st.sampled_from([ONE, HALF]),
        st.booleans(),
    ),
    max_size=25,
)
policies = st.builds(
    lambda window, block_at, days: Policy(window_days=window, block_at=block_at, block_days=days),
    st.integers(min_value=1, max_value=60),
    st.sampled_from([ONE, Decimal(2), Decimal(3)]),
    st.integers(min_value=1, max_value=20),
)


def lived(strikes: list[Strike], policy: Policy) -> list[Block]:
    """The blocks that come about when the strikes are recorded one after the other."""
    known: list[Strike] = []
    blocks: list[Block] = []
    for strike in sorted(strikes, key=lambda s: s.at):
        known.append(strike)
        if due := block_due(known, blocks, policy, strike.at):
            blocks.append(due)
    return blocks


def slow_points(strikes, blocks, policy, at) -> Decimal:
    """Strike by strike, asking each question by itself."""
    total = Decimal(0)
    for strike in strikes:
        is_old = at - strike.at >= policy.window_days * DAY
        answered = any(strike.at <= block.starts_at <= at for block in blocks if not block.lifted)
        if strike.at <= at and not (strike.waived or is_old or answered):
            total += strike.weight
    return total


@given(strikes_of, policies, hours)
def test_points_are_those_of_the_slow_model(strikes, policy, hour):
    blocks, at = lived(strikes, policy), START + timedelta(hours=hour)
    assert points(strikes, blocks, policy, at) == slow_points(strikes, blocks, policy, at)


@given(strikes_of, policies)
def test_once_blocked_nothing_is_left_over(strikes, policy):
    blocks = lived(strikes, policy)
    for strike in strikes:
        assert points(strikes, blocks, policy, strike.at) < policy.block_at


@given(strikes_of, policies)
def test_blocks_are_founded_and_never_longer_than_the_longest(strikes, policy):
    blocks = lived(strikes, policy)
    assert unfounded(strikes, blocks, policy) == []
    for block in blocks:
        length = block.ends_at - block.starts_at
        assert DAY <= length <= policy.longest_block_days * DAY
        assert standing(strikes, blocks, policy, block.starts_at).mark == Mark.BLOCKED


@given(strikes_of, policies)
def test_without_strikes_no_block_stands(strikes, policy):
    blocks = lived(strikes, policy)
    waived = [Strike(s.at, s.weight, waived=True) for s in strikes]
    assert unfounded(waived, blocks, policy) == blocks
    now = START + timedelta(days=60)
    assert standing(waived, [], policy, now) == standing([], [], policy, now)


def three(first: datetime = START) -> list[Strike]:
    return [Strike(first + turn * DAY, ONE) for turn in range(3)]


def test_warned_at_one_and_blocked_at_three():
    one = [Strike(START, ONE)]
    assert standing([], [], POLICY, START).mark == Mark.GOOD
    assert standing([Strike(START, HALF)], [], POLICY, START).mark == Mark.GOOD
    assert standing(one, [], POLICY, START).mark == Mark.WARNED
    assert standing(one, [], POLICY, START + 30 * DAY).mark == Mark.GOOD
    due = block_due(three(), [], POLICY, START + 2 * DAY)
    assert due == Block(START + 2 * DAY, START + 9 * DAY)
    assert standing(three(), [due], POLICY, START + 3 * DAY).until == START + 9 * DAY
    assert standing(three(), [due], POLICY, START + 9 * DAY).mark == Mark.GOOD


def test_each_further_block_is_twice_as_long_up_to_the_longest():
    strikes, blocks, lengths = [], [], []
    for turn in range(4):
        strikes += three(START + turn * 10 * DAY)
        due = block_due(strikes, blocks, POLICY, strikes[-1].at)
        blocks.append(due)
        lengths.append((due.ends_at - due.starts_at).days)
    assert lengths == [7, 14, 28, 30]


def test_a_strike_taken_back_lifts_the_block_and_the_others_weigh_again():
    strikes = three()
    [block] = lived(strikes, POLICY)
    taken_back = [Strike(strikes[0].at, ONE, waived=True), *strikes[1:]]
    assert unfounded(taken_back, [block], POLICY) == [block]
    lifted = Block(block.starts_at, block.ends_at, lifted=True)
    now = block.starts_at + LATER
    assert len(weighing(taken_back, [block], POLICY, now)) == 0
    assert len(weighing(taken_back, [lifted], POLICY, now)) == 2
