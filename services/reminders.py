"""Reminding people of the sessions they have signed up for."""

from django.db import transaction

from common import audit, clock
from messaging.reminders import Wanted, due, horizon, not_yet_left, times
from services.enums import SessionState, SignUpState
from services.models import Session, SignUp
from services.notices import key_of, tell

KIND = "session_reminder"


def remind() -> int:
    """Leave the reminders that are due; returns how many are new. Safe to run twice."""
    return sum(_remind(one) for one in not_yet_left(_wanted()))


def _wanted() -> list[Wanted]:
    now, at = clock.now(), times()
    rows = SignUp.objects.filter(
        state=SignUpState.SIGNED_UP,
        person__is_active=True,
        session__state=SessionState.SCHEDULED,
        session__starts_at__gt=now,
        session__starts_at__lt=horizon(now, at),
    )
    found = list(rows.select_related("session").order_by("session__starts_at", "pk"))
    sessions = {row.session_id for row in found}
    moved = audit.last_times(["reschedule_session"], Session, sessions)
    wanted = []
    for row in found:
        starts_at = row.session.starts_at
        settled_at = max(row.at, moved.get(row.session_id, row.at))
        if starts_at and (name := due(starts_at, settled_at, now, at)):
            key = key_of(KIND, row, once_for(name, row.session))
            wanted.append(Wanted(row.person_id, row.pk, starts_at, name, key))
    return wanted


def once_for(name: str, session: Session) -> str:
    """A session that was moved is reminded of anew."""
    begins = session.starts_at.astimezone(clock.SHANGHAI).isoformat() if session.starts_at else ""
    return f"{name}:{begins}"


@transaction.atomic
def _remind(wanted: Wanted) -> bool:
    """Leave one reminder, unless the sign-up or the session was changed just now."""
    sign_up = (
        SignUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "session__space", "session__activity__home")
        .filter(
            pk=wanted.row,
            state=SignUpState.SIGNED_UP,
            session__state=SessionState.SCHEDULED,
            session__starts_at=wanted.starts_at,
        )
        .first()
    )
    if sign_up is None:
        return False
    session = sign_up.session
    once = once_for(wanted.name, session)
    return tell(sign_up, KIND, once=once, not_after=session.starts_at)
