"""A person's shifts as entries of a calendar."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common import audit
from staffing.enums import FILLING, AssignmentState
from staffing.models import Assignment, Shift
from unions.agenda import Entry, register
from unions.models import Person


def own_entries(person: Person, since: datetime) -> Iterator[Entry]:
    """Shifts that the person has, is asked for, or has given back."""
    mine = Assignment.objects.filter(member__person=person, shift__ends_at__gt=since)
    rows = list(mine.select_related("shift__home"))
    own = audit.revisions(Assignment, [row.pk for row in rows])
    theirs = audit.revisions(Shift, [row.shift_id for row in rows])
    for row in rows:
        shift, home = row.shift, row.shift.home
        known = [found for found in (own.get(row.pk), theirs.get(shift.pk)) if found]
        yield Entry(
            uid=f"shift-{row.pk}",
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            title=_("On duty · %(home)s") % {"home": home},
            # A shift planned before there was a log is as old as its beginning.
            changed_at=max([last for _times, last in known], default=shift.starts_at),
            sequence=sum(times for times, _last in known),
            cancelled=row.state not in (*FILLING, AssignmentState.OFFERED),
            tentative=row.state == AssignmentState.OFFERED,
            place=f"{home}，{home.address}",
            path=reverse("staffing:duty"),
        )


def register_entries() -> None:
    """Called once when the app is ready."""
    register(own_entries)
