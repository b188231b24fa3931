"""Unannounced inspections: drawn by the system on the morning itself."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from common.locks import alone
from homes.enums import DayKind, InspectionResult
from homes.models import CalendarDay, DoorPolicy, Home, Inspection
from unions.enums import UnionLevel
from unions.models import Person, Union

WORKDAYS_A_MONTH = 21
NOT_AGAIN_DAYS = 60


def is_workday(day: date) -> bool:
    """Whether offices work on the date: the calendar's word, else Monday to Friday."""
    marked = CalendarDay.objects.filter(on=day).first()
    return marked.kind == DayKind.WORKDAY if marked else day.isoweekday() <= 5


@transaction.atomic
def draw() -> int:
    """Draw today's inspections, city by city; returns how many. Twice on a day adds none.

    A city's number a month is spread evenly over its working days by chance; homes visited
    in the last two months, or failed and not yet put right, are not drawn.
    """
    alone("draw inspections")
    today = clock.today()
    if not is_workday(today) or Inspection.objects.filter(drawn_on=today).exists():
        return 0
    policy = DoorPolicy.current()
    # The same on one day however often it is asked, and nobody without the key can foresee it.
    rng = random.Random(f"{settings.SECRET_KEY}{today}")
    drawn = []
    for homes in homes_by_city(today).values():
        expected = policy.inspections_a_month / WORKDAYS_A_MONTH
        count = int(expected) + (rng.random() < expected % 1)
        drawn += rng.sample(homes, min(count, len(homes)))
    rows = [Inspection(home=home, drawn_on=today) for home in drawn]
    Inspection.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def homes_by_city(today: date) -> dict[int, list[Home]]:
    """Homes that may be drawn, by the id of their city's union."""
    recent = Inspection.objects.filter(drawn_on__gt=today - timedelta(days=NOT_AGAIN_DAYS))
    homes = Home.objects.in_operation().exclude(pk__in=recent.values("home"))
    cities = list(Union.objects.filter(level=UnionLevel.CITY))
    found: dict[int, list[Home]] = defaultdict(list)
    for home in homes.select_related("union").order_by("pk"):
        city = next((c for c in cities if home.union.path.startswith(c.path)), None)
        if city:
            found[city.pk].append(home)
    return found


@transaction.atomic
def report_result(
    *,
    inspection: Inspection,
    result: str,
    findings: str,
    by: Person,
    follow_up_due_on: date | None = None,
    visited_at: datetime | None = None,
) -> Inspection:
    """Write down what was found, once. A failed one needs a date by which it is put right."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if inspection.result:
        raise Refusal("state", _("The result stands already and can't be changed."))
    if result == InspectionResult.FAILED and follow_up_due_on is None:
        raise Refusal("no_follow_up", _("Give the date by which it must be put right."))
    inspection.result, inspection.findings = result, findings
    inspection.follow_up_due_on = follow_up_due_on
    inspection.visited_at, inspection.inspector = visited_at or clock.now(), by
    inspection.save(
        update_fields=["result", "findings", "follow_up_due_on", "visited_at", "inspector"]
    )
    audit.record(action="inspect", target=inspection, actor=by, result=result)
    return inspection
