"""How a person stands: strikes in, points and blocks out. Pure: values only.

A strike weighs until the window is over or a block has been given for it; a strike that was
taken back never weighed. At `block_at` points there is a block, the longer the more there were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Mark(StrEnum):
    GOOD = "good"
    WARNED = "warned"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Strike:
    at: datetime
    weight: Decimal
    waived: bool = False


@dataclass(frozen=True)
class Block:
    """Given at `starts_at`, with its last strike; `lifted` ones never were."""

    starts_at: datetime
    ends_at: datetime
    lifted: bool = False


@dataclass(frozen=True)
class Policy:
    """Days, and points; see `bookings.models.ConductPolicy`."""

    window_days: int = 30
    warn_at: Decimal = Decimal(1)
    block_at: Decimal = Decimal(3)
    block_days: int = 7
    longest_block_days: int = 30
    forget_days: int = 90


@dataclass(frozen=True)
class Standing:
    """`until` is the end of the block, where there is one."""

    mark: Mark
    points: Decimal
    until: datetime | None = None


def weighing(
    strikes: Sequence[Strike], blocks: Sequence[Block], policy: Policy, at: datetime
) -> list[Strike]:
    """The strikes that weigh at a moment: in the window, and not answered by an earlier block."""
    since = at - timedelta(days=policy.window_days)
    for block in blocks:
        if not block.lifted and block.starts_at <= at:
            since = max(since, block.starts_at)
    return [strike for strike in strikes if not strike.waived and since < strike.at <= at]


def points(
    strikes: Sequence[Strike], blocks: Sequence[Block], policy: Policy, at: datetime
) -> Decimal:
    """What weighs at a moment."""
    return sum((s.weight for s in weighing(strikes, blocks, policy, at)), Decimal(0))


def standing(
    strikes: Sequence[Strike], blocks: Sequence[Block], policy: Policy, now: datetime
) -> Standing:
    """Good, warned, or blocked until …"""
    weight = points(strikes, blocks, policy, now)
    ends = [b.ends_at for b in blocks if not b.lifted and b.starts_at <= now < b.ends_at]
    if ends:
        return Standing(Mark.BLOCKED, weight, max(ends))
    return Standing(Mark.WARNED if weight >= policy.warn_at else Mark.GOOD, weight)


def block_due(
    strikes: Sequence[Strike], blocks: Sequence[Block], policy: Policy, now: datetime
) -> Block | None:
    """The block that the strikes up to now call for, if any; each doubles the one before."""
    if points(strikes, blocks, policy, now) < policy.block_at:
        return None
    lately = now - timedelta(days=policy.forget_days)
    before = sum(1 for b in blocks if not b.lifted and lately < b.starts_at <= now)
    days = min(policy.block_days * 2 ** min(before, 10), policy.longest_block_days)
    return Block(now, now + timedelta(days=days))


def unfounded(strikes: Sequence[Strike], blocks: Sequence[Block], policy: Policy) -> list[Block]:
    """The blocks for which the strikes no longer suffice, the earliest first."""
    kept: list[Block] = []
    found: list[Block] = []
    for block in sorted((b for b in blocks if not b.lifted), key=lambda b: b.starts_at):
        enough = points(strikes, kept, policy, block.starts_at) >= policy.block_at
        (kept if enough else found).append(block)
    return found
