"""Numbering of what can be held, so that a whole contains its parts. Pure.

Every space owns a half-open range of whole numbers. A leaf booked as a whole owns one number;
a leaf of n places owns n; a parent owns its parts' numbers and, where it has more places than
its parts together, the rest of its own behind them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A space as the numbering sees it: how many numbers it needs by itself, and its parts."""

    key: int
    size: int
    parts: tuple["Node", ...] = ()


def numbered(root: Node, first: int) -> dict[int, tuple[int, int]]:
    """Ranges [lower, upper) by key for a tree whose numbers begin at `first`."""
    ranges: dict[int, tuple[int, int]] = {}

    def place(node: Node, start: int) -> int:
        end = start
        for part in node.parts:
            end = place(part, end)
        end = max(end, start + node.size)
        ranges[node.key] = (start, end)
        return end

    place(root, first)
    return ranges


def fits(now: Mapping[int, tuple[int, int] | None], wanted: dict[int, tuple[int, int]]) -> bool:
    """Whether the present numbers differ from the wanted ones by a shift only."""
    shifts = set()
    for key, (lower, upper) in wanted.items():
        present = now.get(key)
        if present is None or present[1] - present[0] != upper - lower:
            return False
        shifts.add(present[0] - lower)
    return len(shifts) <= 1
