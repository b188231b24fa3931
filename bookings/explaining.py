"""Which rules apply to a space, where each comes from, and what they mean in plain words."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.counting import quota_text, quotas_of
from bookings.models import Quota, RuleSet
from bookings.rule_fields import NAMES, RULES, Rule, column, effective
from bookings.rule_sets import Owner, named, paths_above
from bookings.wording import duration
from homes.enums import LateCancel
from homes.models import Home, Space
from unions.models import Union

# What the page of a space says beside approval and membership, which stand in its first line.
SHORT = (
    "min_minutes",
    "max_minutes",
    "lead_minutes",
    "horizon_days",
    "cancel_minutes",
    "late_cancel",
    "grace_minutes",
    "daily_quota",
    "partners_only",
    "women_only",
    "adults_only",
)


@dataclass(frozen=True)
class Explained:
    """A rule with the value that counts; `source` says it, None: it is built in."""

    rule: Rule
    value: Any
    source: Owner | None

    @property
    def label(self) -> str:
        return label_of(self.rule.name)

    @property
    def text(self) -> str:
        """The value in words."""
        return value_text(self.rule.name, self.value)

    @property
    def source_text(self) -> str:
        return str(self.source) if self.source is not None else _("built in")


def label_of(name: str) -> str:
    """What a rule is called where its value stands with its unit: without "(minutes)"."""
    verbose = str(Space._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column
    return re.sub(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]$", "", verbose)


def owners_above(owner: Owner) -> list[Owner]:
    """Home and unions from which an owner inherits, nearest first."""
    if isinstance(owner, Space):
        return [owner.home, *owners_above(owner.home)]
    path = owner.union.path if isinstance(owner, Home) else owner.path[: -Union.steplen]
    unions = {union.path: union for union in Union.objects.filter(path__in=paths_above(path))}
    return [unions[each] for each in paths_above(path) if each in unions]


def explained(owner: Owner, *, inherited: bool = False) -> list[Explained]:
    """All rules as they count for an owner, or, with `inherited`, without what it says itself."""
    owners = owners_above(owner) if inherited else [owner, *owners_above(owner)]
    said = _said(owners)
    found = effective([said.get((type(each), each.pk), {}) for each in owners])
    return [
        Explained(
            rule,
            column(rule.name, found[rule.name].value),
            owners[place] if (place := found[rule.name].place) is not None else None,
        )
        for rule in RULES
    ]


def _said(owners: list[Owner]) -> dict[tuple[type, int], dict[str, Any]]:
    chosen = RuleSet.objects.none()
    for owner in owners:
        chosen |= RuleSet.objects.filter(**named(owner))
    answer: dict[tuple[type, int], dict[str, Any]] = {}
    for union, home, space, *values in chosen.values_list("union", "home", "space", *NAMES):
        key = (Space, space) if space else (Home, home) if home else (Union, union)
        answer[key] = dict(zip(NAMES, values, strict=True))
    return answer


def quotas_over(owner: Owner) -> list[Quota]:
    """The quotas that reach an owner: its own and those of all above it."""
    if isinstance(owner, Space):
        return quotas_of(owner)
    found = Quota.objects.none()
    for each in [owner, *owners_above(owner)]:
        found |= Quota.objects.filter(**named(each))
    return list(found.select_related("union", "home", "space").prefetch_related("peaks"))


def lines(space: Space) -> list[str]:
    """The rules of a space in a few short lines, for who wants to book it."""
    values = {name: getattr(space, name) for name in SHORT}
    if space.min_minutes <= space.step_minutes:
        values.pop("min_minutes")
    if not space.cancel_minutes:
        values.pop("late_cancel")
    if not space.check_in_required:
        values.pop("grace_minutes")
    found = [text for name, value in values.items() if (text := sentence(name, value))]
    found += [quota_text(quota) for quota in quotas_of(space)]
    if space.home.cap is not None:
        found.append(cap_text(space.home.cap))
    return found


def cap_text(cap: int) -> str:
    """The whole-home cap in words."""
    text = ngettext(
        "the home lets in %(count)s person at once by booking",
        "the home lets in %(count)s people at once by booking",
        cap,
    )
    return text % {"count": cap}


def value_text(name: str, value: Any) -> str:
    """The value alone: 2 hours, 14 days, 3, yes, no limit."""
    if value is None:
        return _("no limit")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "late_cancel":
        return str(LateCancel(value).label)
    if name == "grace_minutes" and not value:
        return _("never released")
    if name == "horizon_days":
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}
    if name == "daily_quota":
        return ngettext("%(count)s time", "%(count)s times", value) % {"count": value}
    return duration(value)


def sentence(name: str, value: Any) -> str:
    """The rule as a reader meets it; "" where it asks for nothing."""
    if name == "cancel_minutes" and not value:
        return _("can be cancelled until it starts")
    if value is None or (not value and name not in ("daily_quota", "horizon_days")):
        return ""
    sentences = {
        "step_minutes": _("starts every %(value)s"),
        "min_minutes": _("at least %(value)s each time"),
        "max_minutes": _("at most %(value)s each time"),
        "lead_minutes": _("to be booked at least %(value)s ahead"),
        "horizon_days": _("can be booked %(value)s ahead"),
        "buffer_before_minutes": _("%(value)s are kept free before each booking"),
        "buffer_minutes": _("%(value)s are kept free after each booking"),
        "cancel_minutes": _("can be cancelled until %(value)s before it starts"),
        "late_cancel": _("later cancelling: %(value)s"),
        "check_in_required": _("check in when you come"),
        "grace_minutes": _("without a check-in the place goes to others after %(value)s"),
        "keep_minutes": _("what comes free is kept for who waits for %(value)s"),
        "keep_last_day_minutes": _("within 24 hours of the start it is kept for %(value)s"),
        "keep_last_hours_minutes": _("within 3 hours of the start it is kept for %(value)s"),
        "daily_quota": _("%(value)s a day at most"),
        "needs_approval": _("the home approves each booking"),
        "members_only": _("for union members"),
        "partners_only": _("for workers of the firms that build the home together"),
        "women_only": _("for women workers, who say so when booking"),
        "adults_only": _("for people of 18 or older, who say so when booking"),
    }
    return sentences[name] % {"value": value_text(name, value)}
