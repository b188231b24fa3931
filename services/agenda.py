"""A person's sign-ups as entries of a calendar."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from bookings.agenda import place_of, point_of
from common import audit
from services.enums import SessionState, SignUpState
from services.models import Session, SignUp
from unions.agenda import Entry, register
from unions.models import Person


def own_entries(person: Person, since: datetime) -> Iterator[Entry]:
    """Sessions that the person has signed up for; what happens to either is a revision."""
    rows = SignUp.objects.own(person).filter(session__ends_at__gt=since)
    rows = list(rows.select_related("session__activity__home", "session__space"))
    own = audit.revisions(SignUp, [row.pk for row in rows])
    theirs = audit.revisions(Session, [row.session_id for row in rows])
    for row in rows:
        session, home = row.session, row.session.activity.home
        known = [found for found in (own.get(row.pk), theirs.get(session.pk)) if found]
        off = session.state == SessionState.CANCELLED or row.state == SignUpState.CANCELLED
        yield Entry(
            uid=f"sign-up-{row.pk}",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            title=f"{session.activity} · {home}",
            changed_at=max([row.at, *(last for _times, last in known)]),
            sequence=sum(times for times, _last in known),
            cancelled=off,
            place=place_of(home),
            point=point_of(home),
            note=str(session.space or ""),
            path=reverse("services:session", args=[session.pk]),
        )


def register_entries() -> None:
    """Called once when the app is ready."""
    register(own_entries)
