"""The ledger of points. What was given stays on record; what is taken back is an entry too."""

from django.db import IntegrityError, transaction

from common import clock
from unions.models import Person, PointsEntry


@transaction.atomic
def settle(
    *, person: Person, subject: str, points: int, reason: str, by: Person | None = None
) -> int:
    """Bring what a person has for a `subject` ("reservation:12") to `points`.

    Returns the difference entered: nothing where it is so already, the whole amount the first
    time, a reversal where points are taken back. Whoever settles the same subject at the same
    moment enters nothing: the key is unique.
    """
    about = PointsEntry.objects.filter(key__startswith=f"{subject}:", person=person)
    known = list(about.values_list("points", flat=True))
    difference = points - sum(known)
    if not difference:
        return 0
    entry = PointsEntry(
        person=person,
        points=difference,
        reason=reason,
        key=f"{subject}:{len(known)}",
        at=clock.now(),
        by=by,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return 0
    return difference
