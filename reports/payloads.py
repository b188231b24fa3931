"""The figures of each kind of report, as the JSON that is frozen; see `reports.definitions`.

A builder is a list of steps; each adds its keys to the payload, so that a long report can say
how far it is and be stopped in between. `frozen` puts definitions, time and hash on it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from common import clock
from reports import figures
from reports.consolidation import leverage
from reports.definitions import texts_of
from reports.enums import ReportKind
from reports.models import Standard
from reports.period import Period
from reports.reach import When, counties_of, reach, share
from unions.models import Union

# Of these a report also says what they were the period before and a year before.
COMPARED = {
    ReportKind.COVERAGE: ("homes", "person_times", "sessions"),
    ReportKind.FUNDING: ("invested_fen", "projects"),
    ReportKind.OPERATIONS: ("person_times", "sessions", "bookings"),
    ReportKind.STAFFING: ("shifts", "places", "filled"),
}


@dataclass(frozen=True)
class Subject:
    """What a report is about."""

    kind: ReportKind
    union: Union
    period: Period
    standard: Standard


Step = Callable[[Subject], dict]


def build(subject: Subject) -> Iterator[dict]:
    """The payload's parts in order; merged they are the payload, without its frame."""
    yield _frame(subject)
    for step in STEPS[subject.kind]:
        yield step(subject)
    yield {"compared": {
        "period_before": _compared(subject, subject.period.before()),
        "year_before": _compared(subject, subject.period.year_before()),
    }}  # fmt: skip


def step_count(kind: ReportKind) -> int:
    """How many parts `build` yields."""
    return len(STEPS[kind]) + 2


def frozen(subject: Subject, parts: Iterator[dict] | list[dict], now: datetime | None = None):
    """The whole payload. Its hash covers all but the time, so equal figures have equal hashes."""
    payload: dict = {}
    for part in parts:
        payload |= part
    standard = subject.standard if "radius_m" in payload else None
    with translation.override(settings.LANGUAGE_CODE):
        payload["definitions"] = texts_of(payload, standard)
    payload["hash"] = digest(payload)
    payload["generated_at"] = (now or clock.now()).isoformat(timespec="seconds")
    return payload


def digest(payload: dict) -> str:
    """SHA-256 of the figures: canonical JSON of everything but `generated_at` and `hash`."""
    figures_only = {k: v for k, v in payload.items() if k not in {"generated_at", "hash"}}
    return hashlib.sha256(as_json(figures_only, sort_keys=True).encode()).hexdigest()


def as_json(payload: dict, **options) -> str:
    return json.dumps(payload, ensure_ascii=False, **options)


def _frame(subject: Subject) -> dict:
    return {
        "kind": str(subject.kind),
        "union": subject.union.code,
        "union_name": subject.union.name,
        "from": subject.period.starts_on.isoformat(),
        "to": subject.period.ends_on.isoformat(),
    }


def _coverage(subject: Subject) -> dict:
    answer = reach(subject.union, subject.standard, When(subject.period.ends_on))
    return {"standard": subject.standard.code, **answer.as_json()}


def _homes(subject: Subject) -> dict:
    union, day = subject.union, subject.period.ends_on
    with_home = figures.counties_with_home(day)
    return {
        "homes": figures.homes_on(union, day).count(),
        "homes_by_scene": figures.homes_by("scene", union, day),
        "homes_by_mechanism": figures.homes_by("mechanism", union, day),
        "provincial_designations": figures.provincial_designations(union, day),
        "counties_without_home": [
            county.code for county in counties_of(union) if county.code not in with_home
        ],
    }


def _use(subject: Subject) -> dict:
    counted = figures.person_times(subject.union, subject.period)
    return {
        "person_times": sum(counted.values()),
        "person_times_by_count": counted,
        "sessions": figures.sessions_in(subject.union, subject.period).count(),
    }


def _money(subject: Subject) -> dict:
    below = Union.objects.within(subject.union).filter(depth=subject.union.depth + 1)
    children = list(below.order_by("code"))
    money = figures.money(subject.union, subject.period, [child.path for child in children])
    ratio = leverage(money.by_source, "province")
    return {
        "invested_fen": money.invested_fen,
        "by_source_fen": money.by_source,
        "transfers_fen": money.transfers_fen,
        "leverage": None if ratio is None else float(ratio),
        "by_union": [
            {"code": child.code, "invested_fen": money.by_child[child.path]} for child in children
        ],
        "own_homes_fen": money.own_fen,
        "union_names": {child.code: child.name for child in children},
    }


def _projects(subject: Subject) -> dict:
    area = figures.free_area_m2(subject.union, subject.period.ends_on)
    return {
        "projects": figures.projects(subject.union, subject.period),
        "free_area_m2": _plain(area),
    }


def _bookings(subject: Subject) -> dict:
    states = figures.bookings_by_state(subject.union, subject.period)
    return {
        "bookings": sum(states.values()),
        "bookings_by_state": states,
        "no_show_share": figures.no_show_share(subject.union, subject.period),
    }


def _shifts(subject: Subject) -> dict:
    counts = figures.shift_places(subject.union, subject.period)
    return {**counts, "filled_share": share(counts["filled"], counts["places"])}


def _compared(subject: Subject, period: Period) -> dict:
    """The headline figures of another period, and which period that was."""
    other = Subject(subject.kind, subject.union, period, subject.standard)
    found: dict = {}
    for step in HEADLINES[subject.kind]:
        found |= step(other)
    dates = {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}
    return dates | {key: found[key] for key in COMPARED[subject.kind]}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


STEPS: dict[str, list[Step]] = {
    ReportKind.COVERAGE: [_coverage, _homes, _use],
    ReportKind.FUNDING: [_money, _projects],
    ReportKind.OPERATIONS: [_homes, _use, _bookings],
    ReportKind.STAFFING: [_homes, _shifts],
}
HEADLINES: dict[str, list[Step]] = {
    ReportKind.COVERAGE: [_homes, _use],
    ReportKind.FUNDING: [_money, _projects],
    ReportKind.OPERATIONS: [_use, _bookings],
    ReportKind.STAFFING: [_shifts],
}
