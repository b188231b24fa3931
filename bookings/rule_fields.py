"""The rules that can be inherited, and how the one that counts is found. Pure.

A chain is what a space, its home and the unions above say, nearest first. The first that says
something counts; where nobody does, the built-in value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookings.models.rules import NO_LIMIT
from homes.enums import LateCancel


@dataclass(frozen=True)
class Rule:
    """A column of Space and of RuleSet, its built-in value, the refusal it can cause."""

    name: str
    default: int | bool | str
    code: str


RULES = (
    Rule("step_minutes", 30, "step"),
    Rule("min_minutes", 30, "too_short"),
    Rule("max_minutes", 240, "too_long"),
    Rule("lead_minutes", 0, "too_soon"),
    Rule("horizon_days", 14, "too_far"),
    Rule("buffer_before_minutes", 0, "taken"),
    Rule("buffer_minutes", 0, "taken"),
    Rule("cancel_minutes", 0, "too_late_to_cancel"),
    Rule("late_cancel", LateCancel.COUNTED.value, "too_late_to_cancel"),
    Rule("check_in_required", False, ""),
    Rule("grace_minutes", 15, ""),
    Rule("keep_minutes", 120, "offer_lapsed"),
    Rule("keep_last_day_minutes", 30, "offer_lapsed"),
    Rule("keep_last_hours_minutes", 10, "offer_lapsed"),
    Rule("daily_quota", 2, "quota"),
    Rule("needs_approval", False, ""),
    Rule("members_only", False, "members_only"),
    Rule("partners_only", False, "partners_only"),
    Rule("women_only", False, "declare"),
    Rule("adults_only", False, "declare"),
)
NAMES = tuple(rule.name for rule in RULES)
DEFAULTS = {rule.name: rule.default for rule in RULES}


@dataclass(frozen=True)
class Effective:
    """The value that counts, and the place in the chain that it comes from; None: built in."""

    value: Any
    place: int | None


def effective(chain: Sequence[Mapping[str, Any]]) -> dict[str, Effective]:
    """What counts for each rule. A link may leave out rules; None in it means inherited too."""
    return {rule.name: _first(chain, rule) for rule in RULES}


def _first(chain: Sequence[Mapping[str, Any]], rule: Rule) -> Effective:
    for place, link in enumerate(chain):
        value = link.get(rule.name)
        if value is not None:
            return Effective(value, place)
    return Effective(rule.default, None)


def column(name: str, value):
    """A rule's value as Space has it: no limit is NULL there."""
    return None if name == "daily_quota" and value == NO_LIMIT else value


def said(name: str, value):
    """A column of Space as a rule says it."""
    return NO_LIMIT if name == "daily_quota" and value is None else value


def makes_sense(values: Mapping[str, Any]) -> bool:
    """Whether a booking can meet all rules of lengths at once."""
    return 5 <= values["min_minutes"] <= values["max_minutes"] and values["step_minutes"] >= 5
