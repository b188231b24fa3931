"""The append-only audit log."""

from django.db import models

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
