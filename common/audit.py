"""The append-only audit log."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import Count, Max

from common import clock
from common.models import AuditEntry


def record(*, action: str, target: models.Model, actor=None, **detail) -> None:
    """Note that `actor` (None: the system) did `action` to `target`; in the same transaction."""
    AuditEntry.objects.create(
        at=clock.now(),
        actor=actor if getattr(actor, "pk", None) else None,
        action=action,
        model=target._meta.label_lower,
        row=str(target.pk),
        detail=detail,
    )


def last_times(
    actions: Collection[str], model: type[models.Model], rows: Collection[int]
) -> dict[int, datetime]:
    """When one of `actions` was last done to each of these rows; without those it never was."""
    entries = AuditEntry.objects.filter(
        model=model._meta.label_lower, row__in=[str(row) for row in rows], action__in=actions
    )
    return {int(row): at for row, at in entries.values_list("row").annotate(Max("at"))}


def last_entry(action: str, target: models.Model) -> AuditEntry | None:
    """When, and by whom, `action` was last done to the target."""
    entries = AuditEntry.objects.filter(
        model=target._meta.label_lower, row=str(target.pk), action=action
    )
    return entries.order_by("-pk").first()


def last_details(action: str, model: type[models.Model], rows: Collection[int]) -> dict[int, dict]:
    """What was noted when `action` was last done to each of these rows."""
    entries = AuditEntry.objects.filter(
        model=model._meta.label_lower, row__in=[str(row) for row in rows], action=action
    )
    return {int(row): detail for row, detail in entries.order_by("pk").values_list("row", "detail")}


def revisions(model: type[models.Model], keys: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """How often each row was acted on, and when last. It only grows: nothing leaves the log."""
    rows = (
        AuditEntry.objects.filter(model=model._meta.label_lower, row__in=[str(key) for key in keys])
        .order_by()
        .values_list("row")
        .annotate(times=Count("pk"), last=Max("at"))
    )
    return {int(row): (times, last) for row, times, last in rows}
